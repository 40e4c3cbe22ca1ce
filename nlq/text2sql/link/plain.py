"""Words that look like a value and are plain ones where they stand: «最近一轮», "may I see", "who should we target", "at once"."""

from __future__ import annotations

import re

_WHO_ZH = "机构|LP|投资人|投资方|出资人|名单|客户|关系|状态|阶段|基金|公司|家办"
_WHO_EN = r"investors?|lps?|lists?|status|relationships?|accounts?|funds?|stage|vcs?|names|family|institutions?"
_LIST = r"\s*(?:,|、|，|/|&|和|或|与|\bor\b|\band\b|[”’」\"'])"
_STATE = (
    r"(?:状态|关系|阶段|标为|列为|设为|处于|还是|都是|属于|[是为]|\bas|\bat|\bstatus|\brelationship|\bstill|\bis|\bare|\bmarked"
    r"|[:=：、,/或和当算作“‘「\"']|\bor|\band|\b(?:only|just)(?:\s+an?)?)\s*$"
)

# A word -> what stands before it, what behind it, where it does name a state; elsewhere it is a verb or a noun of its own.
_STATES = {
    "target": (_STATE, rf"\s+(?:{_WHO_EN})\b|{_LIST}"),
    "目标": (_STATE, rf"(?:{_WHO_ZH})|{_LIST}"),
    "invested": (
        rf"{_STATE}|(?:\balready|\bnot|\byet|\bhave|\bhas|\bwho|n't)\s+$",
        rf"\s+(?:{_WHO_EN})\b|{_LIST}|\s+(?:in|with)\s+(?:us|our)\b",
    ),
}
# A word -> what follows or precedes it where it is none of its list.
_THINGS = r"questions?|doors?|minds?|source|data|air|files?|pages?|links?|windows?|tabs?|secrets?"
_AFTER = {
    word: re.compile(pattern, re.IGNORECASE)
    for word, pattern in {
        "invested": r"\s+(?:in|into)\b(?!\s+(?:us|our)\b)|\s*[$€£¥\d]",
        "grant": r"\s+(?:me|us|him|her|them|(?:an?\s+\w+\s+)?(?:access|permission))\b",
        "public": rf"\s+(?:information|info|holidays?|opinion|knowledge|records?|transport|{_THINGS})\b",
        "open": rf"\s+(?:{_THINGS})\b",
        "live": rf"\s+(?:{_THINGS})\b",
        "closed": r"\s+doors?\b",
        "listed": r"\s+(?:above|below|here|there|in\s+the\s+(?:table|list|file))\b",
        "lost": r"\s+in\s+translation\b",
        "seed": r"\s+(?:the|an?|data)\b",
        "email": r"\s+address(?:es)?\b",
        "合并": r"(?:重复|记录|单元格|报表|表格)|$",
        "银行": r"流水|账[户号单]|转账|卡|对账|回单|余额",
    }.items()
}
_ACTS = frozenset({"open", "call", "email", "visit", "mail"})
_ORDERED = re.compile(r"(?:^|[,.;:!?]|\bplease|\band|\bthen)\s*$", re.IGNORECASE)
_OBJECT = re.compile(r"\s+(?:the|an?|me|my|it|this|that|these|those|us|them|him|her|all)\b", re.IGNORECASE)
_WILL = re.compile(
    r"(?:\b(?:will|to|should|would|can|could|must|may|shall|might|please|let's|let us|(?:can|could|would|will)\s+(?:you|we|i)"
    r"|don't|do not|cannot|can't|won't)|’ll|'ll)\s+$",
    re.IGNORECASE,
)

_COUNTED_ZH = re.compile(
    r"(?:只|仅|单单|就|至少|最少|最多|至多|起码|超过|超|不到|不足|不满|不止|多于|少于|大于|小于|等于|恰好|正好|刚好|前|排名|满|达到|达|高于|低于|[<>=≥≤＞＜])"
    r"(?:[一-鿿]{0,4}?(?:过|了|有|投|融|的)?)$"
)
_AND_MORE = re.compile(r"\s?[家个次笔轮只条位项支名]?(?:公司|机构|交易)?[及或]?(?:以上|以下|以内|更多)")
_COUNTED_EN = re.compile(
    r"(?:\b(?:only|just|exactly|least|most|than|over|under|top|above|below|precisely)|[<>=])\s+(?:[a-z]+\s+){0,2}$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\s*(?:\+|or\s+(?:more|fewer|less|two)\b|and\s+(?:more|above)\b)", re.IGNORECASE)
_BETWEEN = re.compile(r"[轮次笔家个](?:融资|投资|交易|会议)?(?:之间|间隔)")
_BETWEEN_EN = (
    re.compile(r"\bbetween\s+$", re.IGNORECASE),
    re.compile(r"\s+(?:rounds|deals|meetings|calls|visits)\b", re.IGNORECASE),
)
_IDIOM = {
    "once": (r"\b(?:at|all at)\s+$|^$", r"\s+(?:or\s+twice|we|you|they|again|in\s+a\s+while|upon)\b"),
    "twice": (r"\bonce\s+or\s+$", r"(?!)"),
}
_IDIOMS_ZH = re.compile(
    r"三天两头|三三两两|五花八门|千方百计|一心一意|四面八方|乱七八糟|十之八九|三言两语|接二连三|百分百"
)
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth"})
_NO_PLACE = re.compile(
    r"[\s-]+(?:thoughts?|part(?:y|ies)|hand|half|opinions?|nature|chance|class|world|guess|to\s+none)\b", re.IGNORECASE
)

