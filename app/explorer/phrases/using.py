"""Words beside the figures: how to use them."""

WORDS = {
    "use": ("Use this data", "使用数据"),
    "copy_id": ("Code of the indicator", "指标代码"),
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
    "cite_how": ("How to cite the last figure", "引用最新数据"),
}
