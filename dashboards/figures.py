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
# work that still waits: shades that no finished stage has
WAITING_HEAT = [[0.0, "#f4f3f8"], [0.5, "#dcd8ea"], [1.0, "#b9b0d6"]]
WAITING_GAP = 0.25
NEUTRAL = "#8a9bab"
MONTHS_LABELLED = 6
DASHES = ["solid", "dot", "dash"]
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


def sparkline(months: Sequence[str], values: Sequence[float | None], texts: Sequence[str]) -> go.Figure:
    """A value over calendar months, one colour whatever its status; a month without a value stays a gap."""
    figure = go.Figure(
        go.Scatter(
            x=list(range(len(months))),
            y=list(values),
            mode="lines+markers",
            connectgaps=False,
            line={"color": NEUTRAL, "width": 2},
            # a month between two gaps would be no line at all
            marker={"size": 4},
            customdata=list(zip(months, texts, strict=True)),
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )
    )
    _layout(figure, 56)
    figure.update_layout(margin={"l": 2, "r": 2, "t": 4, "b": 4}, hovermode="x")
    # all months have their place, whether there is a value or not
    figure.update_xaxes(visible=False, range=[-0.5, len(months) - 0.5])
    figure.update_yaxes(visible=False)
    return figure


def stage_heatmap(
    matrix: pl.DataFrame,
    stages: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    brief: Callable[[float], str],
    written: Callable[[float], str],
    cases: Callable[[int], str],
    chosen: tuple[str, str] | None = None,
    waiting: Sequence[tuple[str, str]] = (),
) -> go.Figure:
    """Stages down, months or departments across; a cell is hours, coloured by their root so that short stages differ.

    Args:
        matrix: stage, column_id, hours, case_count.
        stages: (stage, shown name), top first; columns: (column_id, shown name), left first.
        brief: hours in a cell; written: hours with their unit; cases: a number of cases as text.
        chosen: the (stage, column_id) whose cases are shown below, framed.
        waiting: columns of stages that have not ended. They stand apart, in shades of their own and with the number of
            cases: they may have waited for ever, and one forgotten case is not a slow stage.

    The heat layers do not report clicks in Streamlit, so transparent markers above them do: their customdata is
    [stage, column_id]. They also carry the hover texts, because a click belongs to what the pointer hovers over.
    """
    cells = {(row["stage"], row["column_id"]): row for row in matrix.to_dicts()}
    gap = WAITING_GAP if columns else 0.0
    places = {column: float(position) for position, (column, _) in enumerate(columns)}
    places |= {column: len(columns) + gap + position for position, (column, _) in enumerate(waiting)}
    figure = go.Figure()
    for part, scale, is_counted in ((columns, HEAT, False), (waiting, WAITING_HEAT, True)):
        ids = [column for column, _ in part]
        if not ids:
            continue
        rows = [[cells.get((stage, column)) for column in ids] for stage, _ in stages]
        hottest = max((row["hours"] for line in rows for row in line if row), default=1.0)
        figure.add_heatmap(
            x=[places[column] for column in ids],
            y=list(range(len(stages))),
            z=[[sqrt(max(row["hours"], 0.0)) if row else None for row in line] for line in rows],
            text=[
                [
                    "" if row is None else brief(row["hours"]) + (f"<br>({row['case_count']})" if is_counted else "")
                    for row in line
                ]
                for line in rows
            ],
            texttemplate="%{text}",
            textfont={"size": 11},
            hoverinfo="skip",
            colorscale=scale,
            zmin=0,
            zmax=sqrt(hottest) or 1.0,
            showscale=False,
            xgap=3,
            ygap=3,
        )
    shown = {**dict(columns), **dict(waiting)}
    points = [
        (column, row_number, stage, stage_name, cells[stage, column])
        for row_number, (stage, stage_name) in enumerate(stages)
        for column in shown
        if (stage, column) in cells
    ]
    figure.add_scatter(
        x=[places[column] for column, *_ in points],
        y=[row_number for _, row_number, *_ in points],
        customdata=[[stage, column] for column, _, stage, *_ in points],
        mode="markers",
        marker={"size": 34, "opacity": 0, "symbol": "square"},
        hovertext=[
            f"<b>{stage_name}</b> · {shown[column]}<br>{written(cell['hours'])} · {cases(cell['case_count'])}"
            for column, _, _, stage_name, cell in points
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    if chosen and chosen in cells and chosen[1] in places:
        x = places[chosen[1]]
        y = [stage for stage, _ in stages].index(chosen[0])
        figure.add_shape(type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5, line={"color": INK, "width": 2})
    _layout(figure, 84 + 44 * len(stages))
    # the nearest marker, however far: the whole cell answers
    figure.update_layout(hoverdistance=-1)
    figure.update_xaxes(
        side="top",
        tickvals=list(places.values()),
        ticktext=list(shown.values()),
        range=[-0.5, max(places.values(), default=0.0) + 0.5],
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(
        tickvals=list(range(len(stages))),
        ticktext=[stage_name for _, stage_name in stages],
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
            # inside a short bar a text would shrink to a dot
            textposition="outside",
            cliponaxis=False,
            marker={"color": [BLUE if done else LIGHT_BLUE for done in closed]},
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    _layout(figure, 60 + 34 * len(names))
    # room for the text behind the longest bar, also on a phone
    figure.update_xaxes(visible=False, range=[0, (max(hours, default=1.0) or 1.0) * 1.9])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def quantile_bars(
    names: Sequence[str],
    p50: Sequence[float],
    p90: Sequence[float],
    texts_p50: Sequence[str],
    texts_p90: Sequence[str],
) -> go.Figure:
    """P50 before P90 for each name, longest at the top; both are written behind the bars, where there is room."""
    figure = go.Figure()
    figure.add_bar(
        y=list(names),
        x=list(p90),
        orientation="h",
        name="P90",
        marker={"color": LIGHT_BLUE},
        text=[f"{middle} / {late}" for middle, late in zip(texts_p50, texts_p90, strict=True)],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}<br>P50 / P90: %{text}<extra></extra>",
    )
    figure.add_bar(
        y=list(names),
        x=list(p50),
        orientation="h",
        name="P50",
        marker={"color": BLUE},
        hoverinfo="skip",
    )
    figure.update_layout(barmode="overlay", bargap=0.35)
    _layout(figure, 70 + 54 * len(names))
    # room for the text behind the longest bar, also on a phone
    figure.update_xaxes(visible=False, range=[0, (max(p90, default=1.0) or 1.0) * 2.2])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def lines(
    frame: pl.DataFrame,
    x: str,
    y: str,
    series: str,
    names: dict[str, str],
    written: Callable[[float], str],
    month: Callable[[str], str] = str,
) -> go.Figure:
    """One line a series over months; the texts are shown on hover, months are written by `month`."""
    figure = go.Figure()
    for position, (key, shown) in enumerate(names.items()):
        part = frame.filter(pl.col(series) == key).sort(x)
        figure.add_scatter(
            x=part[x].to_list(),
            y=part[y].to_list(),
            mode="lines+markers",
            name=shown,
            # where the colours come round again, the line is broken in another way
            line={
                "color": SERIES[position % len(SERIES)],
                "dash": DASHES[position // len(SERIES) % len(DASHES)],
                "width": 2,
            },
            marker={"size": 6},
            customdata=[[month(row[x]), written(row[y])] for row in part.to_dicts()],
            hovertemplate=f"{shown}<br>%{{customdata[0]}}: %{{customdata[1]}}<extra></extra>",
        )
    _layout(figure, 300)
    figure.update_yaxes(rangemode="tozero", title=None)
    # every second one where there are many, the last always
    months = sorted(set(frame[x].to_list()))
    months = months[:: -2 if len(months) > MONTHS_LABELLED else -1]
    figure.update_xaxes(
        type="category",
        categoryorder="category ascending",
        title=None,
        tickvals=months,
        ticktext=[month(value) for value in months],
    )
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
