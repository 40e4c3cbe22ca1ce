"""A summary as lines for a terminal, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from nlq.evaluation.summary import Group, Summary


def lines(found: Summary) -> Iterator[str]:
    """The figures, the whole first, then by language, class and difficulty."""
    yield _("%(right)d of %(all)d right (%(percent).1f %%)") % _share(found.right, found.questions)
    yield _("wrong: %(wrong)d, of them without a caution: %(bare)d") % {"wrong": found.wrong, "bare": found.wrong_bare}
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
    yield "    " + "  ".join(f"{name} {took:.1f}" for name, took in found.steps_p50_ms.items() if name != "total")
    for name, title in titles().items():
        yield ""
        yield title
        yield from (_group(group) for group in found.groups if group.name == name)


def titles() -> dict[str, str]:
    """What the groups are called."""
    return {"language": _("by language"), "class": _("by class"), "difficulty": _("by difficulty")}


def _share(right: int, of: int) -> dict[str, float]:
    return {"right": right, "all": of, "percent": 100 * right / of if of else 0.0}


def _group(group: Group) -> str:
    rest = "  ".join(f"{name} {count}" for name, count in sorted(group.outcomes.items()))
    share = 100 * group.right / group.of
    return f"  {group.value:14s}{group.right:4d}/{group.of:<4d}{share:6.1f} %  {rest}".rstrip()
