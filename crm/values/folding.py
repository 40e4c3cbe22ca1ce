"""One spelling for width, case and traditional characters, keeping every character at its place."""

from __future__ import annotations

_TRADITIONAL = str.maketrans(
    "萬億兩個過週號後內從來圓幣貳陸間這開點數幾約達個餘將筆輪條項紐澳韓歐鎊盧舊準滿於與債總額帳歲",
    "万亿两个过周号后内从来元币二六间这开点数几约达个余将笔轮条项纽澳韩欧镑卢旧准满于与债总额账岁",
)
_MARKS = str.maketrans("—–−‒～〜‘’“”　％￥￡", "----~~''\"\" %¥£")


def _narrow(char: str) -> str:
    if "！" <= char <= "～":
        char = chr(ord(char) - 0xFEE0)
    lower = char.lower()
    return lower if len(lower) == 1 else char


def fold(text: str) -> str:
    """Half width, lower case, simplified digits and units; the result has the length of `text`, so spans hold in both.

    Only the characters that values are written with are simplified here; names have a normalisation of their own.
    """
    return "".join(map(_narrow, text.translate(_MARKS))).translate(_TRADITIONAL)
