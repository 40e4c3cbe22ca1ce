"""Full pinyin and initials of Chinese names, without tones."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT

# Characters whose reading hangs on the word they stand in.
_DEPENDENT = frozenset("行重长乐都曾单朴翟藏车盛调传降宿参还空得着朝奇便弹仇尉解盖区查种会厦")
# Readings that people who type without a full input method, or with an accent, take for each other.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@cache
def syllable(char: str) -> str:
    """The commonest reading of one character, the character itself where it has none."""
    readings = PINYIN_DICT.get(ord(char))
    if not readings:
        return char
    first = unicodedata.normalize("NFD", readings.split(",")[0])
    plain = "".join(c for c in first if not unicodedata.combining(c) or c == "\u0308")
    return unicodedata.normalize("NFC", plain).replace("ü", "v")


def sounds(han: str) -> str:
    """The readings of each character, one beside the other; the same for words that sound alike."""
    return "".join(map(syllable, han))


@lru_cache(maxsize=4096)
def pinyin(name: str) -> str:
    """Full pinyin of a name in one word, readings taken from the words in it: 重庆 -> chongqing."""
    if _DEPENDENT.isdisjoint(name):
        return sounds(name)
    return "".join(lazy_pinyin(name)).replace("ü", "v")


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The first letters: 今日头条 -> jrtt."""
    if _DEPENDENT.isdisjoint(name):
        return "".join(syllable(char)[0] for char in name)
    return "".join(reading[0] for reading in lazy_pinyin(name) if reading)


def sound_alike(left: str, right: str) -> bool:
    """Whether two characters sound alike, tones, zh/z, ch/c, sh/s, n/l and -n/-ng aside."""
    return _blur(syllable(left)) == _blur(syllable(right))


@cache
def _blur(reading: str) -> str:
    for precise, loose in _ALIKE:
        if reading.startswith(precise):
            reading = loose + reading[2:]
    if reading.startswith("l"):
        reading = "n" + reading[1:]
    return reading[:-1] if reading.endswith("ng") else reading
