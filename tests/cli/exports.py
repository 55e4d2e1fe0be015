"""Small files of our own in the layout of the bureau's exports; every figure is invented."""

from pathlib import Path

EARLY = """数据库：分省年度数据
指标：地区生产总值(亿元)
时间：最近2年
地区,2017年,2016年
山西省,15528.42,13050.41
陕西省,,19399.59
注：本表按当年价格计算。
数据来源：国家统计局
"""
LATE = """数据库：分省年度数据
指标：地区生产总值(亿元)
时间：最近2年
地区,2018年,2017年
山西省,16153.1,14679.1
陕西省,23941.9,21473.5
数据来源：国家统计局
"""
PEOPLE = """数据库：分省年度数据
指标：年末常住人口(万人)
时间：最近2年
地区,2018年,2017年
山西省,3502,3510
数据来源：国家统计局
"""
COAL = PEOPLE.replace("年末常住人口(万人)", "原煤产量(万吨)")
UNHEARD = PEOPLE.replace("年末常住人口(万人)", "从未听说的指标(万吨)")


def written(folder: Path, name: str, text: str, encoding: str = "gb18030") -> Path:
    """Write a file as the bureau's site does."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
