"""Ordinary words of both languages: what must not be taken for a misspelt name.

Chinese words and their counts come from the dictionary that jieba ships; the two short lists beside this module hold
the words of the trade that it lacks, and the English ones.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from crm.names.normalise import is_han

_FOLDER = Path(__file__).parent
_KNOWN, COMMON = 20, 500  # counts in jieba's dictionary: a word at all, a word of every day
_LONGEST = 6
# Single characters that stand alone between words; a stretch made of them is no name.
SINGLES = frozenset(
    "的了吗呢吧啊呀嘛么着过得地之在和与跟及或并而但且也都还又再就才只仅很最更较太真好多少大小高低新老旧前后上下内外中间里边"
    "我你您他她它咱谁哪啥几何怎每各某这那此其本该同另全总共有无没未不非是为被把给让使由从自向往对于到至按以因所将要想能会可应需得"
    "投融募领跟资轮笔家个只支位名次条项份款种类件些点元块万亿千百十一二两三四五六七八九零年月日号周天时分季度期段初末底左右"
    "看找查列算排比做搞拿买卖卖退进出去来走过问说聊谈约见写记发开关给请帮拉调改删加减除乘"
)
_TAILS = "s es d ed ing r er rs ers ly ness ment ments able ful less ion ions ation al ally ity y ists ist est"
_ENDINGS = tuple(_TAILS.split())
_BEGINNINGS = ("un", "re", "non", "over", "under", "dis", "mis", "pre", "co")


# jieba's tags of firms' and other proper names: «中信», «腾讯».
PROPER = frozenset({"nz", "nt"})


@cache
def _counts() -> dict[str, int]:
    """Chinese words of two to six characters with their counts."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise RuntimeError("jieba is not installed")
    counts = {}
    with (Path(spec.origin).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, tag = line.split()
            if tag in PROPER:
                continue
            if len(count) > 1 and 2 <= len(word) <= _LONGEST and int(count) >= _KNOWN:
                counts[word] = int(count)
    for word in (_FOLDER / "ordinary_zh.txt").read_text(encoding="utf-8").split():
        counts[word] = max(COMMON, counts.get(word, 0))
    return counts


@cache
def english_words() -> frozenset[str]:
    """The English list, lower case."""
    return frozenset((_FOLDER / "ordinary_en.txt").read_text(encoding="utf-8").split())


@cache
def english_nouns() -> frozenset[str]:
    """Things, animals and plants that firms like to be called after: in lower case no short form of a name."""
    return frozenset((_FOLDER / "nouns_en.txt").read_text(encoding="utf-8").split())


def is_english(word: str) -> bool:
    """Whether a lower-case Latin word is an ordinary one, its endings aside."""
    if word.isdigit() or len(word) < 2 or _is_formed(word):
        return True
    return any(
        word.startswith(head) and len(word) > len(head) + 3 and _is_formed(word[len(head) :]) for head in _BEGINNINGS
    )


def _is_formed(word: str) -> bool:
    """Whether a word is in the list once an ending is taken off: solved, stopping, companies, daily."""
    words = english_words()
    if word in words or (word.endswith(("ies", "ied", "ily", "iness")) and _with_y(word) in words):
        return True
    for tail in _ENDINGS:
        stem = word.removesuffix(tail)
        if len(stem) < 3 or stem == word:
            continue
        if stem in words or stem + "e" in words or (stem[-1] == stem[-2] and stem[:-1] in words):
            return True
    return False


def _with_y(word: str) -> str:
    return word[: word.rindex("i", 0, -2)] + "y" if "i" in word[:-2] else word


def count(word: str) -> int:
    """How often a Chinese word was seen; 0 for what is no word."""
    return _counts().get(word, 0)


def is_ordinary(word: str) -> bool:
    """Whether a normalised word is an ordinary one: the default of `NameIndex`."""
    return count(word) > 0 if is_han(word) else is_english(word)


def is_common(word: str) -> bool:
    """Whether a Chinese word is one of every day, too common for the short form of a name."""
    return count(word) >= COMMON


def covered(text: str) -> list[bool]:
    """For each Han character whether an ordinary word or a character that stands alone accounts for it."""
    marks = [char in SINGLES or not "\u3400" <= char <= "\u9fff" for char in text]
    index = 0
    while index < len(text):
        size = next((n for n in range(min(_LONGEST, len(text) - index), 1, -1) if count(text[index : index + n])), 1)
        if size > 1:
            marks[index : index + size] = [True] * size
        index += size
    return marks
