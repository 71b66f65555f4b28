"""The figures of the pages, as pure functions from frames to Plotly figures.

Belongs here: how a chart looks. Does not belong here: Streamlit, queries, texts other than those handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

import plotly.graph_objects as go
import polars as pl

INK = "#1c2733"
GRID = "#e4eaf0"
BLUE = "#2b7bb9"
LIGHT_BLUE = "#a9cce8"
# from calm to hot; readable behind dark text
HEAT = [[0.0, "#f3f8fc"], [0.25, "#d3e6f3"], [0.5, "#fde3b8"], [0.75, "#f7b27a"], [1.0, "#e57b63"]]
SERIES = ["#1f5f8b", "#d98324", "#2e8b57", "#8e5ea2", "#c0392b", "#6b7f8f", "#b8a13a", "#3aa6a0"]


def _layout(figure: go.Figure, height: int) -> go.Figure:
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"color": INK, "size": 13},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(automargin=True, gridcolor=GRID, fixedrange=True)
    figure.update_yaxes(automargin=True, gridcolor=GRID, fixedrange=True)
    return figure


def stage_heatmap(
    matrix: pl.DataFrame,
    stages: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    brief: Callable[[float], str],
    written: Callable[[float], str],
    cases: Callable[[int], str],
    chosen: tuple[str, str] | None = None,
) -> go.Figure:
    """Stages down, months or departments across; a cell is hours, coloured by their root so that short stages differ.

    Args:
        matrix: stage, column_id, hours, case_count.
        stages: (stage, shown name), top first; columns: (column_id, shown name), left first.
        brief: hours as the bare number in a cell; written: hours with their unit; cases: a number of cases as text.
        chosen: the (stage, column_id) whose cases are shown below, framed.

    The heat layer does not report clicks in Streamlit, so transparent markers above it do: their customdata is
    [stage, column_id]. They also carry the hover texts, because a click belongs to what the pointer hovers over.
    """
    cells = {(row["stage"], row["column_id"]): row for row in matrix.to_dicts()}
    # open work may have waited for ever; finished work sets the scale, and what is hotter is as hot as it gets
    finished = [row["hours"] for row in cells.values() if row["column_id"] != "open"]
    hottest = sqrt(max(finished, default=1.0)) or 1.0
    colours, texts = [], []
    points_x, points_y, points, hovers = [], [], [], []
    for row_number, (stage, stage_name) in enumerate(stages):
        line: list[tuple[float | None, str]] = []
        for column_number, (column, column_name) in enumerate(columns):
            cell = cells.get((stage, column))
            if cell is None:
                line.append((None, ""))
                continue
            details = f"{written(cell['hours'])} · {cases(cell['case_count'])}"
            line.append((sqrt(max(cell["hours"], 0.0)), brief(cell["hours"])))
            points_x.append(column_number)
            points_y.append(row_number)
            points.append([stage, column])
            hovers.append(f"<b>{stage_name}</b> · {column_name}<br>{details}")
        colours.append([part[0] for part in line])
        texts.append([part[1] for part in line])
    figure = go.Figure(
        go.Heatmap(
            z=colours,
            text=texts,
            texttemplate="%{text}",
            textfont={"size": 11},
            hoverinfo="skip",
            colorscale=HEAT,
            zmin=0,
            zmax=hottest,
            showscale=False,
            xgap=3,
            ygap=3,
        )
    )
    figure.add_scatter(
        x=points_x,
        y=points_y,
        customdata=points,
        mode="markers",
        marker={"size": 34, "opacity": 0, "symbol": "square"},
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    if chosen and chosen in cells:
        x = [column for column, _ in columns].index(chosen[1])
        y = [stage for stage, _ in stages].index(chosen[0])
        figure.add_shape(type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5, line={"color": INK, "width": 2})
    _layout(figure, 84 + 44 * len(stages))
    # the nearest marker, however far: the whole cell answers
    figure.update_layout(hoverdistance=-1)
    figure.update_xaxes(
        side="top",
        tickvals=list(range(len(columns))),
        ticktext=[shown for _, shown in columns],
        range=[-0.5, len(columns) - 0.5],
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(
        tickvals=list(range(len(stages))),
        ticktext=[shown for _, shown in stages],
        range=[len(stages) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    return figure


def stage_bars(names: Sequence[str], closed: Sequence[bool], hours: Sequence[float], texts: Sequence[str]) -> go.Figure:
    """Where the time of one case went: one bar a stage, an open one in lighter colour."""
    figure = go.Figure(
        go.Bar(
            x=list(hours),
            y=list(names),
            orientation="h",
            text=list(texts),
            textposition="auto",
            marker={"color": [BLUE if done else LIGHT_BLUE for done in closed]},
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    _layout(figure, 60 + 34 * len(names))
    figure.update_xaxes(visible=False)
    figure.update_yaxes(autorange="reversed")
    return figure


def quantile_bars(
    names: Sequence[str],
    p50: Sequence[float],
    p90: Sequence[float],
    texts_p50: Sequence[str],
    texts_p90: Sequence[str],
) -> go.Figure:
    """P50 before P90 for each name, longest at the top."""
    figure = go.Figure()
    figure.add_bar(
        y=list(names),
        x=list(p90),
        orientation="h",
        name="P90",
        marker={"color": LIGHT_BLUE},
        text=list(texts_p90),
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}<br>P90: %{text}<extra></extra>",
    )
    figure.add_bar(
        y=list(names),
        x=list(p50),
        orientation="h",
        name="P50",
        marker={"color": BLUE},
        text=list(texts_p50),
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        hovertemplate="%{y}<br>P50: %{text}<extra></extra>",
    )
    figure.update_layout(barmode="overlay", bargap=0.35)
    _layout(figure, 70 + 54 * len(names))
    # room for the text behind the longest bar
    figure.update_xaxes(visible=False, range=[0, max(p90, default=1.0) * 1.25])
    figure.update_yaxes(autorange="reversed")
    return figure


def lines(
    frame: pl.DataFrame, x: str, y: str, series: str, names: dict[str, str], written: Callable[[float], str]
) -> go.Figure:
    """One line a series over months; the texts are shown on hover."""
    figure = go.Figure()
    for position, (key, shown) in enumerate(names.items()):
        part = frame.filter(pl.col(series) == key).sort(x)
        figure.add_scatter(
            x=part[x].to_list(),
            y=part[y].to_list(),
            mode="lines+markers",
            name=shown,
            line={"color": SERIES[position % len(SERIES)], "width": 2},
            marker={"size": 6},
            customdata=[written(value) for value in part[y].to_list()],
            hovertemplate=f"{shown}<br>%{{x}}: %{{customdata}}<extra></extra>",
        )
    _layout(figure, 300)
    figure.update_yaxes(rangemode="tozero", title=None)
    figure.update_xaxes(type="category", categoryorder="category ascending", title=None)
    return figure


def bands(names: Sequence[str], counts: Sequence[int], colours: Sequence[str]) -> go.Figure:
    """A count for each of some ordered bands."""
    figure = go.Figure(
        go.Bar(
            x=list(names),
            y=list(counts),
            text=list(counts),
            textposition="outside",
            cliponaxis=False,
            marker={"color": list(colours)},
            hovertemplate="%{x}: %{y}<extra></extra>",
        )
    )
    _layout(figure, 240)
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(visible=False, range=[0, max([*counts, 1]) * 1.2])
    return figure
