"""A summary as lines for a terminal, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from nlq.evaluation.reliability import Bin
from nlq.evaluation.summary import Group, Summary


def lines(found: Summary) -> Iterator[str]:
    """The figures, the whole first, then confidence, then by language, class, difficulty and shape."""
    yield from figures(found)
    yield "    " + "  ".join(f"{name} {took:.1f}" for name, took in found.steps_p50_ms.items() if name != "total")
    if found.reliability:
        yield ""
        yield calibration(found)
        yield from (_bin(one) for one in found.reliability)
    for name, title in titles().items():
        groups = [group for group in found.groups if group.name == name]
        yield from ("", title) if groups else ()
        yield from (_group(group) for group in groups)
        yield from (f"  {note}" for note in notes(name, groups))


def figures(found: Summary) -> Iterator[str]:
    """The whole in sentences."""
    yield _("%(right)d of %(all)d right (%(percent).1f %%)") % _share(found.right, found.questions)
    yield _(
        "wrong: %(wrong)d, of them without a caution: %(bare)d (%(share).1f %% of the wrong, %(all).1f %% of all)"
    ) % {"wrong": found.wrong, "bare": found.wrong_bare, "share": found.bare_of_wrong, "all": found.bare_share}
    yield _("refused where they should be: %(right)d of %(all)d") % {
        "right": found.refused_well,
        "all": found.refusable,
    }
    yield _("refused for nothing: %(refused)d, asked back for nothing: %(asked)d, errors: %(errors)d") % {
        "refused": found.refused_badly,
        "asked": found.asked_badly,
        "errors": found.errors,
    }
    yield _("right with an empty answer: %(empty)d, questions whose gold SQL fails: %(failed)d") % {
        "empty": found.empty,
        "failed": found.no_gold,
    }
    yield _("time: half within %(p50).0f ms, 95 %% within %(p95).0f ms") % {"p50": found.p50_ms, "p95": found.p95_ms}


def calibration(found: Summary) -> str:
    """How far confidence lies from truth, in points of a hundred."""
    return _("confidence: on average %(points).1f points from what held") % {"points": 100 * found.calibration_error}


def titles() -> dict[str, str]:
    """What the groups are called."""
    return {
        "language": _("by language"),
        "class": _("by class"),
        "difficulty": _("by difficulty"),
        "shape": _("by shape"),
    }


def notes(name: str, groups: Sequence[Group]) -> Iterator[str]:
    """What a reader of a table has to know."""
    if name == "shape" and groups:
        yield _(
            "A shape is a plan without its values: seen, if the question bank holds it. It is unknown for a question "
            "answered wrong whose gold SQL no plan says, so that the other two look better than they are."
        )


def _share(right: int, of: int) -> dict[str, float]:
    return {"right": right, "all": of, "percent": 100 * right / of if of else 0.0}


def _group(group: Group) -> str:
    rest = "  ".join(f"{name} {count}" for name, count in sorted(group.outcomes.items()))
    share = 100 * group.right / group.of
    return f"  {group.value:14s}{group.right:4d}/{group.of:<4d}{share:6.1f} %  {rest}".rstrip()


def _bin(one: Bin) -> str:
    return _("  %(count)4d answers  believed %(believed)5.1f %%  right %(right)5.1f %%") % {
        "count": one.count,
        "believed": 100 * one.believed,
        "right": 100 * one.right,
    }
