"""`cockpit kpi values`: a KPI's published values, all columns for programs, the few that a person reads for people.

Belongs here: reading them and writing them as a table. Does not belong here: computing or judging a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cockpit.cli.snapshot import open_snapshot
from cockpit.errors import ConfigurationError
from cockpit.language import current_language, day, month, number, translate
from cockpit.settings import Settings
from kpis.wording import kpi_value, threshold_number

_HEADINGS = ("scope", "value", "target", "status", "measured", "open", "excluded")
NUMBERS = (2, 3, 5, 6, 7)
# a scope's name; two scopes of one kind may share a name, which is why programs get the id
_NAMES = """
    select 'company' as scope_type, company_id as scope_id, company_name as zh, company_name as en from companies
    union all select 'department', department_id, department_name_zh, department_name_en from departments
    union all select 'warehouse', warehouse_id, warehouse_name, warehouse_name from warehouses
    union all select 'node', node, any_value(node_name_zh), any_value(node_name_en) from fct_approval_steps group by all
"""


class PeriodType(StrEnum):
    day = "day"
    week = "week"
    month = "month"


@dataclass(frozen=True)
class PublishedValues:
    """Values of one KPI, kind of period and kind of scope, and the names of the scopes by id."""

    period_type: PeriodType
    columns: list[str]
    rows: list[tuple[Any, ...]]
    names: dict[str, str]


def published_values(
    settings: Settings, kpi_id: str, period_type: PeriodType, scope_type: str, scope_id: str | None
) -> PublishedValues:
    """The values of the published snapshot, with target, score and status.

    Raises:
        ConfigurationError: the KPI has no value for such a scope or such periods.
        CockpitError: nothing was published yet, or the snapshot is damaged.
    """
    with open_snapshot(settings) as connection:
        result = connection.execute(
            "select period_type, period_start, scope_type, scope_id, value, numerator, denominator, case_count,"
            " open_count, excluded_count, coverage, is_complete_period, target, score, status"
            " from kpi_values left join kpi_scores"
            " using (kpi_id, period_type, period_start, scope_type, scope_id)"
            " where kpi_id = ? and period_type = ? and scope_type = ? and (? is null or scope_id = ?) order by all",
            [kpi_id, period_type, scope_type, scope_id, scope_id],
        )
        columns = [column[0] for column in result.description or []]
        rows = result.fetchall()
        if not rows:
            _refuse(connection.execute, kpi_id, period_type, scope_type, scope_id)
        language = "zh" if current_language() == "zh-CN" else "en"
        names = connection.execute(
            f"select scope_id, {language} from ({_NAMES}) where scope_type = ?", [scope_type]
        ).fetchall()
    return PublishedValues(period_type, columns, rows, {scope: name for scope, name in names if name})


def table_of(found: PublishedValues, unit: str) -> tuple[list[str], list[list[str]]]:
    """Headings and rows for a person, in the current language.

    Args:
        unit: the card's unit; stored rates are fractions, targets are in the card's unit already.
    """
    headings = [translate(f"command.kpi.values.{heading}") for heading in (found.period_type, *_HEADINGS)]
    rows = []
    for values in found.rows:
        row = dict(zip(found.columns, values, strict=True))
        rows.append(
            [
                (month if found.period_type is PeriodType.month else day)(row["period_start"]),
                _scope(row, found.names),
                kpi_value(row["value"], unit),
                threshold_number(row["target"]),
                translate(f"page.status.{row['status']}") if row["status"] else "–",
                number(row["case_count"], 0),
                number(row["open_count"], 0),
                number(row["excluded_count"], 0),
            ]
        )
    return headings, rows


def _scope(row: dict[str, Any], names: dict[str, str]) -> str:
    if row["scope_type"] == "company_group":
        return translate("page.scope_type.company_group")
    return names.get(row["scope_id"], row["scope_id"])


def _refuse(execute: Any, kpi_id: str, period_type: PeriodType, scope_type: str, scope_id: str | None) -> None:
    """Name what there is: the scopes of the kind asked for, else the kinds, else the kinds of periods."""
    periods = "select distinct period_type from kpi_values where kpi_id = ? order by all"
    known_periods = [row[0] for row in execute(periods, [kpi_id]).fetchall()]
    if not known_periods:
        _say_what_is_missing(execute, kpi_id)
    if known_periods and period_type not in known_periods:
        raise ConfigurationError("period_type_unknown", id=kpi_id, asked=period_type, known=", ".join(known_periods))
    kinds = "select distinct scope_type from kpi_values where kpi_id = ? order by all"
    known = [row[0] for row in execute(kinds, [kpi_id]).fetchall()]
    asked = scope_type
    if scope_type in known and scope_id is not None:
        ids = "select distinct scope_id from kpi_values where kpi_id = ? and scope_type = ? order by all"
        known = [row[0] for row in execute(ids, [kpi_id, scope_type]).fetchall()]
        asked = f"{scope_type} {scope_id}"
    raise ConfigurationError("scope_unknown", id=kpi_id, scope=asked, known=", ".join(known) or "–")


def _say_what_is_missing(execute: Any, kpi_id: str) -> None:
    """A KPI without any value: which entities its sources do not deliver, if that is why."""
    rows = execute(
        "select source_id, array_to_string(missing_entities, ', '), is_available from kpi_availability"
        " where kpi_id = ? order by source_id",
        [kpi_id],
    ).fetchall()
    if rows and not any(is_available for *_, is_available in rows):
        missing = "; ".join(f"{source}: {entities}" for source, entities, _ in rows)
        raise ConfigurationError("kpi_not_available", id=kpi_id, missing=missing)
