import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crm.values.mentions import find_values

TODAY = date(2026, 11, 22)


def test_each_word_belongs_to_one_value() -> None:
    text = "2018年3月到2019年投过人工智能、金额超过5000万美元的前十家机构"
    assert [(v.words, v.kind) for v in find_values(text, TODAY)] == [
        ("2018年3月到2019年", "range"),
        ("5000万美元", "amount"),
        ("前十", "top"),
    ]


def test_a_span_of_time_is_not_a_count() -> None:
    assert [v.words for v in find_values("近5年投了3家", TODAY)] == ["近5年", "3"]


@given(st.text(max_size=80))
def test_values_never_overlap(text: str) -> None:
    found = find_values(text, TODAY)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
