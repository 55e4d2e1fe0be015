"""Words for when there is nothing to show."""

WORDS = {
    "fail_not-found": ("There is nothing here", "此处没有内容"),
    "fail_withdrawn": ("Withdrawn by its publisher", "发布方已撤回"),
    "fail_unavailable": ("The database is away for a moment", "数据库暂时不可用"),
    "fail_internal-error": ("Something went wrong here", "本服务出错了"),
    "fail_other": ("This cannot be answered", "无法回答此请求"),
    "fail_not-found_do": (
        "Search above, or start from the first page.",
        "可在上方搜索，或从首页开始。",
    ),
    "fail_withdrawn_do": (
        "Its history shows what was known before.",
        "其历次版本中可查阅此前公布的数值。",
    ),
    "fail_unavailable_do": (
        "The service runs, its database does not answer. Reload in a few seconds.",
        "服务正在运行，但数据库没有响应。请几秒后刷新。",
    ),
    "fail_internal-error_do": (
        "A fault of ours, and it has been logged. Try again; if it stays, report the request id.",
        "这是本服务的故障，已记录在案。请重试；若仍出现，请告知请求编号。",
    ),
    "fail_other_do": (
        "Look at the address: something in it cannot be read.",
        "请检查网址，其中有无法识别的内容。",
    ),
    "perhaps": ("Perhaps you meant", "您要找的可能是"),
    "request_id": ("Request id", "请求编号"),
    "kind_of_problem": ("What this kind of problem means", "此类问题说明"),
    "first_page": ("First page", "首页"),
    "reload": ("Reload", "刷新"),
}
