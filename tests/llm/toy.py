"""A small bilingual task with the traits of the real one: typed placeholders to copy, two languages, optional parts."""

from __future__ import annotations

import json
import random
from pathlib import Path

TYPES = {
    "investor": "investor",
    "industry": "industry",
    "city": "place",
    "stage": "stage",
    "date": "announced",
    "money": "amount",
}
PARTS = {
    "investor": (
        ("{} 投过的", "由 {} 投资的", "{} 出手的"),
        ("backed by {}", "in the portfolio of {}", "that {} invested in"),
    ),
    "industry": (("{} 行业的", "做 {} 的", "{} 赛道的"), ("in {}", "from the {} sector", "doing {}")),
    "city": (("位于 {} 的", "{} 的", "总部在 {} 的"), ("based in {}", "from {}", "located in {}")),
    "stage": (("处于 {} 的", "{} 轮的", "走到 {} 的"), ("at {}", "in the {} round", "currently {}")),
    "date": (("{} 以来融资的", "{} 之后融过钱的"), ("funded since {}", "raising after {}")),
    "money": (("融资超过 {} 的", "拿到 {} 以上的"), ("raising more than {}", "with over {}")),
}
HEADS = {
    "list": (
        ("有哪些{}公司", "列出{}公司", "{}公司都有谁？"),
        ("which companies {}", "list companies {}", "show me companies {}?"),
    ),
    "count": (
        ("{}公司有多少家", "一共几家{}公司", "{}公司数量"),
        ("how many companies {}", "count companies {}", "number of companies {}"),
    ),
    "total": (
        ("{}公司总共融了多少", "{}公司融资总额"),
        ("how much did companies {} raise in total", "total raised by companies {}"),
    ),
}
NOT = (("不是", "并非"), ("not", "never"))


def pair(chance: random.Random) -> tuple[str, str]:
    """One source with its target; the conditions come in the order of the words."""
    language = chance.randint(0, 1)
    kinds = chance.sample(sorted(PARTS), chance.choice((1, 2, 2, 3)))
    if chance.random() < 0.2:
        kinds.append(chance.choice(kinds))
    phrases, conditions = [], []
    for number, kind in enumerate(kinds, start=1):
        negated = chance.random() < 0.15
        phrase = chance.choice(PARTS[kind][language]).format(f":v{number} <{kind}>")
        phrases.append(f"{chance.choice(NOT[language])} {phrase}" if negated else phrase)
        sign = ">=" if kind in ("date", "money") else "="
        condition = f"[ {TYPES[kind]} {sign} :v{number} ]"
        conditions.append(f"not {condition}" if negated else condition)
    head = chance.choice(sorted(HEADS))
    joined = ("" if language == 0 else " ").join(phrases)
    return chance.choice(HEADS[head][language]).format(joined), f"{{ {head} companies where {' '.join(conditions)} }}"


def write(path: Path, count: int, seed: int) -> Path:
    """Write `count` pairs as JSONL."""
    chance = random.Random(seed)
    pairs = [pair(chance) for _ in range(count)]
    path.write_text(
        "".join(json.dumps({"source": s, "target": t}, ensure_ascii=False) + "\n" for s, t in pairs), "utf-8"
    )
    return path
