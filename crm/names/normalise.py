"""One spelling for names: width, case, accents, traditional characters, spaces and punctuation."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import opencc

HAN = "㐀-䶿一-鿿豈-﫿"
_TOKEN = re.compile(rf"[a-z0-9]+(?:'(?!(?:s|ll|re|ve|d|m)(?![a-z]))[a-z]+)*\+*|[{HAN}]|[^\W_]")
_BETWEEN_HAN = re.compile(r"(?<=[\u0250-\uffff]) | (?=[\u0250-\uffff])")
_HAN_ONLY = re.compile(rf"[{HAN}]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A Latin word or a Han character; `start` and `end` point into the text as typed."""

    key: str
    start: int
    end: int
    is_han: bool
    is_capital: bool


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def fold_char(char: str) -> str:
    """The folded form of one character; may be none (accents) or several (ligatures)."""
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) == 1 and "㐀" <= folded <= "鿿":
        simple = str(_converter().convert(folded))
        return simple if len(simple) == 1 else folded
    stripped = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return stripped.casefold().replace("’", "'").replace("‘", "'")


def _spread(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the index it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    folded, origins = [], []
    for index, char in enumerate(text):
        for part in fold_char(char):
            folded.append(part)
            origins.append(index)
    return "".join(folded), origins


def tokens(text: str) -> list[Token]:
    """The words and Han characters of a text in order; spaces and punctuation lie between them."""
    folded, origins = _spread(text)
    found = []
    for match in _TOKEN.finditer(folded):
        word = match.group()
        start, end = origins[match.start()], origins[match.end() - 1] + 1
        is_han = word >= "㐀" and _HAN_ONLY.fullmatch(word) is not None
        found.append(Token(word.replace("'", ""), start, end, is_han, text[start].isupper()))
    return found


def join(words: list[str]) -> str:
    """Tokens to a key: a space between two Latin words, nothing beside Han characters."""
    return _BETWEEN_HAN.sub("", " ".join(words))


def normalise(name: str) -> str:
    """The key under which a name is compared: «ＩＤＧ 資本» and «IDG资本» have the same."""
    folded = name.lower() if name.isascii() else "".join(map(fold_char, name))
    return join([word.replace("'", "") for word in _TOKEN.findall(folded)])


def key_words(key: str) -> list[str]:
    """The words and Han characters of a key."""
    return _TOKEN.findall(key)


def is_han(key: str) -> bool:
    """Whether a key holds Han characters only."""
    return _HAN_ONLY.fullmatch(key) is not None
