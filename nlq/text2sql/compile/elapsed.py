"""Columns that count the days up to the asked day: a plan names them like stored ones, the statement computes them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from crm import catalog


@dataclass(frozen=True)
class Elapsed:
    """From the day `start` to the day `end`, or to the asked day where there is none. In days, or in whole `years`."""

    start: str
    end: str
    zh: str
    en: str
    years: bool = False


ELAPSED: dict[str, dict[str, Elapsed]] = {
    "investors": {"days_quiet": Elapsed("last_interaction_on", "", "未联系天数", "days without contact")},
    "people": {"days_quiet": Elapsed("last_interaction_on", "", "未联系天数", "days without contact")},
    "companies": {
        "age_days": Elapsed("founded_on", "", "成立天数", "days since founding"),
        "days_since_round": Elapsed("last_round_on", "", "距最近融资天数", "days since latest round"),
    },
    "opportunities": {
        "days_open": Elapsed("created_on", "closed_on", "已开天数", "days open"),
        "days_past": Elapsed("expected_close_on", "", "超过预计完成天数", "days past expected close"),
        "days_quiet": Elapsed("updated_on", "", "未更新天数", "days without update"),
    },
    "tasks": {"days_late": Elapsed("due_on", "done_on", "逾期天数", "days late")},
    "funds": {"age_years": Elapsed("vintage", "", "成立年数", "age in years", years=True)},
}


def column_of(view: str, name: str) -> catalog.Column:
    """The catalogue's entry of a stored column, or one made for a column of elapsed days. Raises KeyError."""
    elapsed = ELAPSED.get(view, {}).get(name)
    if elapsed is None:
        return catalog.view(view).columns[name]
    return catalog.Column(name, "integer", "", elapsed.zh, elapsed.en, "")


def expression(elapsed: Elapsed, alias: str, today: exp.Expr) -> exp.Expr:
    """`COALESCE(end, :today) - start` over the rows under `alias`."""
    start = exp.column(elapsed.start, table=alias)
    if elapsed.years:
        year = exp.cast(exp.Extract(this=exp.var("YEAR"), expression=exp.cast(today, "date")), "int")
        return exp.paren(exp.Sub(this=year, expression=start), copy=False)
    end = exp.func("COALESCE", exp.column(elapsed.end, table=alias), today) if elapsed.end else today
    return exp.paren(exp.Sub(this=end, expression=start), copy=False)
