"""What one KPI value is made of: its formula down to columns, the cases in it, and the tables it comes from.

Belongs here: finding that out from dbt's artifacts and the warehouse, the same way for every KPI. Does not belong here:
words (`cockpit/cli/kpi_explain.py`), any KPI of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from cockpit.errors import ConfigurationError
from kpis.cards import Card
from pipelines.kpi_queries import GROUP_SCOPE
from pipelines.kpi_values import GROUP_REASONS
from pipelines.metrics import SCOPE_DIMENSIONS, KpiPlan, MetricLibrary

# columns by which people know a document, the first that a mart has is shown beside a case's key
_NUMBERS = ("order_number", "requisition_number", "document_number", "invoice_number")
_COUNTS = ("value", "numerator", "denominator", "case_count", "open_count", "excluded_count", "coverage")


@dataclass(frozen=True)
class Scope:
    """One period and scope: what is explained."""

    period_type: str
    period_start: date
    scope_type: str
    scope_id: str


@dataclass(frozen=True)
class Measure:
    """A number of a formula: an aggregate over a column of a mart, by the day in another."""

    name: str
    aggregate: str
    expression: str
    day: str


@dataclass(frozen=True)
class Cases:
    """Some cases and how many there are of them."""

    count: int
    columns: list[str]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Explanation:
    """Everything that stands behind one value. `figures` is None where there is no such value."""

    card: Card
    scope: Scope
    mart: str
    measures: list[Measure]
    sql: str
    figures: dict[str, Any] | None
    included: Cases
    waiting: Cases
    excluded: Cases
    models: list[str] = field(default_factory=list)
    source_tables: list[str] = field(default_factory=list)


class Explainer:
    """Explains values of one parsed project and warehouse.

    Args:
        parsed: folder with dbt's `manifest.json` and `semantic_manifest.json`.
        connection: the warehouse, read-only.
        sample: how many cases of a kind are shown.
    """

    def __init__(self, parsed: Path, connection: duckdb.DuckDBPyConnection, sample: int = 5) -> None:
        self._manifest = json.loads((parsed / "manifest.json").read_bytes())
        self._library = MetricLibrary(parsed)
        self._execute: Callable[..., duckdb.DuckDBPyConnection] = connection.execute
        self._sample = sample

    def require(self, card: Card, scope_type: str, scope_id: str) -> None:
        """Refuse scopes that the KPI has no value for in any period.

        Raises:
            ConfigurationError: the message names those that there are.
        """
        query = "select distinct scope_type, scope_id from marts.kpi_values where kpi_id = ? order by all"
        scopes = self._execute(query, [card.id]).fetchall()
        if (scope_type, scope_id) not in scopes:
            of_type = [found_id for found_type, found_id in scopes if found_type == scope_type]
            known = of_type or dict.fromkeys(found_type for found_type, _ in scopes)
            raise ConfigurationError(
                "scope_unknown", id=card.id, scope=f"{scope_type} {scope_id}", known=", ".join(known) or "–"
            )

    def explain(self, card: Card, scope: Scope) -> Explanation:
        """What the value of a KPI in a period and scope is made of."""
        plan = self._library.plan(card)
        model = next(each for each in self._models if each["name"] == plan.semantic_model)
        names = dict.fromkeys(
            name for name in (plan.numerator, plan.denominator, plan.measured, plan.opened, card.metric) if name
        )
        measures = dict.fromkeys(each for name in names for each in self._measures(name, model))
        dimension = None if scope.scope_type == GROUP_SCOPE else plan.dimension(scope.scope_type)
        only = plan.group_filter if scope.scope_type == GROUP_SCOPE else None
        models, source_tables = self._lineage(model["depends_on"]["nodes"])
        return Explanation(
            card,
            scope,
            mart=model["node_relation"]["alias"],
            measures=list(measures),
            sql=self._library.compile(plan.metrics, scope.period_type, dimension, only),
            figures=self._figures(card, scope),
            included=self._included(plan, model, scope),
            waiting=self._waiting(plan, model, scope),
            excluded=self._excluded(card, scope),
            models=models,
            source_tables=source_tables,
        )

    @property
    def _models(self) -> list[dict[str, Any]]:
        return list(self._manifest["semantic_models"].values())

    def _measures(self, metric: str, model: dict[str, Any]) -> list[Measure]:
        """The measures that a metric is made of."""
        found = next(each for each in self._manifest["metrics"].values() if each["name"] == metric)
        names = {each["name"] for each in found["type_params"]["input_measures"]}
        return [_measure(each, model) for each in model["measures"] if each["name"] in names]

    def _figures(self, card: Card, scope: Scope) -> dict[str, Any] | None:
        row = self._execute(
            f"select {', '.join(_COUNTS)} from marts.kpi_values where kpi_id = ? and period_type = ?"
            " and period_start = ? and scope_type = ? and scope_id = ?",
            [card.id, scope.period_type, scope.period_start, scope.scope_type, scope.scope_id],
        ).fetchone()
        return dict(zip(_COUNTS, row, strict=True)) if row else None

    def _included(self, plan: KpiPlan, model: dict[str, Any], scope: Scope) -> Cases:
        [measured] = self._measures(plan.measured, model)
        where = f"({measured.expression}) is not null and {_period(measured.day)} = ?"
        return self._cases(plan, model, scope, measured, where, [scope.period_type, scope.period_start])

    def _waiting(self, plan: KpiPlan, model: dict[str, Any], scope: Scope) -> Cases:
        """Opened by the end of the period, and neither measured nor excluded by then."""
        if plan.opened is None:
            return Cases(0, [], [])
        [measured], [opened] = self._measures(plan.measured, model), self._measures(plan.opened, model)
        where = (
            f"({opened.expression}) is not null and {_period(opened.day)} <= ?"
            f" and not coalesce(({measured.expression}) is not null and {_period(measured.day)} <= ?, false)"
            f" and {_key(model, [])} not in (select case_id from marts.exclusions where kpi_id = ?"
            f" and {_period('excluded_on')} <= ?)"
        )
        until = [scope.period_type, scope.period_start]
        return self._cases(plan, model, scope, opened, where, [*until, *until, plan.card.id, *until])

    def _excluded(self, card: Card, scope: Scope) -> Cases:
        where, values = f"kpi_id = ? and {_period('excluded_on')} = ?", [card.id, scope.period_type, scope.period_start]
        if scope.scope_type != GROUP_SCOPE:
            where += f" and {SCOPE_DIMENSIONS[scope.scope_type]} = ? and not list_contains(?, reason)"
            values += [scope.scope_id, list(GROUP_REASONS)]
        return self._read("case_id, detail, reason, excluded_on", f"marts.exclusions where {where}", values)

    def _cases(
        self, plan: KpiPlan, model: dict[str, Any], scope: Scope, measure: Measure, where: str, values: list[Any]
    ) -> Cases:
        relation = model["node_relation"]["relation_name"]
        columns = [row[0] for row in self._execute(f"describe {relation}").fetchall()]
        shown = [_key(model, columns), *[name for name in _NUMBERS if name in columns][:1], measure.day]
        expressions = [
            each for name in (plan.numerator, plan.denominator) if name for each in self._measures(name, model)
        ]
        shown += [f"{each.expression} as {each.name}" for each in expressions]
        if scope.scope_type != GROUP_SCOPE:
            where += f" and {_column(model, SCOPE_DIMENSIONS[scope.scope_type])} = ?"
            values = [*values, scope.scope_id]
        elif plan.group_filter:
            where += f" and ({_column(model, plan.group_filter.rsplit('__', 1)[1])})"
        return self._read(", ".join(dict.fromkeys(shown)), f"{relation} where {where}", values)

    def _read(self, columns: str, source: str, values: list[Any]) -> Cases:
        count = self._execute(f"select count(*) from {source}", values).fetchone() or (0,)
        result = self._execute(f"select {columns} from {source} order by 1 limit {self._sample}", values)
        return Cases(count[0], [column[0] for column in result.description or []], result.fetchall())

    def _lineage(self, nodes: list[str]) -> tuple[list[str], list[str]]:
        """Models from the mart down to staging, and the source tables below them."""
        models: dict[str, None] = {}
        tables: set[str] = set()
        while nodes:
            node, *nodes = nodes
            if node.startswith("source."):
                source = self._manifest["sources"][node]
                tables.add(f"{source['source_name']}.{source['name']}")
            elif node.startswith("model.") and node not in models:
                models[node] = None
                nodes = [*nodes, *self._manifest["nodes"][node]["depends_on"]["nodes"]]
        return [node.rsplit(".", 1)[1] for node in models], sorted(tables)


def _measure(measure: dict[str, Any], model: dict[str, Any]) -> Measure:
    day = measure["agg_time_dimension"] or model["defaults"]["agg_time_dimension"]
    expression = measure["expr"] or measure["name"]
    percentile = (measure["agg_params"] or {}).get("percentile")
    aggregate = measure["agg"] if percentile is None else f"{measure['agg']} {percentile:g}"
    return Measure(measure["name"], aggregate, str(expression), _column(model, day))


def _column(model: dict[str, Any], dimension: str) -> str:
    found = next(each for each in model["dimensions"] if each["name"] == dimension)
    return found["expr"] or found["name"]


def _key(model: dict[str, Any], columns: list[str]) -> str:
    """The column of a case's key: the primary entity's, else the mart's first id that is not the source's."""
    for entity in model["entities"]:
        if entity["type"] == "primary":
            return entity["expr"] or entity["name"]
    return next(column for column in columns if column.endswith("_id") and column != "source_id")


def _period(day: str) -> str:
    return f"cast(date_trunc(?, {day}) as date)"
