"""Rows -> one Vega-Lite spec, for the page and the mail alike, or none where a table says it better.

The shape of the columns decides: a period with a number is a line (bars if few), a category with a number is sorted
bars, a share is bars in percent, a ranking is the bars of what it is ranked by. A single row or a plain list has none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from nlq.cells import NUMBER_KINDS, PERIOD_KINDS, Kind, cell, kind_of, number, period_start, width

MOST_BARS = 20
MOST_SERIES = 6
FEWEST_RANKED = 5  # fewer rows stand in some order by chance
MOST_POINTS = 400
FEW_PERIODS = 6
BAR_STEP = 28
CHARACTER = 7
TIME_HEIGHT = 260
FONT = (
    '-apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Hiragino Sans GB", '
    '"Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
)
PALETTE = ("#3a67c9", "#c98a2b", "#3f8f6b", "#b0527c", "#6f6aa8", "#7d7c76")
Row = Sequence[object]


class Named(Protocol):
    """A column, as far as a chart needs it."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Field:
    """One column of the answer with its place in the row."""

    index: int
    name: str
    kind: Kind

    @property
    def is_measure(self) -> bool:
        return self.kind.name in NUMBER_KINDS - {"plain"}

    @property
    def is_time(self) -> bool:
        return self.kind.name in (*PERIOD_KINDS, "date") or (self.kind.name == "plain" and self.name.endswith("year"))


@dataclass(frozen=True)
class Shape:
    """What is drawn: `value` against `label`, one line for each `series`."""

    label: Field
    value: Field
    series: Field | None = None


def chart(rows: Sequence[Row], columns: Sequence[Named], language: str) -> dict[str, Any] | None:
    """The Vega-Lite spec of `rows`, or None. `language` is "zh" or "en"; the data stands inside the spec."""
    fields = [Field(i, column.name, kind_of(column.name, [row[i] for row in rows])) for i, column in enumerate(columns)]
    shape = _shape(rows, fields)
    if shape is None:
        return None
    data = _data(rows, shape, language)
    if len(data) < 2 or len({(entry["value"], entry.get("series")) for entry in data}) < 2:
        return None
    return _spec(data, shape, language)


def _shape(rows: Sequence[Row], fields: Sequence[Field]) -> Shape | None:
    measures = [field for field in fields if field.is_measure]
    others = [field for field in fields if not field.is_measure and not field.name.endswith("id")]
    if len(rows) < 2 or not measures or not others:
        return None
    times = [field for field in others if field.is_time]
    if len(times) == 1 and len(others) <= 2:
        return _time_shape(rows, times[0], measures, [field for field in others if not field.is_time])
    return _bar_shape(rows, others, measures) if not times or len(others) > 2 else None


def _time_shape(rows: Sequence[Row], time: Field, measures: Sequence[Field], series: Sequence[Field]) -> Shape | None:
    if len(rows) > MOST_POINTS:
        return None
    if not series:
        return Shape(time, measures[0]) if _is_key(rows, time) else None
    names = {row[series[0].index] for row in rows}
    repeated = len({row[time.index] for row in rows}) < len(rows)
    return Shape(time, measures[0], series[0]) if repeated and 1 < len(names) <= MOST_SERIES else None


def _bar_shape(rows: Sequence[Row], others: Sequence[Field], measures: Sequence[Field]) -> Shape | None:
    label = others[0]
    if len(rows) > MOST_BARS or not _is_key(rows, label):
        return None
    ranked = [field for field in measures if _is_ordered(rows, field)]
    if len(others) == 1:
        return Shape(label, (ranked or list(measures))[0])
    return Shape(label, ranked[0]) if ranked and len(rows) >= FEWEST_RANKED else None


def _is_key(rows: Sequence[Row], field: Field) -> bool:
    return len({row[field.index] for row in rows}) == len(rows)


def _is_ordered(rows: Sequence[Row], field: Field) -> bool:
    values = [number(value) for row in rows if (value := row[field.index]) is not None]
    return len(set(values)) > 1 and values in (sorted(values), sorted(values, reverse=True))


def _data(rows: Sequence[Row], shape: Shape, language: str) -> list[dict[str, Any]]:
    """One entry a mark: label, value, the two as people read them, and its series."""
    entries = [_entry(row, shape, language) for row in rows if row[shape.value.index] is not None]
    return [entry for entry in entries if entry["label"] is not None]


