"""What figures promise to the pages: what a click tells, what is drawn where, texts as they were handed in."""

from __future__ import annotations

import polars as pl

from dashboards import figures

STAGES = [("approval", "审批"), ("delivery", "交货")]
COLUMNS = [("2026-01", "1月"), ("2026-02", "2月"), ("open", "未完")]
MATRIX = pl.DataFrame(
    {
        "stage": ["approval", "delivery", "delivery"],
        "column_id": ["2026-02", "2026-01", "open"],
        "hours": [4.0, 16.0, 900.0],
        "case_count": [3, 5, 1],
    }
)


def heatmap(chosen: tuple[str, str] | None = None):
    return figures.stage_heatmap(MATRIX, STAGES, COLUMNS, "{:.0f}".format, "{:.1f} h".format, "{} cases".format, chosen)


def test_a_click_tells_stage_and_column_of_its_cell() -> None:
    heat, markers = heatmap().data
    assert list(zip(markers.x, markers.y, strict=True)) == [(1, 0), (0, 1), (2, 1)]
    assert [list(point) for point in markers.customdata] == [
        ["approval", "2026-02"],
        ["delivery", "2026-01"],
        ["delivery", "open"],
    ]
    assert heat.hoverinfo == "skip", "what is hovered is what is clicked"
    assert markers.hovertext[2] == "<b>交货</b> · 未完<br>900.0 h · 1 cases"


def test_open_work_does_not_wash_out_the_finished() -> None:
    heat = heatmap().data[0]
    assert heat.zmax == 4.0  # the root of 16 hours
    assert heat.z[1][2] > heat.zmax
    assert heat.text[1][2] == "900"
    assert heat.z[0][0] is None


def test_the_chosen_cell_is_framed() -> None:
    (frame,) = heatmap(("delivery", "open")).layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (1.5, 2.5, 0.5, 1.5)
    assert not heatmap(("approval", "open")).layout.shapes, "a cell without cases has nothing to frame"


def test_lines_keep_the_order_of_months_where_a_series_begins_later() -> None:
    frame = pl.DataFrame({"month": ["2026-06", "2026-05", "2026-06"], "node": ["a", "b", "b"], "p50": [1.0, 2.0, 3.0]})
    figure = figures.lines(frame, "month", "p50", "node", {"a": "A", "b": "B"}, str)
    assert figure.layout.xaxis.categoryorder == "category ascending"
    assert list(figure.data[1].x) == ["2026-05", "2026-06"]
