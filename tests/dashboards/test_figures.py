"""What figures promise to the pages: what a click tells, what is drawn where, texts as they were handed in."""

from __future__ import annotations

import polars as pl

from dashboards import figures

STAGES = [("approval", "审批"), ("delivery", "交货")]
COLUMNS = [("2026-01", "1月"), ("2026-02", "2月")]
WAITING = [("open", "未完成")]
MATRIX = pl.DataFrame(
    {
        "stage": ["approval", "delivery", "delivery"],
        "column_id": ["2026-02", "2026-01", "open"],
        "hours": [4.0, 16.0, 900.0],
        "case_count": [3, 5, 1],
    }
)


def heatmap(chosen: tuple[str, str] | None = None, columns=COLUMNS, waiting=WAITING):
    return figures.stage_heatmap(
        MATRIX, STAGES, columns, "{:.0f}".format, "{:.1f} h".format, "{} cases".format, chosen, waiting
    )


def test_a_click_tells_stage_and_column_of_its_cell() -> None:
    finished, waiting, markers = heatmap().data
    assert list(zip(markers.x, markers.y, strict=True)) == [(1, 0), (0, 1), (2.25, 1)]
    assert [list(point) for point in markers.customdata] == [
        ["approval", "2026-02"],
        ["delivery", "2026-01"],
        ["delivery", "open"],
    ]
    assert finished.hoverinfo == waiting.hoverinfo == "skip", "what is hovered is what is clicked"
    assert markers.hovertext[2] == "<b>交货</b> · 未完成<br>900.0 h · 1 cases"


def test_open_work_stands_apart_with_its_number_and_shades_of_its_own() -> None:
    finished, waiting, _ = heatmap().data
    assert finished.zmax == 4.0  # the root of 16 hours
    assert list(finished.x) == [0, 1]
    assert finished.z[0][0] is None
    assert finished.text[1][0] == "16"
    assert waiting.zmax == 30.0  # the root of 900 hours
    assert list(waiting.x) == [2.25]
    assert waiting.text[1][0] == "900<br>(1)"
    assert not {colour for _, colour in waiting.colorscale} & {colour for _, colour in finished.colorscale}


def test_open_work_can_be_drawn_by_itself() -> None:
    waiting, markers = heatmap(columns=[]).data
    assert list(waiting.x) == [0]
    assert [list(point) for point in markers.customdata] == [["delivery", "open"]]


def test_the_chosen_cell_is_framed() -> None:
    (frame,) = heatmap(("delivery", "open")).layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (1.75, 2.75, 0.5, 1.5)
    assert not heatmap(("approval", "open")).layout.shapes, "a cell without cases has nothing to frame"
    assert not heatmap(("delivery", "open"), waiting=[]).layout.shapes, "it stands in another chart"


def test_a_month_without_a_value_stays_a_gap() -> None:
    figure = figures.sparkline(["2026-01", "2026-02", "2026-03"], [1.0, None, 3.0], ["1 h", "–", "3 h"])
    (line,) = figure.data
    assert list(line.y) == [1.0, None, 3.0]
    assert line.connectgaps is False
    assert "markers" in line.mode, "a month between two gaps is seen"
    assert figure.layout.xaxis.range == (-0.5, 2.5), "all months have their place"


def test_durations_stand_behind_their_bars() -> None:
    late, middle = figures.quantile_bars(["a"], [1.0], [4.0], ["1 h"], ["4 h"]).data
    assert list(late.text) == ["1 h / 4 h"]
    assert late.textposition == "outside"
    assert middle.text is None


def test_lines_keep_the_order_of_months_where_a_series_begins_later() -> None:
    frame = pl.DataFrame({"month": ["2026-06", "2026-05", "2026-06"], "node": ["a", "b", "b"], "p50": [1.0, 2.0, 3.0]})
    figure = figures.lines(frame, "month", "p50", "node", {"a": "A", "b": "B"}, str)
    assert figure.layout.xaxis.categoryorder == "category ascending"
    assert list(figure.data[1].x) == ["2026-05", "2026-06"]


def test_many_months_are_labelled_by_halves_and_always_the_last() -> None:
    months = [f"2026-{month:02}" for month in range(1, 11)]
    frame = pl.DataFrame({"month": months, "node": ["a"] * 10, "p50": [1.0] * 10})
    figure = figures.lines(frame, "month", "p50", "node", {"a": "A"}, str, "m{}".format)
    assert list(figure.layout.xaxis.ticktext) == [f"m{month}" for month in reversed(months[1::2])]
    assert list(figure.data[0].customdata[0]) == ["m2026-01", "1.0"]


def test_no_two_of_twenty_lines_look_the_same() -> None:
    names = {f"node{number}": f"Node {number}" for number in range(20)}
    frame = pl.DataFrame({"month": ["2026-01"] * 20, "node": list(names), "hours": [1.0] * 20})
    drawn = figures.lines(frame, "month", "hours", "node", names, "{:.0f}".format).data
    assert len({(line.line.color, line.line.dash) for line in drawn}) == 20