def _entry(row: Row, shape: Shape, language: str) -> dict[str, Any]:
    raw = row[shape.label.index]
    value = row[shape.value.index]
    words = cell(raw, shape.label.kind, language).text
    day = period_start(raw)
    entry: dict[str, Any] = {
        "label": (day.isoformat() if day else raw) if shape.label.is_time else words,
        "value": float(number(value) * Decimal(shape.value.kind.scale)),
        "at": words,
        "shown": cell(value, shape.value.kind, language).text,
    }
    if shape.series:
        entry["series"] = cell(row[shape.series.index], shape.series.kind, language).text
    return entry


def _spec(data: list[dict[str, Any]], shape: Shape, language: str) -> dict[str, Any]:
    """Altair is imported when the first chart is drawn: it costs a quarter of a second."""
    import altair as alt

    draw: Callable[..., Any] = _time_chart if shape.label.is_time else _bars
    drawn = draw(alt, data, shape, language).configure(**_config())
    spec: dict[str, Any] = drawn.to_dict()
    return spec


def _bars(alt: Any, data: list[dict[str, Any]], shape: Shape, language: str) -> Any:
    """Each bar carries its value in words, so that no scale is needed; room for the longest is kept on the right."""
    data = sorted(data, key=lambda entry: -float(entry["value"]))
    room = 12 + CHARACTER * max(width(entry["shown"]) for entry in data)
    base = alt.Chart(alt.InlineData(values=data)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=150, ticks=False, domain=False)),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(nice=False)),
        tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("shown:N", title=" ")],
    )
    words = base.mark_text(align="left", dx=6).encode(text="shown:N")
    layers = alt.layer(base.mark_bar(cornerRadiusEnd=3, height={"band": 0.68}), words)
    sides = {"left": 4, "top": 4, "bottom": 4, "right": room}
    return layers.properties(width="container", height=BAR_STEP * len(data), autosize=_fit(alt), padding=sides)


def _time_chart(alt: Any, data: list[dict[str, Any]], shape: Shape, language: str) -> Any:
    periods = {entry["label"] for entry in data}
    as_points = shape.label.kind.name == "date" or len(periods) > FEW_PERIODS
    encoding = {
        "x": _time_axis(alt, shape, as_points),
        "y": alt.Y(
            "value:Q", axis=alt.Axis(title=None, labelExpr=_label_expression(shape.value.kind, language), tickCount=5)
        ),
        "tooltip": [alt.Tooltip("at:N", title=" "), alt.Tooltip("shown:N", title=" ")],
    }
    if shape.series:
        encoding["color"] = alt.Color("series:N", title=None, legend=alt.Legend(orient="top"))
        encoding["tooltip"].insert(0, alt.Tooltip("series:N", title=" "))
        if not as_points:
            encoding["xOffset"] = alt.XOffset("series:N")
    base = alt.Chart(alt.InlineData(values=data)).encode(**encoding)
    marked = base.mark_line(point=True) if as_points else base.mark_bar(cornerRadiusEnd=3, width={"band": 0.6})
    return marked.properties(width="container", height=TIME_HEIGHT, autosize=_fit(alt))


def _fit(alt: Any) -> Any:
    """As wide as the page lets it be, as high as its bars need."""
    return alt.AutoSizeParams(type="fit-x", contains="padding")


def _time_axis(alt: Any, shape: Shape, as_points: bool) -> Any:
    """Exact days stand on a scale of time; periods stand side by side, named as the table names them."""
    if shape.label.kind.name == "date":
        return alt.X("label:T", title=None, axis=alt.Axis(format="%Y-%m", grid=False, tickCount=8))
    order = alt.EncodingSortField(field="label", order="ascending")
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False, ticks=as_points)
    return alt.X("at:O", sort=order, title=None, axis=axis)


def _label_expression(kind: Kind, language: str) -> str:
    """The axis labels: 亿 and 万 in Chinese, K, M and B in English, % for shares."""
    if kind.name == "percent":
        return "format(datum.value, '~g') + '%'"
    if language == "zh":
        return (
            "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',~r') + '亿' : "
            "abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',~r') + '万' : format(datum.value, ',~r')"
        )
    return "replace(replace(format(datum.value, '~s'), 'G', 'B'), 'k', 'K')"


def _config() -> dict[str, Any]:
    """Fonts and the colours of the light theme; the page lays those of its theme over them."""
    words = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "labelColor": "#55544f"}
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {**words, "gridColor": "#e6e5e1", "domainColor": "#e6e5e1", "tickColor": "#e6e5e1", "labelPadding": 8},
        "axisY": {"domain": False, "ticks": False},
        "legend": words,
        "bar": {"color": PALETTE[0]},
        "text": {"color": "#55544f", "fontSize": 12, "font": FONT},
        "line": {"color": PALETTE[0], "strokeWidth": 2},
        "point": {"color": PALETTE[0], "filled": True, "size": 40},
        "range": {"category": list(PALETTE)},
    }
