"""The IT桔子 export: one line a round; blank company cells continue the company of the line above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.importing import cells
from crm.importing.deals import Policy, Round, Stake
from crm.importing.names import is_nobody, named, named_in
from crm.importing.organisations import Named
from crm.importing.problems import BadCell, Problem, error, warning
from crm.importing.profiles import Profile
from crm.importing.report import raw_of
from crm.importing.session import Session
from crm.importing.tables import Row, Table
from crm.names.places import parse_location

SOURCE = "IT桔子"
REQUIRED = ("公司名称", "融资时间", "轮次", "融资金额", "投资方")
READ = (
    *REQUIRED,
    "工商名称",
    "公司网址",
    "成立时间",
    "地点",
    "运营状态",
    "行业",
    "子行业",
    "估值",
    "公司简介",
    "详细地址",
)
COMPUTED = ("融资总额",)


def recognises(header: Sequence[str]) -> bool:
    """Whether the header is this export's."""
    return set(REQUIRED) <= set(header)


@dataclass
class _Block:
    """A company's lines."""

    first: Row
    lines: list[Row] = field(default_factory=list)


@dataclass
class _Reading:
    """What the lines say, and what is wrong with them."""

    profiles: list[Profile] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load(table: Table, session: Session) -> None:
    """Store the companies, rounds, investors and investments of the export."""
    reading = _Reading()
    session.report.progress.start(table.name, len(table.rows))
    for block in _blocks(table, reading.problems):
        session.report.progress.tick(len(block.lines))
        _read_company(block, table, session, reading)
    session.report.add(reading.problems)
    session.companies.store(reading.profiles)
    session.deals.store(reading.rounds, Policy(may_update=lambda deal: deal.source == SOURCE))
    session.organisations.head_groups()


def _blocks(table: Table, problems: list[Problem]) -> Iterator[_Block]:
    block: _Block | None = None
    for row in table.rows:
        if not cells.is_blank(row.get("公司名称")):
            if block:
                yield block
            block = _Block(row)
        if block:
            block.lines.append(row)
        else:
            problems.append(error(row.line, "公司名称", "", _("No company stands above this row."), raw=row.raw))
    if block:
        yield block


def _read_company(block: _Block, table: Table, session: Session, reading: _Reading) -> None:
    reader = _Cells(block.first, table, reading.problems, {})
    name = reader.text("公司名称", 300)
    if not name:
        return
    company = {column: block.first.get(column) for column in ("公司名称",)}
    rounds = []
    for row in block.lines:
        if item := _round(_Cells(row, table, reading.problems, company), name, session):
            rounds.append(item)
    reading.rounds.extend(rounds)
    reading.profiles.append(_profile(reader, name, rounds, session))


@dataclass
class _Cells:
    """One row's cells, each read with its problems kept; a bad cell is None and its row goes into the file to fix."""

    row: Row
    table: Table
    problems: list[Problem]
    company: dict[str, str]
    is_bad: bool = False

    def said(self, column: str) -> str:
        text = self.row.get(column)
        return "" if cells.is_blank(text) else text

    def read(self, column: str, reader: Any) -> Any:
        """`reader(text)` of a cell that says something; None for a blank or a bad one."""
        text = self.said(column)
        if not text:
            return None
        try:
            return reader(text)
        except BadCell as bad:
            self.is_bad = True
            raw = raw_of(self.row, self.table.header, self.company)
            self.problems.append(Problem(self.row.line, column, text, bad.reason, True, raw))
            return None

    def text(self, column: str, longest: int) -> str:
        return self.read(column, lambda text: cells.short(text, longest)) or ""

    def warn(self, column: str, reason: str | Promise) -> None:
        self.problems.append(warning(self.row.line, column, self.row.get(column), reason))


def _profile(reader: _Cells, name: str, rounds: Sequence[Round], session: Session) -> Profile:
    industry = session.industries.node(reader.said("行业"), reader.said("子行业"))
    founded = reader.read("成立时间", cells.day)
    values: dict[str, Any] = {
        "industry_id": industry.pk if industry else None,
        "founded_on": founded.value if founded else None,
        "status": _status(reader),
        "description": reader.text("公司简介", 100_000),
    }
    latest = max(rounds, key=lambda item: item.announced_on or date.min, default=None)
    values |= _valuation(reader, latest)
    return Profile(_organisation(reader, name), reader.row.line, values)


def _organisation(reader: _Cells, name: str) -> Named:
    place = parse_location(reader.said("地点"))
    if place.unknown:
        reader.warn("地点", _("The place is not known; the company was kept without it."))
    item = named(name)
    item.is_own = True
    item.values = {
        "legal_name": reader.text("工商名称", 300),
        "website": reader.text("公司网址", 500),
        "address": reader.text("详细地址", 500),
        "country": place.country,
        "province": place.province,
        "city": place.city,
        "district": place.district,
    }
    return item


def _status(reader: _Cells) -> str | None:
    text = reader.said("运营状态")
    found = cells.known_code("company_status", text) if text else None
    if text and found is None:
        reader.warn("运营状态", _("The status is not known; the company was kept without it."))
    return found


def _valuation(reader: _Cells, latest: Round | None) -> dict[str, Any]:
    """The company's valuation (in CNY where no currency is said), which is also its latest round's post-money."""
    found = reader.read("估值", lambda text: cells.amount(text, "CNY"))
    if found is None or found.number is None:
        return {}
    if latest:
        latest.values |= {"post_money": found.number, "valuation_currency": found.currency}
    return {
        "valuation": found.number,
        "valuation_currency": found.currency,
        "valuation_on": latest.announced_on if latest else None,
    }


def _round(reader: _Cells, company: str, session: Session) -> Round | None:
    """The row's round; None where it tells of none or where its date or amount cannot be read."""
    if not any(reader.said(column) for column in ("融资时间", "轮次", "融资金额")):
        return None
    label = reader.text("轮次", 50)
    day = reader.read("融资时间", cells.day)
    amount = reader.read("融资金额", cells.amount)
    if reader.is_bad:
        return None
    values = {"stage_text": label, "precision": day.precision if day else None}
    if amount:
        values |= {"currency": amount.currency, "amount_text": amount.text, "is_estimated": amount.is_estimated}
    return Round(
        company=company,
        stage=_stage(reader, label, session),
        announced_on=day.value if day else None,
        amount=amount.number if amount else None,
        line=reader.row.line,
        values=values,
        on_create={"source": SOURCE},
        stakes=_stakes(reader, session),
    )


def _stage(reader: _Cells, label: str, session: Session) -> str:
    found = session.stage(label) if label else "unknown"
    if found is None:
        reader.warn("轮次", _("The stage is not known; the round was kept as “unknown” with this label."))
    return found or "unknown"


def _stakes(reader: _Cells, session: Session) -> list[Stake]:
    text = reader.said("投资方")
    if not text or is_nobody(text):
        return []
    found = named_in(text, session.organisations.groups)
    return [Stake(item) for item in found if reader.read("投资方", lambda _, item=item: cells.short(item.name, 300))]
