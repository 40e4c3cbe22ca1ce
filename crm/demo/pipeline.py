"""The firm's own pipeline and its to-do list: some of it stuck, late or long overdue."""

from __future__ import annotations

from datetime import date, timedelta

from crm import codes
from crm.demo.contacts import Scene
from crm.demo.draw import Draw, nice
from crm.demo.rows import CompanyRow, InvestorRow, OpportunityRow, TaskRow
from crm.demo.staff import MEMBERS, keeping, language_of

OPPORTUNITIES = 164
TASKS = 224
_STAGES = {"lead": 12.0, "contacted": 14.0, "nda": 9.0, "meeting": 14.0, "diligence": 16.0, "term_sheet": 9.0,
           "committed": 8.0, "closed": 12.0, "passed": 10.0}  # fmt: skip
_PROBABILITY = {"lead": 5, "contacted": 10, "nda": 20, "meeting": 30, "diligence": 50, "term_sheet": 70, "committed": 90,
                "closed": 100, "passed": 0}  # fmt: skip
_RAISING_KINDS = ("lp", "fof", "government", "family_office", "bank", "cvc")
_NEXT_STAGE = {"zh": ("angel", "pre_a", "a", "a_plus", "b", "c", "d"), "en": ("seed", "a", "b", "c", "d")}
_TASKS_ZH = {
    "investor": ("跟进{org}的签约进度", "给{org}发季度报告", "安排与{org}的电话会", "更新{org}的联系人名单", "准备{org}的尽调问卷",
                 "回复{org}的 ESG 问卷", "确认{org}的缴款通知"),
    "company": ("完成{org}投资备忘录", "核对{org}的财务数据", "约{org}客户访谈", "审阅{org}的条款清单", "走访{org}工厂",
                "更新{org}估值模型", "整理{org}的董事会材料"),
    "": ("提交月度投资周报", "更新行业图谱", "准备投决会议程", "整理路演材料", "续签数据服务合同"),
}  # fmt: skip
_TASKS_EN = {
    "investor": ("Chase {org} for signatures", "Send {org} the quarterly report", "Schedule a call with {org}",
                 "Update contacts at {org}", "Prepare the DDQ for {org}", "Answer the ESG questionnaire of {org}",
                 "Confirm the capital call with {org}"),
    "company": ("Finish the memo on {org}", "Check the accounts of {org}", "Book customer calls for {org}",
                "Review the term sheet of {org}", "Visit the site of {org}", "Update the model of {org}",
                "File the board pack of {org}"),
    "": ("Submit the weekly report", "Refresh the market map", "Draft the committee agenda", "Polish the pitch deck",
         "Renew the data subscription"),
}  # fmt: skip


