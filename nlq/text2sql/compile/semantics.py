"""What the plan's words mean on each view: what identifies a row, what it is sorted by, how views relate."""

from __future__ import annotations

from dataclasses import dataclass

from crm import catalog
from nlq.text2sql.compile.elapsed import ELAPSED

# What a list shows beside the columns that were asked for, filtered on or sorted by; the first ones identify the row.
IDENTITY: dict[str, tuple[str, ...]] = {
    "companies": ("name",),
    "investors": ("name",),
    "funds": ("name", "investor"),
    "deals": ("company", "stage", "announced_on"),
    "investments": ("investor", "company", "stage", "announced_on"),
    "people": ("name", "title", "organization"),
    "interactions": ("happened_on", "kind", "investor", "company", "person", "owner", "subject"),
    "opportunities": ("name", "investor", "company"),
    "tasks": ("title", "due_on"),
    "notes": ("title", "record", "author", "created_on"),
    "industries": ("name",),
}
DEFAULTS: dict[str, tuple[str, ...]] = {
    "companies": ("industry", "sub_industry", "city", "stage", "total_raised", "last_round_on"),
    "investors": ("kind", "city", "relationship", "deal_count", "last_deal_on", "last_interaction_on"),
    "funds": ("vintage", "size", "currency", "status"),
    "deals": ("amount", "amount_text", "investors"),
    "investments": ("is_lead", "deal_amount"),
    "people": ("city", "email", "phone", "last_interaction_on"),
    "interactions": ("summary", "next_step", "next_step_due_on"),
    "opportunities": ("stage", "status", "amount", "probability", "expected_close_on", "owner"),
    "tasks": ("is_done", "owner", "investor", "company"),
    "notes": ("investor", "company", "body"),
    "industries": ("parent", "company_count", "deal_count", "amount"),
}
# How a list is sorted when the question does not say: events by day, newest first; things by name.
SORTED_BY: dict[str, tuple[str, bool]] = {
    "companies": ("name", False),
    "investors": ("name", False),
    "funds": ("name", False),
    "deals": ("announced_on", True),
    "investments": ("announced_on", True),
    "people": ("name", False),
    "interactions": ("happened_on", True),
    "opportunities": ("created_on", True),
    "tasks": ("due_on", False),
    "notes": ("created_on", True),
    "industries": ("name", False),
}
# Other words for a column that a plan may use.
SYNONYMS: dict[str, dict[str, str]] = {
    "companies": {"company": "name"},
    "investors": {"investor": "name", "investor_kind": "kind"},
    "people": {"person": "name"},
    "funds": {"fund": "name"},
    "industries": {"industry": "name"},
    "notes": {"owner": "author"},
    "opportunities": {"opportunity": "name"},
    "tasks": {"task": "title"},
}
# «境外», «外资», "overseas": outside this country, which no word of the question names.
HOME = ("CHN",)
PLACE_LEVELS = ("country", "province", "city", "district")
COUNTERPART = "counterpart"
EITHER_LEVEL = "industry at either level"
# Code lists whose values follow one another; what is not named here stands outside the order.
ORDERED_CODES: dict[str, tuple[str, ...]] = {
    "deal_stage": (
        "seed", "angel", "pre_a", "a", "a_plus", "pre_b", "b", "b_plus", "c", "c_plus", "d", "d_plus", "e", "f", "pre_ipo",
        "ipo", "post_ipo",
    ),
    "relationship": ("target", "contacted", "met", "diligence", "committed", "invested"),
    "opportunity_stage": ("lead", "contacted", "nda", "meeting", "diligence", "term_sheet", "committed", "closed"),
}  # fmt: skip


@dataclass(frozen=True)
class Join:
    """How a relation's rows belong to an outer row: `view` rows whose `inner` equals the outer row's `outer`.

    `later` compares the days of both (the relation's after the outer's: 1, before: -1); `other` leaves out rows
    whose column of that name equals the outer row's; `through` (view, outer's key there, inner's key there) joins by the
    rows of a third view. COUNTERPART stands for the investor or else the company of a row, EITHER_LEVEL for its industry
    or sub-industry.
    """

    view: str
    outer: str
    inner: str
    later: int = 0
    other: str = ""
    same: str = ""
    through: tuple[str, str, str] | None = None


