"""`cockpit kpi explain`: one value down to its formula, its cases and the tables it comes from.

Belongs here: reading what was asked for, and writing the answer. Does not belong here: finding it
(`pipelines/kpi_explanation.py`).
"""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from cockpit.cli.output import print_fields, print_json, print_table
from cockpit.cli.snapshot import open_warehouse_to_read
from cockpit.errors import ConfigurationError
from cockpit.language import current_language, day, month, number, translate
from cockpit.settings import Settings
from kpis.cards import Catalogue
from kpis.wording import kpi_value

if TYPE_CHECKING:
    from pipelines.kpi_explanation import Cases, Explanation

_PERIODS = {"month": r"\d{4}-\d{2}", "week": r"\d{4}-W\d{2}", "day": r"\d{4}-\d{2}-\d{2}"}


def period_of(text: str) -> tuple[str, date]:
    """Kind and first day of a period as people write it: 2026-10, 2026-W42 or 2026-10-16.

    Raises:
        ConfigurationError: it is none of them, or there is no such day.
    """
    for period_type, pattern in _PERIODS.items():
        if re.fullmatch(pattern, text):
            try:
                # a week is known by its Monday
                whole = {"month": f"{text}-01", "week": f"{text}-1", "day": text}[period_type]
                return period_type, date.fromisoformat(whole)
            except ValueError:
                break
    raise ConfigurationError("period_unreadable", period=text)


def explain(
    settings: Settings, kpi_id: str, period: str, scope_type: str, scope_id: str, *, with_sql: bool, as_json: bool
) -> None:
    """Print what a value is made of.

    Raises:
        ConfigurationError: no such KPI, period or scope.
        CockpitError: there is no warehouse yet, or a run holds it.
    """
    period_type, start = period_of(period)
    card = Catalogue(settings.catalogue_directory).card(kpi_id)
    from pipelines.kpi_explanation import Explainer, Scope

    with open_warehouse_to_read(settings) as connection:
        explainer = Explainer(settings.paths.dbt_parsed, connection)
        explainer.require(card, scope_type, scope_id)
        explanation = explainer.explain(card, Scope(period_type, start, scope_type, scope_id))
    if as_json:
        print_json(asdict(explanation) | {"card": card.model_dump(mode="json", by_alias=True)})
        return
    _print(explanation)
    if with_sql:
        print(f"\n{explanation.sql}")


def _print(found: Explanation) -> None:
    card, scope, language = found.card, found.scope, current_language()
    written = month(scope.period_start) if scope.period_type == "month" else day(scope.period_start)
    where = translate("page.scope_type.company_group") if scope.scope_id == "*" else scope.scope_id
    definition = translate("card.definition")
    print_fields(
        [
            ("KPI", f"{card.id} {card.name[language]}"),
            (translate("command.kpi.explain.value_of"), f"{written}, {where}"),
            (definition, card.definition[language]),
            *_figures(found),
        ],
        prose={definition},
    )
    print()
    title = translate("command.kpi.explain.formula", mart=found.mart)
    headings = [translate(f"command.kpi.explain.{name}") for name in ("number", "aggregate", "expression", "by_day")]
    rows = [[each.name, each.aggregate, each.expression, each.day] for each in found.measures]
    print_table(headings, rows, title=title)
    for kind in ("included", "waiting", "excluded"):
        _print_cases(kind, getattr(found, kind))
    print()
    print_fields(
        [
            (translate("command.kpi.explain.models"), " ← ".join(found.models)),
            (translate("command.kpi.explain.source_tables"), ", ".join(found.source_tables)),
        ],
        prose={translate("command.kpi.explain.models"), translate("command.kpi.explain.source_tables")},
    )


def _figures(found: Explanation) -> list[tuple[str, str]]:
    """The stored numbers; none where nothing happened in the period."""
    figures = found.figures
    if figures is None:
        return [(translate("command.kpi.values.value"), translate("command.kpi.explain.nothing"))]
    shown = [(translate("command.kpi.values.value"), kpi_value(figures["value"], found.card.unit))]
    if figures["denominator"]:
        shown.append(
            (
                translate("command.kpi.explain.quotient"),
                f"{number(figures['numerator'], 2)} / {number(figures['denominator'], 2)}",
            )
        )
    counts = {"case_count": "measured", "open_count": "open", "excluded_count": "excluded"}
    return shown + [(translate(f"command.kpi.values.{to}"), number(figures[name], 0)) for name, to in counts.items()]


def _print_cases(kind: str, cases: Cases) -> None:
    print()
    title = translate(f"command.kpi.explain.{kind}", shown=len(cases.rows), count=number(cases.count, 0))
    if cases.rows:
        print_table(cases.columns, cases.rows, title=title, whole=range(len(cases.columns)))
    else:
        print(title)
