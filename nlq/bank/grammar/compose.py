"""One question out of the grammar's parts, with its literal plan; seeded, so that the same seed gives the same questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from nlq.bank.grammar import forms
from nlq.bank.grammar.filters import Filter, filters
from nlq.bank.grammar.forms import Form, Phrase
from nlq.bank.grammar.nouns import NAMED, nouns
from nlq.bank.grammar.shapes import Shape, shapes
from nlq.bank.grammar.slots import Slots

SLOT = re.compile(r"\{([a-z_]+?)(\d?)\}")
COMMON: tuple[tuple[Form, int], ...] = (
    (forms.listed, 14), (forms.with_columns, 4), (forms.counted, 8), (forms.ordered, 3), (forms.top, 4), (forms.top_unsaid, 1),
    (forms.extreme, 3), (forms.grouped_count, 5), (forms.key_extreme, 3),
)  # fmt: skip
SUMMED: tuple[tuple[Form, int], ...] = (
    (forms.figure, 5), (forms.grouped_figure, 3), (forms.count_and_figure, 1), (forms.key_sum_extreme, 2), (forms.part_of_total, 2), (forms.per_key, 1),
)  # fmt: skip
OF_VIEW: dict[str, tuple[tuple[Form, int], ...]] = {
    "companies": (*SUMMED, (forms.over_time, 1), (forms.latest, 1)),
    "investors": SUMMED,
    "deals": (*SUMMED, (forms.over_time, 7), (forms.latest, 4), (forms.latest_per, 1), (forms.figure, 4), (forms.over_time_by_key, 1)),
    "interactions": ((forms.over_time_by_key, 1), (forms.over_time, 3), (forms.latest, 4), (forms.latest_per, 1)),
    "opportunities": (*SUMMED, (forms.latest, 1), (forms.weighted, 2), (forms.over_time, 1)),
    "tasks": ((forms.latest, 1),),
    "notes": ((forms.latest, 2), (forms.over_time, 1)),
    "funds": SUMMED,
    "people": (),
}
VIEWS = {"companies": 17, "investors": 24, "deals": 17, "people": 6, "interactions": 12, "opportunities": 14, "tasks": 9, "notes": 5, "funds": 5}
TOPIC_FIRST = 0.2  # of the questions name the records first and say of them later
MISSPELT = 0.05
FILTERS = (1, 6, 6, 3, 1)  # weights of 0, 1, 2, 3, 4 filters
SHAPE_SHARE = 0.45
LOOKUP_SHARE = 0.08
LOOKUPS = {
    "zh": ("{x}的{c}", "{x}{c}", "{x}的{c}是什么", "查一下{x}的{c}", "{x} {c}", "{c}，{x}的", "{x}的{c}是多少", "告诉我{x}的{c}", "{x}这家，{c}", "{x}：{c}",
           "{x}那边{c}呢", "要{x}的{c}", "{x}，我要{c}", "报一下{x}的{c}", "把{x}的{c}发我", "{x}现在的{c}", "关于{x}，{c}", "{c}——{x}", "{x}目前{c}如何",
           "想了解{x}的{c}", "{x}什么{c}", "烦请提供{x}的{c}", "系统里{x}的{c}写的是什么"),
    "en": ("{c} of {x}", "what is the {c} of {x}", "{x} {c}", "{x}: {c}", "{x}'s {c}", "tell me {x}'s {c}", "{c} for {x}", "look up {x}, {c}", "{x} - {c}",
           "what's {x}'s {c}", "{c}, {x}", "remind me of {x}'s {c}", "what do we have as {c} for {x}", "{c} on file for {x}", "{x}, {c}?", "pull up the {c} of {x}",
           "need {x}'s {c}", "what {c} does {x} have", "{c} at {x}", "got the {c} for {x}?", "seeing {x} tomorrow: {c}", "{x}. {c}"),
}
POLITE = {
    "zh": ("帮我查一下", "麻烦看下", "请问", "我想知道", "查查", "请列出", "能不能告诉我", "急，", "老板要看，", "帮忙拉一下", "想看看", "烦请统计", "开会要用，", "LP问，", "给我看看",
           "统计一下", "麻烦给我", "看一眼", "汇总下", "明天汇报用，", "顺便问下，", "劳驾，"),
    "en": ("please ", "can you tell me ", "I'd like to know ", "quick one: ", "hey, ", "could you pull ", "need ", "for the IC memo, ", "boss wants ", "remind me ",
           "before my call: ", "ok so ", "just ", "tell me ", "show ", "I want ", "looking for ", "could I get ", "pls give me "),
}
TAILS = {
    "zh": ("谢谢", "？", "。", "，急用", "吧", "呢", "？谢谢", "，列一下", "，给我个清单", "啊", "，越快越好", "！", "来着"),
    "en": ("?", " please", " thanks", ".", " pls", " asap", "?", " - thx", " for me", " right now", ", full list", " again?", "!"),
}


class Grammar:
    """Composes questions. `asker` is the username that «my» means."""

    def __init__(self, seed: int, today: date) -> None:
        self._random = Random(seed)  # noqa: S311 - training text, not a secret
        self._slots = Slots(self._random, today)

    def questions(self, count: int) -> Iterator[dict[str, Any]]:
        """`count` lines of the bank's form: {"q", "lang", "plan"} or {"q", "lang", "refuse"}."""
        for _ in range(count):
            language = self._random.choice(("zh", "en"))
            self._slots.language = language
            kind = self._random.random()
            if kind < SHAPE_SHARE:
                line = self._shape(language)
            else:
                line = self._lookup(language) if kind < SHAPE_SHARE + LOOKUP_SHARE else self._composed(language)
            yield line | {"q": self._dressed(line["q"], language), "lang": language}

    def _shape(self, language: str) -> dict[str, Any]:
        shape: Shape = self._random.choice(shapes())
        form = self._random.choice(shape.zh if language == "zh" else shape.en)
        text, values = self._filled(form, language)
        if shape.plan is None:
            return {"q": text, "refuse": shape.refuse}
        plan = json.loads(json.dumps(shape.plan))
        values.setdefault("top", 10)
        return {"q": text, "plan": _substituted(plan, values)}

    def _lookup(self, language: str) -> dict[str, Any]:
        """One or two attributes of one record."""
        view = self._random.choice([name for name in NAMED for _ in range(3 if name in ("companies", "investors") else 1)])
        slot_kind, column = NAMED[view]
        name = self._slots.sample(slot_kind)
        asked = self._random.sample(list(nouns()[view].asked), self._random.choice((1, 1, 1, 2)))
        words = [self._random.choice(nouns()[view].asked[item][language]) for item in asked]
        joined = self._random.choice(("和", "、", "以及")).join(words) if language == "zh" else " and ".join(words)
        form = self._random.choice(LOOKUPS[language])
        return {"q": form.format(x=name.words, c=joined), "plan": {"from": view, "where": [[column, "=", name.literal]], "columns": asked}}

    def _composed(self, language: str) -> dict[str, Any]:
        view = self._random.choices(list(VIEWS), list(VIEWS.values()))[0]
        chosen = self._filters(view, self._random.choices(range(len(FILTERS)), FILTERS)[0])
        noun, extra = self._noun(view, language)
        phrase_text, where = self._phrase(noun, chosen, language)
        table = (*COMMON, *OF_VIEW[view])
        usable = [(form, weight) for form, weight in table if not (form is forms.with_columns and not nouns()[view].asked)]
        form = self._random.choices([f for f, _ in usable], [w for _, w in usable])[0]
        text, rest = form(Phrase(view, language, phrase_text, noun, self._random))
        return {"q": text, "plan": {"from": view, "where": [*extra, *where], **rest}}

    def _filters(self, view: str, wanted: int) -> list[Filter]:
        result: list[Filter] = []
        for item in self._random.sample(filters()[view], min(wanted * 2, len(filters()[view]))):
            if len(result) < wanted and all(item.subject != other.subject for other in result):
                result.append(item)
        return result

    def _noun(self, view: str, language: str) -> tuple[str, list[Any]]:
        """The noun; an investor's kind or a kind of interaction may stand for it."""
        if view == "investors" and self._random.random() < 0.3:
            slot = self._slots.sample("investor_kind")
            words = f"{slot.words}s" if language == "en" and slot.words.isascii() and not slot.words.endswith("s") else slot.words
            return words, [["kind", "=", slot.literal]]
        if view == "interactions" and self._random.random() < 0.4:
            slot = self._slots.sample("interaction_kind")
            return slot.words, [["kind", "=", slot.literal]]
        return self._random.choice(nouns()[view].words[language]), []

    def _phrase(self, noun: str, chosen: list[Filter], language: str) -> tuple[str, list[Any]]:
        before: list[str] = []
        behind: list[str] = []
        where: list[Any] = []
        for item in chosen:
            form = self._random.choice(item.zh if language == "zh" else item.en)
            text, values = self._filled(form.removeprefix("<"), language)
            where += _substituted(list(item.conditions), values)
            (before if language == "zh" or form.startswith("<") else behind).append(text)
        if language == "zh":
            return self._chinese(before, noun), where
        return self._english(before, noun, behind), where

    def _chinese(self, before: list[str], noun: str) -> str:
        """Filters before the noun, or the noun first and what is said of it behind."""
        if before and self._random.random() < TOPIC_FIRST:
            said = [text.removesuffix("的") for text in before]
            return noun + self._random.choice(("里", "中", "当中", "，", "，要", "：", " ")) + self._random.choice(("、", "，", "，而且", " ")).join(said) + self._random.choice(("的", ""))
        joined = ""
        for position, text in enumerate(before):
            last = position == len(before) - 1
            if not last and text.endswith("的") and self._random.random() < 0.6:
                text = text[:-1] + self._random.choice(("、", "，", "且", "，并且", ""))
            joined += text
        return joined + noun

    def _english(self, before: list[str], noun: str, behind: list[str]) -> str:
        """A sentence, or the noun and a list of what is said of it."""
        if behind and self._random.random() < TOPIC_FIRST:
            return " ".join([*before, noun]) + self._random.choice((": ", ", ", " - ", " ")) + self._random.choice((", ", " + ", ", and ")).join(behind)
        return " ".join([*before, noun, *self._linked(behind)])

    def _linked(self, behind: list[str]) -> list[str]:
        return [
            f"and {text}" if position and text.split()[0] in ("that", "with", "we", "whose", "in") and self._random.random() < 0.4 else text
            for position, text in enumerate(behind)
        ]

    def _filled(self, form: str, language: str) -> tuple[str, dict[str, Any]]:
        """The form with its slots filled, and the literals; a view's name is a noun phrase, its conditions the value."""
        values: dict[str, Any] = {}

        def fill(found: re.Match[str]) -> str:
            kind, number = found.groups()
            if kind == "top":
                values["top"] = self._random.choice([3, 5, 10, 20])
                return str(values["top"])
            if kind in VIEWS:
                noun, extra = self._noun(kind, language)
                words, where = self._phrase(noun, self._filters(kind, self._random.choice((0, 1, 1, 2))), language)
                values[kind] = [*extra, *where]
                return words
            slot = self._slots.sample(kind)
            for _ in range(20):
                if number != "2" or slot.literal != values.get(kind):
                    break
                slot = self._slots.sample(kind)
            values[kind + number] = slot.literal
            return slot.words

        return SLOT.sub(fill, form), values

    def _dressed(self, text: str, language: str) -> str:
        if self._random.random() < MISSPELT:
            text = self._misspelt(text)
        if self._random.random() < 0.12:
            text = self._random.choice(POLITE[language]) + text
        if self._random.random() < 0.3:
            text += self._random.choice(TAILS[language])
        return text if language == "zh" or self._random.random() < 0.5 else text[:1].upper() + text[1:]


    def _misspelt(self, text: str) -> str:
        """One letter of one longer word dropped, doubled or swapped; a name that is no longer found makes no pair."""
        words = list(re.finditer(r"[a-z]{5,}", text))
        if not words:
            return text
        word = self._random.choice(words)
        at = self._random.randrange(word.start() + 1, word.end() - 1)
        middle = self._random.choice(("", text[at] * 2, text[at + 1] + text[at]))
        return text[:at] + middle + text[at + (2 if len(middle) == 2 and middle[0] != middle[1] else 1) :]


def _substituted(data: Any, values: dict[str, Any]) -> Any:
    """The plan with the literals of its slots; a noun phrase's conditions take the place of its name."""
    if isinstance(data, str) and data.startswith("$"):
        return values[data[1:]]
    if isinstance(data, dict):
        return {name: _substituted(item, values) for name, item in data.items()}
    if not isinstance(data, list):
        return data
    return [part for item in data for part in (values[item[1:]] if _is_phrase(item) else [_substituted(item, values)])]


def _is_phrase(item: Any) -> bool:
    return isinstance(item, str) and item.startswith("$") and item[1:] in VIEWS
