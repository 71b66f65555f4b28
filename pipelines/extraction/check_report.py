"""What a check of a source found, and what of it the operator should know.

Belongs here: the shape of the report, the thresholds and the sentences. Does not belong here: asking the source.
"""

from __future__ import annotations

from pydantic import BaseModel

from cockpit.language import number, translate
from cockpit.settings import Settings

# below, reading a whole table costs the source about as little as looking into an index
ROWS_WORTH_AN_INDEX = 100_000
SECONDS_CLOCKS_MAY_DIFFER = 60
SECONDS_IN_A_MINUTE, SECONDS_IN_AN_HOUR = 60, 3600


class CheckedTable(BaseModel):
    """A table of the package in the source. What cannot be told, or was not counted, is None.

    `rows_read` are the rows that the package's condition lets through, `cursor_null_rows` those of them that have no
    cursor. `has_cursor_index` says whether an index begins with each column of the cursor, `is_key_unique` whether an
    index keeps the key unique. `missing_columns` are declared and absent, `personal_columns` declared and present.
    """

    name: str
    strategy: str
    rows: int | None = None
    rows_are_estimated: bool = False
    rows_read: int | None = None
    cursor_columns: list[str] = []
    cursor_null_rows: int | None = None
    has_cursor_index: bool | None = None
    is_key_unique: bool | None = None
    missing_columns: list[str] = []
    personal_columns: list[str] = []
    note: str = ""


class TimedSample(BaseModel):
    """How long it took to read some rows of a table the way a run reads them."""

    table: str
    rows: int
    seconds: float


class SourceReport(BaseModel):
    """What a check found. `remarks` are what the operator should know, `problems` what of the source a run would fail
    at, both in the current language. `clock_difference_seconds` is positive where the source's clock is ahead of this
    machine's.
    """

    source: str
    erp: str
    version: str
    can_be_read: bool
    can_write: bool | None
    clock_difference_seconds: float | None
    estimated_first_load_seconds: float | None
    first_load_sample: TimedSample | None
    personal_data: str | None
    entities_not_delivered: list[str]
    tables: list[CheckedTable]
    problems: list[str]
    remarks: list[str]


def rights_remark(source: str, kind: str, can_write: bool | None) -> list[str]:
    """What the account may do; nothing of a file, which has no accounts."""
    if can_write is None:
        return [translate("check.rights_unknown", source=source)]
    if can_write:
        return [translate("check.can_write", source=source)]
    return [translate("check.read_only", source=source)] if kind in ("postgres", "mysql") else []


def clock_remark(source: str, difference_seconds: float | None, overlap_minutes: int) -> list[str]:
    """A warning where the clocks differ by more than a minute, and whether the overlap of two runs covers it."""
    if difference_seconds is None or abs(difference_seconds) <= SECONDS_CLOCKS_MAY_DIFFER:
        return []
    seconds = abs(difference_seconds)
    covered = seconds <= overlap_minutes * SECONDS_IN_A_MINUTE
    direction = translate("check.clock_ahead" if difference_seconds > 0 else "check.clock_behind")
    told = translate("check.clock_differs", source=source, duration=duration(seconds), direction=direction)
    effect = translate("check.clock_covered" if covered else "check.clock_not_covered", minutes=overlap_minutes)
    return [told + effect]


def table_remarks(source: str, tables: list[CheckedTable]) -> list[str]:
    """What incremental reading will cost, and what it will not see."""
    remarks = []
    without_index: dict[str, list[str]] = {}
    for table in tables:
        if table.has_cursor_index is False and (table.rows or 0) > ROWS_WORTH_AN_INDEX:
            without_index.setdefault(", ".join(table.cursor_columns), []).append(table.name)
    for cursor, names in without_index.items():
        remarks.append(translate("check.no_cursor_index", source=source, columns=cursor, tables=", ".join(names)))
    blind = [table for table in tables if table.cursor_null_rows and table.strategy != "append_only"]
    if blind:
        listed = ", ".join(f"{table.name} ({number(table.cursor_null_rows, 0)})" for table in blind)
        remarks.append(translate("check.cursor_nulls", source=source, tables=listed))
    repeatable = [table.name for table in tables if table.is_key_unique is False]
    if repeatable:
        remarks.append(translate("check.key_not_unique", source=source, tables=", ".join(repeatable)))
    return remarks


def personal_remark(source: str, choice: str | None, tables: list[CheckedTable]) -> list[str]:
    """What becomes of personal data, and where it stands; nothing where a source has none."""
    personal = [f"{table.name}.{column}" for table in tables for column in table.personal_columns]
    if not personal or choice is None:
        return []
    listed = ", ".join(personal)
    return [
        translate(
            "check.personal_kept" if choice == "kept" else "check.personal_pseudonymised", source=source, columns=listed
        )
    ]


def currency_remark(source: str, currencies: list[str], settings: Settings) -> list[str]:
    """Where companies keep their books in another currency than amounts are shown in."""
    group_currency = settings.configuration.group_currency
    if not set(currencies) - {group_currency}:
        return []
    listed, file = ", ".join(currencies), settings.file.name
    return [translate("check.currency_differs", source=source, currencies=listed, file=file, currency=group_currency)]


def entities_remark(source: str, erp: str, missing: list[str], *, delivers_any: bool) -> list[str]:
    """Which canonical entities stay empty with this ERP."""
    if not delivers_any:
        return [translate("check.no_models", source=source, erp=erp)]
    listed = ", ".join(name.replace("_", " ") for name in missing)
    return [translate("check.entities_missing", source=source, erp=erp, entities=listed)] if missing else []


def first_load_remark(source: str, seconds: float | None, sample: TimedSample | None) -> list[str]:
    """About how long the first load takes, and from what that is known."""
    if seconds is None or sample is None:
        return []
    return [
        translate(
            "check.first_load",
            source=source,
            duration=duration(seconds),
            rows=number(sample.rows, 0),
            table=sample.table,
            sample_seconds=number(max(sample.seconds, 0.01), 2),
        )
    ]


def duration(seconds: float) -> str:
    """A duration in the unit in which it is understood."""
    if seconds < 2 * SECONDS_IN_A_MINUTE:
        return translate("check.seconds", count=number(max(1, round(seconds)), 0))
    if seconds < 2 * SECONDS_IN_AN_HOUR:
        return translate("check.minutes", count=number(seconds / SECONDS_IN_A_MINUTE, 0))
    return translate("check.hours", count=number(seconds / SECONDS_IN_AN_HOUR, 1))