def opportunities(seed: int, scene: Scene) -> tuple[OpportunityRow, ...]:
    """Commitments to our fund from investors, and stakes of ours in companies."""
    draw = Draw(seed, "opportunities")
    lenders = [at for at, row in enumerate(scene.investors) if row.kind in _RAISING_KINDS]
    targets = [at for at, row in enumerate(scene.companies) if row.status == "operating"]
    rows = [_raising(draw, scene, at, "III") for at in lenders]
    rows += [_raising(draw, scene, at, "II") for at in draw.some(lenders, OPPORTUNITIES // 2 - len(lenders))]
    rows += [_stake(draw, scene, at) for at in draw.some(targets, OPPORTUNITIES - len(rows))]
    return tuple(sorted(rows, key=lambda row: row.keeping.created_on))


def _raising(draw: Draw, scene: Scene, position: int, roman: str) -> OpportunityRow:
    investor = scene.investors[position]
    place = scene.places[investor.organisation]
    number = {"II": "二", "III": "三"}[roman]
    name = f"{place.called('zh')}·{number}期基金出资" if place.chinese else f"{place.name} – Fund {roman} commitment"
    currency = "CNY" if place.country == "CHN" else draw.of({"USD": 8.0, "EUR": 1.0, "CNY": 1.0})
    return _opportunity(draw, scene, name, investor, currency, 6e7, investor_at=position)


def _stake(draw: Draw, scene: Scene, position: int) -> OpportunityRow:
    company = scene.companies[position]
    place = scene.places[company.organisation]
    language = "zh" if place.chinese else "en"
    label = codes.label("deal_stage", draw.pick(_NEXT_STAGE[language]), language)
    name = f"{place.called('zh')} {label}投资" if place.chinese else f"{place.name} {label}"
    currency = "CNY" if place.chinese else draw.of({"USD": 7.0, "EUR": 1.5, "GBP": 1.5})
    return _opportunity(draw, scene, name, company, currency, 2.5e7, company_at=position)


def _opportunity(
    draw: Draw, scene: Scene, name: str, about: InvestorRow | CompanyRow, currency: str, middle: float,
    investor_at: int | None = None, company_at: int | None = None,
) -> OpportunityRow:  # fmt: skip
    stage = draw.of(_STAGES)
    status = {"closed": "won", "passed": "lost"}.get(stage) or ("lost" if draw.chance(0.06) else "open")
    created = scene.anchor - timedelta(days=draw.whole(3, 620))
    updated, expected, closed = _dates(draw, scene.anchor, created, status)
    per_unit = {"CNY": 1.0, "USD": 7.0, "EUR": 7.8, "GBP": 9.0}[currency]
    owner = about.keeping.owner if draw.chance(0.85) else draw.pick(MEMBERS).username
    return OpportunityRow(
        name=name, investor=investor_at, company=company_at, stage=stage, status=status,
        amount=nice(draw.spread(middle) / per_unit) if draw.chance(0.92) else None, currency=currency,
        probability=0 if status == "lost" else _PROBABILITY[stage], expected_close_on=expected, closed_on=closed,
        updated_on=updated, keeping=keeping(draw, owner, created, private=0.02, team_only=0.05),
    )  # fmt: skip


def _dates(draw: Draw, anchor: date, created: date, status: str) -> tuple[date, date | None, date | None]:
    """Last touched, expected close and close; one open case in five has not been touched for three months."""
    if status != "open":
        closed = draw.day(created + timedelta(days=2), anchor)
        return closed, closed - timedelta(days=draw.whole(-30, 40)), closed
    stuck = draw.chance(0.2) and (anchor - created).days > 120
    first, last = (created, 95) if stuck else (max(created, anchor - timedelta(days=60)), 0)
    updated = draw.day(first, anchor - timedelta(days=last))
    late = draw.chance(0.15)
    expected = anchor + timedelta(days=-draw.whole(3, 60) if late else draw.whole(7, 260))
    return updated, max(expected, created) if draw.chance(0.93) else None, None


def tasks(seed: int, scene: Scene) -> tuple[TaskRow, ...]:
    """Things to do around the anchor day."""
    draw = Draw(seed, "tasks")
    known = [at for at, row in enumerate(scene.investors) if row.relationship not in ("none", "passed")]
    kept = [at for at, row in enumerate(scene.companies) if row.status == "operating"]
    rows = [_task(draw, scene, known, kept) for _ in range(TASKS)]
    return tuple(sorted(rows, key=lambda row: row.keeping.created_on))


def _task(draw: Draw, scene: Scene, known: list[int], kept: list[int]) -> TaskRow:
    about = draw.of({"investor": 46.0, "company": 44.0, "": 10.0})
    position = draw.pick(known if about == "investor" else kept)
    row: InvestorRow | CompanyRow = scene.investors[position] if about == "investor" else scene.companies[position]
    owner = row.keeping.owner if about and draw.chance(0.8) else draw.pick(MEMBERS).username
    language = language_of(draw, owner)
    titles = (_TASKS_ZH if language == "zh" else _TASKS_EN)[about]
    due, done = _due_and_done(draw, scene.anchor)
    created = min(scene.anchor, (due or scene.anchor) - timedelta(days=draw.whole(3, 45)), done or scene.anchor)
    return TaskRow(
        title=draw.pick(titles).format(org=scene.places[row.organisation].called(language)), due_on=due,
        is_done=done is not None, done_on=done, investor=position if about == "investor" else None,
        company=position if about == "company" else None,
        keeping=keeping(draw, owner, created, private=0.02, team_only=0.03),
    )  # fmt: skip


def _due_and_done(draw: Draw, anchor: date) -> tuple[date | None, date | None]:
    """Most of what was due is done, a quarter of it late; some of it is overdue; a few have no date."""
    if draw.chance(0.04):
        return None, None
    due = anchor + timedelta(days=draw.whole(-170, 45))
    if due > anchor:
        early = draw.chance(0.12)
        return due, anchor - timedelta(days=draw.whole(0, 6)) if early else None
    if not draw.chance(0.74):
        return due, None
    shift = draw.whole(1, 20) if draw.chance(0.27) else -draw.whole(0, 8)
    return due, min(anchor, due + timedelta(days=shift))
