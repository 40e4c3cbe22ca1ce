"""What a question's texts are about: quoted words, and the words behind «提到», "mentioning" and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

QUOTED = re.compile(r"[“\"「『‘]([^”\"」』’]{1,60})[”\"」』’]")
CHINESE = re.compile(
    r"(?:提到过?|提及过?|提过|聊到过?|聊过|谈到过?|谈过|谈及|说到过?|说过|讲到|讲过|写到|写着|写了|涉及|关于|有关|反映|抱怨|包含|含有)了?"
    r"(?P<topic>(?!多少|哪|什么|几|谁|过|我们|一下|的)[^，,。？！、；\s的了吗呢“”\"「」『』‘’]{2,20}?)"
    r"(?=的|了|吗|呢|，|。|？|！|；|$|\s|相关|这类|方面|问题)"
)
_STOP = (
    r"(?!(?:in|from|since|for|by|last|this|and|with|that|who|where|which|to|at|please|pls|thanks|asap|but|though|over|during|before|after|"
    r"recently|lately|anywhere|of)\b)"
)
_WORDS = rf"(?P<topic>{_STOP}[a-z][\w/&-]*(?:\s+{_STOP}[a-z][\w/&-]*){{0,4}})"
ENGLISH = re.compile(
    r"\b(?:mention(?:s|ed|ing)?|talk(?:s|ed|ing)?\s+about|discuss(?:es|ed|ing)?|refer(?:s|red|ring)?\s+to|"
    r"(?:notes?|memos?|minutes)\b[^.?!]{0,40}?\b(?:about|on|regarding|covering)|concern(?:s|ing)|regarding|complain(?:s|ed|ing)?\s+about|"
    rf"worr(?:y|ies|ied)\s+about|raise[ds]?\s+concerns?\s+about|containing|contain)\s+(?:the\s+|an?\s+)?{_WORDS}",
    re.IGNORECASE,
)


# «write-downs came up in the notes», "where carbon was discussed".
PASSIVE = re.compile(
    rf"(?:^|\bwhere\s+|\bif\s+|[.?!,]\s*){_WORDS}\s+(?:came\s+up|comes\s+up|(?:was|were|is|are|got)\s+(?:discussed|mentioned|raised))\b",
    re.IGNORECASE,
)
# What stands before quoted words that a text is searched for, whatever else they may name.
SAYING = re.compile(
    r"(?:[提聊谈说讲写]到?[过了着]?|提及|包?含有?|涉及|关于|有关|出现过?|搜索?|查找?|字样|关键[词字])\s*$"
    r"|\b(?:about|mention\w*|sa(?:y|ys|ying|id)|contain\w*|discuss\w*|for|words?|phrases?|keywords?|regarding)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Topic:
    """Words at text[start:end] that a text is searched for."""

    start: int
    end: int
    words: str
    quoted: bool


def is_searched_for(text: str, topic: Topic) -> bool:
    """Whether a word of saying, not only quotation marks, makes the words a topic."""
    return not topic.quoted or SAYING.search(text[: topic.start - 1]) is not None


def find_topics(text: str) -> Iterator[Topic]:
    """Quoted words first, then what stands behind a verb of saying."""
    for found in QUOTED.finditer(text):
        yield Topic(found.start(1), found.end(1), found.group(1).strip(), quoted=True)
    for pattern in (CHINESE, ENGLISH, PASSIVE):
        for found in pattern.finditer(text):
            start, end = found.span("topic")
            yield Topic(start, end, found.group("topic").strip(), quoted=False)
