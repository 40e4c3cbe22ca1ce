"""What an answer's column is called in the reader's language, from the catalogue and a few words for what SQL computes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm import catalog
from nlq.text2sql.compile.elapsed import ELAPSED

_VIEW = re.compile(r"\banalyst\.(\w+)")
_COMPUTED = {
    "avg": ("平均", "Average"),
    "average": ("平均", "Average"),
    "mean": ("平均", "Average"),
    "median": ("中位数", "Median"),
    "max": ("最高", "Highest"),
    "min": ("最低", "Lowest"),
    "sum": ("合计", "Total"),
    "total": ("合计", "Total"),
    "previous": ("上期", "Previous"),
    "change": ("变化", "Change in"),
    "running": ("累计", "Running"),
    "weighted": ("加权", "Weighted"),
}
_WORDS = {
    "n": ("数量", "Count"),
    "total": ("合计", "Total"),
    "total_cny": ("合计(人民币)", "Total (CNY)"),
    "total_usd": ("合计(美元)", "Total (USD)"),
    "total_amount_cny": ("总金额(人民币)", "Total amount (CNY)"),
    "total_amount_usd": ("总金额(美元)", "Total amount (USD)"),
    "deals": ("交易数", "Deals"),
    "deal_count": ("交易数", "Deals"),
    "companies": ("公司数", "Companies"),
    "company_count": ("公司数", "Companies"),
    "investors": ("投资方", "Investors"),
    "people": ("人数", "People"),
    "interactions": ("沟通次数", "Interactions"),
    "tasks": ("任务数", "Tasks"),
    "notes": ("纪要数", "Notes"),
    "opportunities": ("机会数", "Opportunities"),
    "share": ("占比", "Share"),
    "share_pct": ("占比", "Share"),
    "growth": ("增速", "Growth"),
    "growth_pct": ("增速", "Growth"),
    "difference": ("差额", "Difference"),
    "ratio": ("比值", "Ratio"),
    "days": ("天数", "Days"),
    "change": ("变化", "Change"),
    "year": ("年份", "Year"),
    "half": ("半年", "Half-year"),
    "quarter": ("季度", "Quarter"),
    "month": ("月份", "Month"),
    "week": ("周", "Week"),
    "rank": ("排名", "Rank"),
    "without_amount": ("未披露金额", "Without an amount"),
    "snippet": ("摘录", "Excerpt"),
    "score": ("相关度", "Score"),
    "document": ("文件", "Document"),
    "page": ("页码", "Page"),
}


def views_in(sql: str) -> tuple[str, ...]:
    """The analyst views that `sql` names, in its order."""
    return tuple(dict.fromkeys(name for name in _VIEW.findall(sql) if name in catalog.views()))


def column_of(name: str, views: Sequence[str]) -> catalog.Column | None:
    """The catalogue's column `name`: of one of `views` if it can be, else of the first view that has it."""
    for view in (*views, *catalog.views()):
        if found := catalog.view(view).columns.get(name):
            return found
    return None


def heading(name: str, views: Sequence[str], language: str) -> str:
    """The label of the column `name`; one that nobody knows is shown with its underscores opened."""
    of_views = next((column for view in views if (column := catalog.view(view).columns.get(name))), None)
    if of_views:
        return capital(of_views.label(language))
    if counted := next((ELAPSED[view][name] for view in views if name in ELAPSED.get(view, {})), None):
        return capital(counted.zh if language == "zh" else counted.en)
    if name == "count":
        return _counted(catalog.view(views[0]) if views else None, language)
    if name in _WORDS:
        return _WORDS[name][0 if language == "zh" else 1]
    if known := column_of(name, ()):
        return capital(known.label(language))
    return _computed(name, views, language) or capital(name.replace("_", " "))


def _counted(view: catalog.View | None, language: str) -> str:
    """What is counted: «交易数», «Deals»; «数量», «Count» where no view is known."""
    if view is None:
        return "数量" if language == "zh" else "Count"
    return f"{view.zh}数" if language == "zh" else capital(view.en)


def _computed(name: str, views: Sequence[str], language: str) -> str:
    """`avg_amount_cny` -> «平均融资金额», «Average amount (CNY)»; `city_count` -> «城市数»; `count_2` -> «Deals 2»."""
    base, _, number = name.rpartition("_")
    if number.isdigit() and base:
        return f"{heading(base, views, language)} {number}"
    if number == "count" and column_of(base, views):
        counted = heading(base, views, language)
        return f"{counted}数" if language == "zh" else f"Number: {counted.lower()}"
    first, _, rest = name.partition("_")
    if first not in _COMPUTED or not rest:
        return ""
    base = heading(rest, views, language)
    return _COMPUTED[first][0] + base if language == "zh" else f"{_COMPUTED[first][1]} {base[0].lower()}{base[1:]}"


def capital(label: str) -> str:
    """`label` with its first letter large."""
    return label[:1].upper() + label[1:]
