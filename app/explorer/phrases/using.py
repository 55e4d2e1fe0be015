"""Words beside the figures: how to use them."""

WORDS = {
    "use": ("Use this data", "使用数据"),
    "copy_id": ("Code of the indicator", "指标代码"),
    "download_rows": ("{rows}", "{rows}"),
    "download_as": ("{format}, {rows}", "{format}，{rows}"),
    "programs": ("Programs to copy", "代码示例"),
    "excel_how": (
        "Data, Get Data, From Other Sources, Blank Query, then paste into the advanced editor.",
        "数据 → 获取数据 → 自其他源 → 空白查询，粘贴到高级编辑器。",
    ),
    "pinned": ("Permanent link", "永久链接"),
    "pinned_how": (
        "Gives these figures as they are known today, whatever is published later.",
        "今后无论发布什么，此链接始终返回今日已知的数据。",
    ),
    "embed": ("Picture by link", "图片链接"),
    "picture_svg": ("SVG", "SVG"),
    "picture_png": ("PNG", "PNG"),
    "cite_how": ("How to cite the last figure", "引用最新数据"),
    "observe": ("The last figure", "最新数据"),
}
