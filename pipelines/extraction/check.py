"""`cockpit source check`: a look at a source before it is read, harmless and in one transaction.

Belongs here: the course of a check. Does not belong here: its figures (`check_figures.py`), or what is said of them
(`check_report.py`).
"""

from __future__ import annotations

import duckdb

from cockpit.errors import CockpitError, ConfigurationError
from cockpit.language import translate
from cockpit.paths import PROJECT_DIRECTORY
from cockpit.settings import Settings, Source
from pipelines.extraction import check_figures as figures
from pipelines.extraction import check_report as report
from pipelines.extraction.check_report import CheckedTable, SourceReport, TimedSample
from pipelines.extraction.connection import SourceDatabase
from pipelines.extraction.pace import Pace
from pipelines.extraction.package import (
    ErpPackage,
    canonical_entities,
    delivered_entities,
    load_package,
    package_file,
)
from pipelines.extraction.personal_data import PersonalDataChoice, personal_data_choice


def check_source(settings: Settings, source: Source) -> SourceReport:
    """Connect, compare version, tables and columns with the package, and tell what reading the source will be like.

    Raises:
        CockpitError: the source cannot be read at all; the message says what to do.
    """
    package = load_package(source.package_name)
    with duckdb.connect() as connection:
        database = SourceDatabase(connection, settings, source, package)
        try:
            with database.snapshot():
                return _Check(connection, database, settings, source, package).run()
        except duckdb.Error as error:
            raise database.explain(error) from None
        finally:
            database.detach()


class _Check:
    """One check. `problems` are what of the source a run would fail at."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        database: SourceDatabase,
        settings: Settings,
        source: Source,
        package: ErpPackage,
    ) -> None:
        self._connection = connection
        self._database = database
        self._settings = settings
        self._source = source
        self._package = package
        self._problems: list[str] = []

    def run(self) -> SourceReport:
        version = self._database.check_version()
        tables = self._tables()
        can_write = self._database.can_write()
        difference = figures.clock_difference_seconds(self._database)
        # whoever lacks a required column has told enough: neither books nor samples can be read for certain
        currencies = [] if self._problems else self._company_currencies()
        choice, without_key = self._choice()
        # at the end: a value that is not as declared ends the transaction
        sample = None if self._problems else self._sample(tables, choice)
        seconds = figures.first_load_seconds(sample, tables, self._source.rows_per_second) if sample else None
        delivered = delivered_entities(self._source.package_name)
        entities = [name for name in canonical_entities() if name not in delivered]
        personal_data = choice.name if choice else None
        name = self._source.name
        remarks = [
            *self._in_part(),
            *report.rights_remark(name, self._source.connection.kind, can_write),
            *report.clock_remark(name, difference, self._package.overlap_minutes),
            *report.table_remarks(name, tables),
            *report.personal_remark(name, personal_data, tables),
            *without_key,
            *report.currency_remark(name, currencies, self._settings),
            *report.entities_remark(name, self._source.package_name, entities, delivers_any=bool(delivered)),
            *report.first_load_remark(name, seconds, sample),
        ]
        if not self._problems:
            remarks.append(translate("check.fine", source=name))
        return SourceReport(
            source=name,
            erp=self._source.erp,
            version=version,
            can_be_read=not self._problems,
            can_write=can_write,
            clock_difference_seconds=difference,
            estimated_first_load_seconds=seconds,
            first_load_sample=sample,
            personal_data=personal_data,
            entities_not_delivered=entities,
            tables=tables,
            problems=self._problems,
            remarks=remarks,
        )

    def _tables(self) -> list[CheckedTable]:
        missing = self._database.check_tables()
        tables = []
        for name, table in self._package.tables.items():
            if name in missing:
                tables.append(figures.absent_table(name, table))
                continue
            lack = self._database.lacks(name, table)
            if lack is not None:
                self._problems.append(lack.one_line())
            tables.append(figures.checked_table(self._database, name, table))
        return tables

    def _choice(self) -> tuple[PersonalDataChoice | None, list[str]]:
        """The choice, else what it lacks: nothing is wrong with the source then, but a run would refuse."""
        try:
            choice = personal_data_choice(self._settings)
        except ConfigurationError as error:
            return None, [error.one_line()]
        choice.prepare(self._connection)
        return choice, []

    def _sample(self, tables: list[CheckedTable], choice: PersonalDataChoice | None) -> TimedSample | None:
        most = min(figures.MOST_ROWS_OF_A_SAMPLE, Pace(self._settings, self._source).rows_per_statement())
        name = figures.largest_table(self._database, self._package, tables, most)
        if name is None:
            return None
        try:
            return figures.timed_sample(
                self._connection, self._database, self._package, name, choice or PersonalDataChoice(), most
            )
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            cause = str(error).splitlines()[0]
            complaint = CockpitError("source_column_type", source=self._source.name, table=name, cause=cause)
            self._problems.append(complaint.one_line())
            return None

    def _in_part(self) -> list[str]:
        if not any(table.where for table in self._package.tables.values()):
            return []
        file = package_file(self._source.package_name)
        return [translate("check.in_part_means", source=self._source.name, file=file.relative_to(PROJECT_DIRECTORY))]

    def _company_currencies(self) -> list[str]:
        if self._package.company_currencies is None:
            return []
        query = self._package.company_currencies.format_map(
            {name: self._database.table(name, table) for name, table in self._package.tables.items()}
        )
        return [row[0] for row in self._connection.execute(query).fetchall() if row[0]]