def _named(view: str, outer_column: str) -> dict[str, Join]:
    """The relations of investors and companies, whose names other views carry."""
    views = ("people", "interactions", "opportunities", "tasks", "notes")
    return {name: Join(name, "name", outer_column) for name in views}


ACTIVITIES = ("interactions", "opportunities", "tasks", "notes")


def _beside(view: str) -> dict[str, Join]:
    """The other rows about the same investor or company: of each other kind, and of the own kind later and earlier."""
    others = {name: Join(name, COUNTERPART, COUNTERPART) for name in ACTIVITIES if name != view}
    own = {name: Join(view, COUNTERPART, COUNTERPART, later=at) for name, at in (("later", 1), ("earlier", -1))}
    return {**others, **own}


RELATIONS: dict[str, dict[str, Join]] = {
    "companies": {
        "deals": Join("deals", "id", "company_id"),
        "investments": Join("investments", "id", "company_id"),
        "investors": Join("investors", "id", "id", through=("investments", "company_id", "investor_id")),
        **_named("companies", "company"),
    },
    "investors": {
        "investments": Join("investments", "id", "investor_id"),
        "deals": Join("deals", "id", "id", through=("investments", "investor_id", "deal_id")),
        "companies": Join("companies", "id", "id", through=("investments", "investor_id", "company_id")),
        "funds": Join("funds", "id", "investor_id"),
        **_named("investors", "investor"),
    },
    "deals": {
        "investments": Join("investments", "id", "deal_id"),
        "investors": Join("investors", "id", "id", through=("investments", "deal_id", "investor_id")),
        "companies": Join("companies", "company_id", "id"),
        "later": Join("deals", "company_id", "company_id", later=1),
        "earlier": Join("deals", "company_id", "company_id", later=-1),
        **{
            name: Join(name, "company", "company")
            for name in ("people", "interactions", "opportunities", "tasks", "notes")
        },
    },
    "investments": {
        "deals": Join("deals", "deal_id", "id"),
        "companies": Join("companies", "company_id", "id"),
        "investors": Join("investors", "investor_id", "id"),
        "partners": Join("investments", "deal_id", "deal_id", other="investor_id"),
        "coinvestors": Join("investments", "company_id", "company_id", other="investor_id"),
        "later": Join("deals", "company_id", "company_id", later=1),
        "earlier": Join("deals", "company_id", "company_id", later=-1),
        "follow_ons": Join("investments", "company_id", "company_id", later=1, same="investor_id"),
    },
    "people": {
        "investors": Join("investors", "investor", "name"),
        "companies": Join("companies", "company", "name"),
        "interactions": Join("interactions", "name", "person"),
        "investments": Join("investments", "investor", "investor"),
        "deals": Join("deals", "company", "company"),
        "opportunities": Join("opportunities", COUNTERPART, COUNTERPART),
    },
    "funds": {
        "investors": Join("investors", "investor_id", "id"),
        "investments": Join("investments", "investor_id", "investor_id"),
        "interactions": Join("interactions", "investor", "investor"),
    },
    "industries": {view: Join(view, "name", EITHER_LEVEL) for view in ("companies", "deals", "investments")},
    **{
        view: {
            "investors": Join("investors", "investor", "name"),
            "companies": Join("companies", "company", "name"),
            **({"people": Join("people", "person", "name")} if view == "interactions" else {}),
            **_beside(view),
        }
        for view in ACTIVITIES
    },
}


def stored_column(view: str, name: str) -> str:
    """The view's own name of a plan's column, money without its currency kept as it is. Raises KeyError."""
    name = SYNONYMS.get(view, {}).get(name, name)
    columns = catalog.view(view).columns
    if name in columns or f"{name}_cny" in columns or name in ("place", "industry") or name in ELAPSED.get(view, {}):
        return name
    raise KeyError(f"{view}.{name}")


def is_day_count(name: str) -> bool:
    """Whether a plan's column counts days (`gap_days`, `days_quiet`, ...): a spoken length of time compares with it."""
    return name.startswith("days_") or name.endswith("_days")


def is_money(view: str, name: str) -> bool:
    """Whether a plan's column is an amount that stands in several currencies (`amount`, `aum`, ...)."""
    return f"{name}_cny" in catalog.view(view).columns


def money_column(view: str, name: str, currency: str) -> str:
    """`amount` in USD -> `amount_usd`; CNY where the view has no other."""
    wanted = f"{name}_{currency.lower()}"
    return wanted if wanted in catalog.view(view).columns else f"{name}_cny"
