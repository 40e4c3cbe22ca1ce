"""Words of a question become typed values; ordinary words do not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm.demo.load import load
from crm.models import Industry, Organisation, User
from nlq.text2sql.link import link
from nlq.text2sql.linked import Linked

CASES = Path(__file__).parents[2] / "fixtures" / "link" / "questions.tsv"
TODAY = date(2026, 11, 22)


@pytest.fixture
def demo(db: None) -> User:
    load(TODAY)
    return User.objects.get(username="demo")


def linked(question: str, user: User) -> Linked:
    return link(question, user=user, today=TODAY)


def test_questions_are_linked_as_written_down(demo: User) -> None:
    lines = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) >= 20
    assert [(question, linked(question, demo).text) for question, _ in lines] == [(q, text) for q, text in lines]


def test_values_hold_what_their_words_mean(demo: User) -> None:
    values = linked("上海 2024年 5000万美元 前十 尽调 星澜科技 my", demo).values
    found = {value.kind: value.value for value in values.values()}
    assert found["place"] == ("上海", "province")
    assert found["span"] == (date(2024, 1, 1), date(2024, 12, 31))
    assert found["money"] == (Decimal(50_000_000), "USD")
    assert found["number"] == 10
    assert found["code"] == {"relationship": "diligence", "opportunity_stage": "diligence"}
    assert found["org"] == {"investor": "星澜科技", "company": "星澜科技"}
    assert found["user"] == "demo"


def test_money_in_one_currency_decides_what_is_shown(demo: User) -> None:
    assert linked("rounds above $10m", demo).currency == "USD"
    assert linked("1亿美元和2亿人民币", demo).currency is None


def test_a_name_that_fits_two_records_is_asked_about(demo: User) -> None:
    ambiguity = linked("云杉的融资历史", demo).ambiguities[0]
    assert ambiguity.words == "云杉" and len(ambiguity.options) == 2


def test_a_name_that_is_not_there_gets_the_nearest_three(demo: User) -> None:
    unknown = linked("what has Zorblax Partners invested in?", demo).unknown_names[0]
    assert unknown.words == "Zorblax Partners" and len(unknown.options) == 3
    assert linked("Largest deals YTD by industry", demo).unknown_names == ()


def test_a_date_that_does_not_exist_is_a_problem(demo: User) -> None:
    assert linked("2026年2月30日的会议", demo).impossible_dates == ("2026年2月30日",)


def test_a_strangers_private_names_are_not_linked(demo: User) -> None:
    secret = Organisation.objects.create(name="夜行者隐秘资本")
    from crm.models import Investor

    Investor.objects.create(organisation=secret, owner=demo, visibility="private")
    stranger = User.objects.get(username="bob")
    assert [v.value for v in linked("夜行者隐秘资本投过谁", demo).values.values()] == ["夜行者隐秘资本"]
    assert linked("夜行者隐秘资本投过谁", stranger).values == {}


def test_a_new_industry_is_linked_at_once(demo: User) -> None:
    assert linked("氦三开采赛道的公司", demo).values == {}
    Industry.objects.create(name="氦三开采")
    assert [v.value for v in linked("氦三开采赛道的公司", demo).values.values()] == [("氦三开采",)]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("关系还停在“目标”的机构", "关系还停在“ 目标 :v1 <relationship> ”的机构"),
        ("仍挂着“进行中”的商机", "仍挂着“ 进行中 :v1 <opportunity_status> ”的商机"),
        ("investors still at target", "investors still at target :v1 <relationship>"),
        ("纪要里提到“尽调”的机构", "纪要里提到“ :v1 <text> ”的机构"),
        ("notes that mention “term sheet”", "notes that mention “ :v1 <text> ”"),
    ],
)
def test_quoted_words_are_a_state_unless_a_text_is_searched_for_them(demo: User, question: str, text: str) -> None:
    assert linked(question, demo).text == text


def test_an_investor_called_like_a_kind_does_not_take_the_words_for_it(demo: User) -> None:
    from crm.models import Investor

    Investor.objects.create(organisation=Organisation.objects.create(name="天使投资人"), owner=demo)
    assert linked("上海的天使投资人", demo).text == ":v1 <place> 的 天使投资人 :v2 <investor_kind>"