_FROM_ME = re.compile(
    r"\b(?:by|to|with|from|of|than|and|or|besides|except|between|like|near|about|behind|under)\s+$", re.IGNORECASE
)
_MAY_I = re.compile(r"\b(?:(?:may|might|shall)|(?:how|where|why)\s+(?:do|can|could|should|would))\s+$", re.IGNORECASE)
_SHOULD_I = re.compile(r"\b(?:can|could|should|would|(?:who|what|whom|when)\s+do)\s+$", re.IGNORECASE)
_MINE = re.compile(
    r"\s+(?:own|have|cover|owe|manage|handle|track|follow|look\s+after|work|deal|lead|run|still|need)\b", re.IGNORECASE
)

_UNIT = re.compile(r"[万亿千百]+(?:元|美元|美金|人民币|块)?")
_ASKED_UNIT = re.compile(r"(?:多少|几个?|单位[为是:：]?|[以按]|折合?成?)\s*$")
_NAMED = re.compile(
    r"\s*(?:$|[,，。？?！!、;；()（）:：/]|(?:这|那)(?:家|个)|过|公司|App|集团|融|投(?!入)|领投|跟投|做|估|拿|累计|一共|总共|上一?轮|上次|最新|最近|现在|目前|今年|去年|成立|被|"
    r"[跟和与及或是在有俩]|那边|这边|那里|旗下|名下|那轮|改|把|投后|有没有|领投率|还|关|转|怎么|属于|为|由|谁|哪|什么|几|第|20\d\d|[A-Za-z0-9]|"
    r"的(?:$|[？?，。]|[A-Za-z0-9]|融|投|领|跟|轮|股|估|联|负|创|董|总|官|最|会|纪|笔|待|机会|历|天使|种子|名|行业|城|赛|业|员|成立|上|下|电话|邮|拜|微信|任务|关系|状态|基金|管理|规模|竞|数|信息|情况|资料|进|动|对接|跟|主|所|一|二|三|老|新))"
)
_NAMING = re.compile(
    r"(?:投(?:资)?(?:过|了|的)?|领投过?|跟投过?|关于|[查看跟和与给对找问、]|叫|名为|公司|机构|联系|拜访|[“\"「『《])\s*$"
)


def is_plain_code(text: str, start: int, end: int) -> bool:
    """Whether the word of a code list is a verb or a noun of its own: "open the page", "invested in", «目标是什么»."""
    word, before, behind = text[start:end].lower(), text[:start], text[end:]
    if (after := _AFTER.get(word)) and after.match(behind):
        return True
    if word in _ACTS:
        told = _WILL.search(before) or _ORDERED.search(before)
        return bool(told and (_OBJECT.match(behind) or (word != "open" and _WILL.search(before))))
    if word not in _STATES:
        return False
    leading, following = _STATES[word]
    return not (re.search(leading, before, re.IGNORECASE) or re.match(following, behind, re.IGNORECASE))


def is_plain_number(text: str, start: int, end: int) -> bool:
    """Whether the number is an article or part of an idiom: «最近一轮», «两轮之间», "one investor", "third party", "at once"."""
    word, before, behind = text[start:end].lower(), text[:start], text[end:]
    if any(found.start() < end and start < found.end() for found in _IDIOMS_ZH.finditer(text)):
        return True
    if word in _ORDINALS:
        return _NO_PLACE.match(behind) is not None
    if word in _IDIOM:
        leading, following = _IDIOM[word]
        return bool(re.search(leading, before, re.IGNORECASE) or re.match(following, behind, re.IGNORECASE))
    if word == "一":
        return not (_COUNTED_ZH.search(before) or _AND_MORE.match(behind))
    if word == "one":
        return not (_COUNTED_EN.search(before) or _OR_MORE.match(behind))
    if word == "两":
        return _BETWEEN.match(behind) is not None
    return word == "two" and bool(_BETWEEN_EN[0].search(before) and _BETWEEN_EN[1].match(behind))


def is_plain_me(text: str, start: int, end: int) -> bool:
    """Whether "I" and "me" only speak to the listener: "may I see", "how do I", "write me a poem"."""
    word, before, behind = text[start:end].lower(), text[:start], text[end:]
    if word == "me":
        return _FROM_ME.search(before) is None
    if word != "i":
        return False
    return bool(_MAY_I.search(before) or (_SHOULD_I.search(before) and not _MINE.match(behind)))


def is_unit(text: str, start: int, end: int) -> bool:
    """Whether the words are a unit that is asked for, and no amount: «折合多少亿元», «以万元计»."""
    return _UNIT.fullmatch(text[start:end]) is not None and _ASKED_UNIT.search(text[:start]) is not None


def is_plain_name(text: str, start: int, end: int) -> bool:
    """Whether a short Chinese name that is an everyday word is meant as that word: «远方的朋友», «招手即停»."""
    if end - start > 3 or text[start:end].isascii():
        return False
    return not (_NAMED.match(text, end) or _NAMING.search(text[:start]))
