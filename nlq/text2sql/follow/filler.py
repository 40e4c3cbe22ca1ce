"""Words that carry no condition of their own, and what is left of a text without them."""

from __future__ import annotations

import re

TOLERATED = 1
# Characters that are never left over without a meaning.
DECISIVE = frozenset("比哪不没未谁何后前差无最多少")
SHORT_ZH, SHORT_EN = 12, 5  # characters and words of a text that turns to other records without saying of whose

_FILLING = """
那么 那 么 呢 的 了 吗 啊 吧 再 也 都 还 请 帮我 给我 我们 我想 想 要 看看 看 一下 下 只看 只要 只算 只 仅 就
其中 里面 里 当中 中 这些 那些 他们 他 它们 她们 它 上面 刚才 结果 换成 换 改成 改为 改看 改 变成 一个 是 属于
在 做 位于 来自 投过 投 投资 过 和 与 跟 负责 部分 条件 情况 数据 家 笔 个 条 有 多少 几 然后 分别 一共 总共 列
限定 限 于 哪些 什么 谁 为 同样 一样 直接 单独 成立 方面 这批 被 由 算 用 以 一 从 类 轮 这 说 对 给 及 最近
从来 加上 带上 保留 取 全部 涉及 计价 参与 相关 对应 拆 开 汇总 能不能 可以 可否 能否 领域 并 且 而 统计 显示
只有 具体 最
"""
_ZH = re.compile("|".join(sorted(_FILLING.split(), key=len, reverse=True)))
_EN = re.compile(
    r"\b(?:and|what|about|how|only|just|the|ones?|those|these|them|they|their|that|which|who|of|in|from|at|by|with|for|on|to|is|are|was|were"
    r"|it|its|show|me|please|now|then|ok|okay|instead|same|change|make|switch|also|too|still|have|has|had|did|do|does|we|i|us|but|all|back"
    r"|backed|invest|invested|made|done|firms?|give|see|want|look|as|well|a|an|so|limit|narrow|based|located|there|can|you|would|or|between|into"
    r"|up|keep|restrict|filter|being|been|be|any|rounds?|deals?|total|founded|more|investors?|companies|run|our|us|owned|own|joined|participated|involved|behind|took|part|raise|raised|everything|can|could|forget|also|s|them|went|who|up)\b"
)
_MARKS = re.compile(r"[\s,.;:!?'’\"，。；：！？、“”()（）-]+")
_COLUMNS = re.compile(r"列|加|带|显示|\b(?:with|add|show|include|plus)\b")


def left_over(text: str) -> str:
    """The characters of `text` that are neither marks of punctuation nor filling words."""
    return _MARKS.sub("", _ZH.sub(" ", _EN.sub(" ", text)))


def is_tolerable(left: str) -> bool:
    """Whether what is left may be passed over, with a doubt."""
    return len(left) <= TOLERATED and not set(left) & DECISIVE


def is_short(text: str) -> bool:
    """Whether a text is too short to be a question of its own."""
    is_chinese = re.search(r"[一-鿿]", text) is not None
    return len(text) <= SHORT_ZH if is_chinese else len(text.split()) <= SHORT_EN


def asks_for_columns(text: str) -> bool:
    """Whether the text asks to see something more of each row."""
    return _COLUMNS.search(text) is not None
