"""The industry lexicon: what analysts write is found, and no word means two things."""

from __future__ import annotations

from collections import Counter

import pytest

from crm.names.industries import concept_of, concepts, folded, is_weak, same_industry

CATEGORIES = [
    "software",
    "biotech",
    "web",
    "mobile",
    "enterprise",
    "advertising",
    "ecommerce",
    "games_video",
    "cleantech",
    "hardware",
    "medical",
    "analytics",
    "health",
    "network_hosting",
    "finance",
    "education",
    "social",
    "security",
    "semiconductor",
    "public_relations",
    "manufacturing",
    "consulting",
    "search",
    "hospitality",
    "messaging",
    "news",
    "fashion",
    "music",
    "travel",
    "photo_video",
    "real_estate",
    "nonprofit",
    "sports",
    "automotive",
    "transportation",
    "legal",
    "nanotech",
    "design",
    "local",
    "pets",
    "government",
]


def test_the_tree_has_two_levels_and_every_parent_is_there() -> None:
    keys = {concept.key: concept for concept in concepts()}
    assert len(keys) == len(concepts())
    tops = [concept for concept in concepts() if concept.parent is None]
    assert 24 <= len(tops) <= 30
    assert all(keys[concept.parent].parent is None for concept in concepts() if concept.parent)
    sizes = Counter(concept.parent for concept in concepts() if concept.parent)
    assert all(5 <= sizes[top.key] <= 14 for top in tops)


def test_every_node_has_both_names() -> None:
    assert all(concept.zh and concept.en and concept.words[:2] == (concept.zh, concept.en) for concept in concepts())


def test_no_word_names_two_industries() -> None:
    seen: dict[str, str] = {}
    for concept in concepts():
        for word in {folded(word) for word in concept.words}:
            assert seen.setdefault(word, concept.key) == concept.key, word


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("AI", "ai"), ("artificial intelligence", "ai"), ("ML", "ai_ml"), ("芯片", "semis"), ("半导体", "semis"),
        ("芯片半导体", "semis"), ("集成电路", "semis"), ("chips", "semis"), ("IC", "semis"), ("robots", "robotics"),
        ("SaaS", "saas"), ("ｓａａｓ", "saas"), ("enterprise software", "enterprise"), ("healthcare", "health"),
        ("medtech", "health"), ("cleantech", "energy"), ("新能源赛道", "energy"), ("mobility", "auto"),
        ("agtech", "agri"), ("农业科技", "agri"), ("农业领域", "agri"), ("e-commerce", "ecommerce"),
        ("fintech", "fintech"), ("edtech", "education"), ("文娱传媒", "media"), ("房产家居", "realestate"),
        ("drones", "drones"), ("无人机", "drones"), ("the moon", None), ("", None),
    ],
)  # fmt: skip
def test_it_knows_the_words_analysts_use(word: str, key: str | None) -> None:
    found = concept_of(word)
    assert (found.key if found else None) == key


@pytest.mark.parametrize("word", CATEGORIES)
def test_it_knows_the_categories_of_an_english_export(word: str) -> None:
    assert concept_of(word) is not None


@pytest.mark.parametrize("word", ["服务", "web", "Mobile", "IC", "IT", "智能", "government", "调研", "投融资"])
def test_ordinary_words_are_weak(word: str) -> None:
    assert is_weak(word) and concept_of(word) is not None


def test_proper_industry_words_are_not_weak() -> None:
    assert not [word for word in ("人工智能", "农业", "semis", "fintech", "机器人") if is_weak(word)]


def test_the_exact_stored_name_wins() -> None:
    assert same_industry("无人机", ["飞行器", "无人机"]) == ("无人机",)


def test_another_word_finds_the_stored_name() -> None:
    assert same_industry("drones", ["飞行器", "农业"]) == ("飞行器",)
    assert same_industry("e-commerce", ["农业", "ecommerce"]) == ("ecommerce",)


def test_a_parent_that_is_not_stored_means_its_children() -> None:
    assert same_industry("hardware", ["机器人", "农业", "芯片半导体"]) == ("机器人", "芯片半导体")


def test_a_child_never_means_its_parent() -> None:
    assert same_industry("大模型", ["人工智能"]) == ()


def test_an_unknown_word_means_nothing() -> None:
    assert same_industry("投影仪维修", ["农业"]) == ()
