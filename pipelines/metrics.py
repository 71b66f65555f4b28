"""The metrics beside the marts: what there is, and the SQL that computes them.

Belongs here: reading dbt's artifacts and compiling through MetricFlow. Does not belong here: any formula, or running
the SQL. What was compiled is kept beside the parsed project and goes with it. MetricFlow is imported only when
something is compiled for the first time: loading it takes more than a second, and each query some hundredths.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from cockpit.errors import ConfigurationError
from cockpit.published import write_atomically
from kpis.cards import Card

# kept beside the parsed project, whose every change removes it
COMPILED = "compiled_metrics.json"
# dates that stand in compiled SQL for those that are asked for
_DAYS = ("1000-01-01", "1000-01-02")

# Which dimension of a semantic model makes a KPI available at which kind of scope.
SCOPE_DIMENSIONS = {
    "company": "company_id",
    "department": "department_id",
    "warehouse": "warehouse_id",
    "node": "node",
}
PERIOD_TYPES = ("day", "week", "month")
OBSERVED_PERIOD_TYPES = ("month",)
# The dimension of a semantic model that tells which rows may be added up over companies, such as those with a rate.
GROUP_FILTER = "is_in_group"


@dataclass(frozen=True)
class KpiPlan:
    """How one KPI is computed: the metrics for its value and counts, and where it can be split.

    `opened` is None for KPIs that observe a state (stock, backlog): nothing of theirs is still to be measured.
    `history_days` says how many days of records a value rests on. `group_filter` is the dimension, if any, that tells
    which rows may be added up over the whole group.
    """

    card: Card
    semantic_model: str
    entity: str
    scope_types: tuple[str, ...]
    numerator: str | None
    denominator: str | None
    measured: str
    opened: str | None
    estimated: str | None
    history_days: str | None
    group_filter: str | None
    variants: dict[str, str] = field(default_factory=dict)

    @property
    def period_types(self) -> tuple[str, ...]:
        """The kinds of periods it has values for: a state is observed at the end of months only."""
        return PERIOD_TYPES if self.opened else OBSERVED_PERIOD_TYPES

    @property
    def metrics(self) -> list[str]:
        """Every metric the KPI needs, once each."""
        named = [
            self.card.metric,
            self.numerator,
            self.denominator,
            self.measured,
            self.opened,
            self.estimated,
            self.history_days,
        ]
        named += [self.card.relative_to, *self.variants.values()]
        return list(dict.fromkeys(name for name in named if name))

    def dimension(self, scope_type: str) -> str:
        """MetricFlow's name of the dimension behind a scope type."""
        return f"{self.entity}__{SCOPE_DIMENSIONS[scope_type]}"


