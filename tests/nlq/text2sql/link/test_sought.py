"""Words that texts are searched for without a verb of saying: the tagger, its training, and the second reading it gives."""

from __future__ import annotations

from datetime import date

import pytest

from crm.demo.load import load
from crm.models import User
from nlq.bank.topics import Example, train
from nlq.text2sql.link import link
from nlq.text2sql.link.sought import sought, tokens_of

TODAY = date(2026, 11, 22)


def test_a_linked_value_is_one_token() -> None:
    found = tokens_of("IDG投的 AI 公司", [(0, 3, "investor")])
    assert [token.word for token in found] == ["<investor>", "投", "的", "ai", "公", "司"]


def test_the_tagger_learns_what_stands_behind_a_verb() -> None:
    def example(topic: str, labels: tuple[str, ...]) -> Example:
        return Example(("who", "insisted", "on", topic, "?"), labels, "x")

    taught = [example(word, ("O", "O", "O", "B", "O")) for word in ("fees", "quotas", "vetoes")]
    plain = [Example(("who", "met", "on", "monday", "?"), ("O",) * 5, "x")]
    tagger = train(taught + plain)
    assert tagger.tag(("who", "insisted", "on", "carbon", "?")) == ["O", "O", "O", "B", "O"]
    assert "B" not in tagger.tag(("who", "met", "on", "monday", "?"))


def test_the_shipped_tagger_finds_a_topic_and_leaves_a_plain_question() -> None:
    assert sought("Which investors pushed back on management fees?", [])
    assert not sought("最近融资的公司有哪些", [])


@pytest.mark.django_db(transaction=True)
def test_a_topic_is_a_second_reading_and_the_first_stays() -> None:
    load(TODAY)
    linked = link("Which investors pushed back on management fees?", user=User.objects.get(username="demo"), today=TODAY)
    assert not any(value.kind == "text" for value in linked.values.values())
    assert [v.kind for other in linked.others for v in other.values.values()].count("text") >= 1
