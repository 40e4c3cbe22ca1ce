"""Short forms of names: without legal suffix, place and generic tails, and the halves of a name in two scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm.names.normalise import is_han, normalise
from crm.names.split import halves, parts_of


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


_LEGAL_ZH = _words(
    "股份有限公司 有限责任公司 集团有限公司 控股有限公司 有限公司 有限合伙 合伙企业 普通合伙 股份公司 总公司 公司 集团股份 股份"
)
_TAILS_ZH = _words(
    "创业投资管理 股权投资管理 投资管理 资产管理 创业投资 股权投资 风险投资 投资基金 投资集团 私募基金 管理咨询 信息技术",
    "网络科技 网络技术 信息科技 电子商务 科技集团 控股集团 资本管理 中国基金 天使基金 战略投资 战投 集团 控股 资本 投资 基金",
    "创投 风投 战略 合伙人 管理 科技 技术 网络 信息 软件 电子 国际 中国 亚洲 传媒 文化 资产 咨询 产业 汽车 出行 医疗 生物",
    "证券直投 直投 财险 寿险 保险 信托 资管 引导基金 母基金 产业基金 种业基金 银行 实业 材料 能源 环保 制造 食品 算力 边缘 手环",
    "医药 健康 教育 金融 创新 互娱 游戏 影业 娱乐 智能 数据 机器人 半导体 新能源 航天 物流 证券 银行 云 网",
)
_PLACES_ZH = _words(
    "北京 上海 深圳 广州 杭州 南京 苏州 成都 武汉 西安 天津 重庆 厦门 青岛 长沙 合肥 宁波 无锡 珠海 东莞 香港 江苏 浙江",
    "广东 山东 四川 福建 湖北 湖南 安徽 中国",
)
_REGIONS = {"zh": ("中国", "亚洲"), "en": ("china", "asia")}
_FIRM_ZH = _words("创业投资 风险投资 资本 投资 创投 基金")
_LEGAL_EN = frozenset(
    _words("inc ltd llc llp lp co corp corporation company limited gmbh plc sa ag bv pte pty kk holdings holding")
)
_TAILS_EN = frozenset(
    _words(
        "capital ventures venture partners partner investments investment fund funds group management advisors advisers",
        "equity china asia global international kapital fof trust endowment foundation pension super bank",
        "technologies technology tech labs lab system systems networks media",
        "software solutions associates growth",
    )
)
_FIRMS = frozenset(_words("capital ventures partners investments holdings"))
_NO_FIRMS = frozenset(
    _words(
        "venture working human seed risk private total raised new more most invested committed own foreign early late",
        "limited general joint co lead our their all any other more social public raising raise",
    )
)
_HOLLOW_ZH = re.compile("(?:" + "|".join((*_LEGAL_ZH, *_TAILS_ZH, *_PLACES_ZH)) + ")+")
_COUNTED = re.compile(r"(?:top|fy|q|h)\d+|\d+(?:k|m|bn|x)")
_MAX_STEPS = 4


def short_forms(name: str) -> list[tuple[str, int]]:
    """(key, steps) of every shorter way to say a name; more steps mean a looser fit, 0 is a full half or a bracket's inside.

    红杉资本中国 -> 红杉资本 (1), 红杉中国 (1), 红杉 (2); «高通Qualcomm Ventures» -> 高通 (0), qualcomm ventures (0), qualcomm (1).
    """
    whole = normalise(name)
    found: dict[str, int] = {}
    for form, steps in _forms(name):
        key = normalise(form)
        if key and key != whole and not is_hollow(key):
            found[key] = min(steps, found.get(key, steps))
    return list(found.items())


def is_hollow(key: str) -> bool:
    """Whether a key says nothing by itself: a single character, a generic tail, a place, or only such words."""
    if len(key) < 2 or _HOLLOW_ZH.fullmatch(key) or key.isdigit() or _COUNTED.fullmatch(key):
        return True
    words = key.split()
    return all(word in _TAILS_EN or word in _LEGAL_EN for word in words)


def distinctive(key: str) -> str:
    """What a key says beyond its generic tails: 砚山 of 砚山资本, "wenqu" of "wenqu capital"; the whole key where that is all."""
    if is_han(key):
        return min((form for form, _ in _stripped_chinese(key, 0) if len(form) > 1), key=len, default=key)
    words = key.split()
    while len(words) > 1 and (words[-1] in _TAILS_EN or words[-1] in _LEGAL_EN):
        words.pop()
    return " ".join(words)


def is_firm_like(key: str) -> bool:
    """Whether a Latin key of ordinary words is plainly a firm by its last word: "legend capital", not "seed capital"."""
    words = key.split()
    return len(words) > 1 and words[-1] in _FIRMS and words[0] not in _NO_FIRMS and not is_hollow(key)


def _forms(name: str) -> Iterator[tuple[str, int]]:
    base = parts_of(name).base
    if base != name:
        yield base, 0
    both = halves(base)
    for half in both or ():
        yield half, 0
        yield from _stripped(half, 0)
    if both is None or is_hollow(normalise(both[0])):
        yield from _stripped(base, 0)


def _stripped(name: str, steps: int) -> Iterator[tuple[str, int]]:
    key = normalise(name)
    if is_han(key):
        yield from _stripped_chinese(key, steps)
    elif re.search(r"[a-z]", key):
        yield from _stripped_latin(key, steps)


def _stripped_chinese(key: str, steps: int) -> Iterator[tuple[str, int]]:
    legal = next((tail for tail in _LEGAL_ZH if key.endswith(tail) and len(key) - len(tail) >= 2), "")
    if legal:
        key = key.removesuffix(legal)
        yield key, steps
    place = next((place for place in _PLACES_ZH if key.startswith(place) and len(key) - len(place) >= 4), "")
    if place and legal:
        key = key.removeprefix(place).removeprefix("市")
        yield key, steps
    for region in _REGIONS["zh"]:
        head = key.removesuffix(region)
        firm = next((tail for tail in _FIRM_ZH if head.endswith(tail) and len(head) - len(tail) >= 2), "")
        if firm and head != key:
            yield head.removesuffix(firm) + region, steps + 1
    for step in range(1, _MAX_STEPS):
        tail = next((tail for tail in _TAILS_ZH if key.endswith(tail) and len(key) - len(tail) >= 2), "")
        if not tail:
            return
        key = key.removesuffix(tail)
        yield key, steps + step


def _stripped_latin(key: str, steps: int) -> Iterator[tuple[str, int]]:
    if key.endswith("+"):
        yield key.rstrip("+"), steps
    legal = re.sub(r"([a-z0-9])(?:\s?[㐀-鿿]+)$", r"\1", key)
    if legal != key and is_hollow(key[len(legal) :]):
        yield legal, steps + 1
        key = legal
    words = key.split()
    if len(words) > 2 and words[-1] in _REGIONS["en"] and words[-2] in _FIRMS:
        yield " ".join((*words[:-2], words[-1])), steps + 1
    for step in range(1, _MAX_STEPS):
        if len(words) < 2 or not (words[-1] in _TAILS_EN or words[-1] in _LEGAL_EN):
            return
        steps += 0 if words.pop() in _LEGAL_EN and step == 1 else 1
        yield " ".join(words), steps


def first_words(name: str) -> Iterator[tuple[str, int]]:
    """(key, steps) of a Latin name without its last words, down to the first: «Southern Cross», «Kelpie».

    People say so; the words that are ordinary ones are for the caller to leave out.
    """
    words = normalise(parts_of(name).base).split()
    if is_han("".join(words)):
        return
    for size in range(len(words) - 1, 0, -1):
        if words[size - 1] not in ("&", "and", "of", "the"):
            yield " ".join(words[:size]), _MAX_STEPS