class MetricLibrary:
    """The metrics of a parsed dbt project (`target/manifest.json` and `target/semantic_manifest.json`)."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._compiled = _read(target / COMPILED)
        self._has_compiled = False
        manifest = json.loads((target / "manifest.json").read_bytes())
        self._metrics = {metric["name"]: metric for metric in manifest["metrics"].values()}
        self._models = manifest["semantic_models"]

    @property
    def names(self) -> set[str]:
        return set(self._metrics)

    def plan(self, card: Card) -> KpiPlan:
        """How the KPI of a card is computed, from its metric and the metric's meta.

        Raises:
            ConfigurationError: the meta names a metric that does not exist, or the metrics span semantic models.
        """
        metric = self._metrics[card.metric]
        meta = metric["config"]["meta"]
        inputs = metric["type_params"]
        companions = {
            "numerator": meta.get("numerator") or (inputs["numerator"] or {}).get("name"),
            "denominator": meta.get("denominator") or (inputs["denominator"] or {}).get("name"),
            "measured": meta.get("measured"),
            "opened": meta.get("opened"),
            "estimated": meta.get("estimated"),
            "history_days": meta.get("history_days"),
        }
        variants = meta.get("variants", {})
        for name in filter(None, [*companions.values(), *variants.values()]):
            self._require(card, metric, name)
        if companions["measured"] is None:
            self._require(card, metric, f"{card.metric}.meta.measured")
        named = [card.metric, card.relative_to, *companions.values(), *variants.values()]
        models = sorted({model for name in named if name for model in self._semantic_models(name)})
        if len(models) != 1:
            raise ConfigurationError("metric_spread", id=card.id, metric=card.metric, models=", ".join(models))
        model = self._models[models[0]]
        dimensions = {dimension["name"] for dimension in model["dimensions"]}
        entities = [entity["name"] for entity in model["entities"] if entity["type"] == "primary"]
        entity = model["primary_entity"] or entities[0]
        return KpiPlan(
            card=card,
            semantic_model=model["name"],
            entity=entity,
            group_filter=f"{entity}__{GROUP_FILTER}" if GROUP_FILTER in dimensions else None,
            scope_types=tuple(scope for scope, name in SCOPE_DIMENSIONS.items() if name in dimensions),
            variants=variants,
            **companions,
        )

    def compile(
        self,
        metrics: Sequence[str],
        period_type: str,
        dimension: str | None,
        only: str | None = None,
        days: tuple[date, date] | None = None,
    ) -> str:
        """SQL for some metrics by period and at most one dimension, one row a period and value.

        Args:
            only: a boolean dimension; rows where it does not hold are left out.
            days: first day and the day after the last; other days are left out.
        """
        sql = self._compile(metrics, period_type, dimension, only, has_days=days is not None)
        for placeholder, day in zip(_DAYS, days or (), strict=False):
            sql = sql.replace(placeholder, day.isoformat())
        return sql

    def _compile(
        self, metrics: Sequence[str], period_type: str, dimension: str | None, only: str | None, *, has_days: bool
    ) -> str:
        group_by = [f"metric_time__{period_type}", *([dimension] if dimension else [])]
        conditions = [f"{{{{ Dimension('{only}') }}}}"] if only else []
        if has_days:
            day = "{{ TimeDimension('metric_time', 'day') }}"
            conditions.append(f"{day} >= '{_DAYS[0]}' and {day} < '{_DAYS[1]}'")
        question = json.dumps([*metrics, "by", *group_by, "where", *conditions])
        if question not in self._compiled:
            from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

            request = MetricFlowQueryRequest.create(
                metric_names=list(metrics),
                group_by_names=group_by,
                where_constraints=conditions or None,
            )
            self._compiled[question] = self._engine.explain(request).sql_statement.sql
            self._has_compiled = True
        return self._compiled[question]

    def keep_compiled(self) -> None:
        """Keep what was compiled for the next run."""
        if self._has_compiled:
            write_atomically(self._target / COMPILED, json.dumps(self._compiled, indent=1))

    @cached_property
    def _engine(self) -> Any:
        from metricflow.engine.metricflow_engine import MetricFlowEngine
        from metricflow.protocols.sql_client import SqlEngine
        from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
        from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
        from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

        class Dialect:
            """All that the engine asks of a client when it only compiles."""

            sql_engine_type = SqlEngine.DUCKDB
            sql_plan_renderer = DuckDbSqlPlanRenderer()

        # it warns about every metric that a measure makes by itself, which is what we ask for
        logging.getLogger("metricflow_semantic_interfaces").setLevel(logging.ERROR)
        text = (self._target / "semantic_manifest.json").read_text(encoding="utf-8")
        return MetricFlowEngine(SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(text)), Dialect())

    def _semantic_models(self, name: str) -> set[str]:
        models: set[str] = set()
        for node in self._metrics[name]["depends_on"]["nodes"]:
            models |= {node} if node in self._models else self._semantic_models(node.rsplit(".", 1)[1])
        return models

    def _require(self, card: Card, metric: dict[str, Any], name: str) -> None:
        if name not in self._metrics:
            raise ConfigurationError(
                "metric_meta_unknown",
                id=card.id,
                metric=card.metric,
                missing=name,
                file=metric["original_file_path"],
            )


def _read(file: Path) -> dict[str, str]:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
