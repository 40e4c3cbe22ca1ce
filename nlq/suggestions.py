"""Questions to begin with: offered on an empty page, in the reader's language, each answerable on any data."""

from __future__ import annotations

SUGGESTIONS = {
    "zh": (
        "今年融资金额最高的10笔交易",
        "近三年每年的融资总额",
        "今年A轮融资最多的行业",
        "北京的机构有哪些",
        "近三个月没有联系过的机构",
        "我本周到期的任务",
        "进行中的机会按阶段统计",
    ),
    "en": (
        "The 10 largest deals this year",
        "Total raised per year over the last three years",
        "Which industries had the most Series A rounds this year?",
        "Investors in Beijing",
        "Investors nobody has contacted in the last three months",
        "My tasks due this week",
        "Open opportunities by stage",
    ),
}
