"""Cells of names -> organisations: several in one cell, brackets that hold another name, words for nobody."""

from __future__ import annotations

import re
from collections.abc import Collection

from crm.importing.organisations import Named
from crm.names.places import is_place
from crm.names.split import parts_of, split_names

_NOBODY = re.compile(
    r"9999999|无|未知|不详|未(?:透露|披露|公开)(?:的?(?:机构|投资方|投资人|投资者))?|(?:投资方|投资人|投资机构)(?:未知|未透露|未披露|不详)|"
    r"(?:undisclosed|unknown)(?: investors?)?|not disclosed|n/a|none",
    re.IGNORECASE,
)
# Conglomerates that sources write in brackets behind a vehicle's name; groups that are stored count as well.
_FAMILIES = frozenset(
    """
    阿里巴巴 腾讯 百度 京东 小米 美团 字节跳动 滴滴 华为 联想 复星 平安 中信 海尔 红杉 IDG 软银 高瓴 经纬 鼎晖 网易 新浪 苏宁
    SoftBank Alibaba Tencent Baidu Sequoia
    """.split()  # noqa: SIM905
)
_CALLED = re.compile(r"^(?:简称|原名|原|即|又名|曾用名|英文名|旗下|aka|formerly)[:：\s]*", re.IGNORECASE)


def is_nobody(name: str) -> bool:
    """«-», «未透露», «投资方未知», 9999999: no name at all."""
    return _NOBODY.fullmatch(name.strip()) is not None or not any(character.isalnum() for character in name)


def named(name: str, groups: Collection[str] = ()) -> Named:
    """A typed name as an organisation: brackets stay in the name; what stands in them is an alias, or its group.

    `groups` are the stored groups' names. «(中国)» and other places only say where, and are neither.
    """
    aliases, group = [], ""
    for content in parts_of(name).bracketed:
        inner = _CALLED.sub("", content).strip()
        if inner in _FAMILIES or inner in groups:
            group = inner
        elif _is_alias(inner, name):
            aliases.append(inner)
    return Named(name, aliases=tuple(dict.fromkeys(aliases)), group=group)


def _is_alias(inner: str, name: str) -> bool:
    return len(inner) > 1 and inner != name and not is_nobody(inner) and not is_place(inner)


def named_in(cell: str, groups: Collection[str] = ()) -> list[Named]:
    """Every organisation that a cell names, each once."""
    return [named(name, groups) for name in split_names(cell) if not is_nobody(name)]
