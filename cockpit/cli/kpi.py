"""`cockpit kpi`: the catalogue, published values, and the check of cards against metrics."""

from __future__ import annotations

from typing import Annotated

import typer

from cockpit.cli.kpi_values import PeriodType
from cockpit.cli.output import Format, print_fields, print_json, print_rows, print_table
from cockpit.language import current_language, day, number, translate
from cockpit.progress import Progress
from cockpit.settings import Settings
from kpis.wording import card_threshold

_PROSE = ("name", "question", "definition", "owner_role")


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=translate("command.kpi.help"), no_args_is_help=True)
    app.add_typer(group, name="kpi")

    @group.command("list", help=translate("command.kpi.list.help"))
    def list_cards(as_json: Annotated[bool, typer.Option("--json", help=translate("command.json"))] = False) -> None:
        from kpis.cards import Catalogue

        cards = Catalogue(Settings.load().catalogue_directory).cards
        if as_json:
            print_json([card.model_dump(mode="json", by_alias=True) for card in cards])
            return
        headings = ["id", *(translate(f"card.{name}") for name in ("name", "target", "owner_role"))]
        language = current_language()
        print_table(
            headings,
            [[c.id, c.name[language], card_threshold(c, "target"), c.owner_role[language]] for c in cards],
            whole=(0, 2),
        )

    @group.command(help=translate("command.kpi.show.help"))
    def show(
        kpi_id: Annotated[str, typer.Argument(metavar="ID")],
        as_json: Annotated[bool, typer.Option("--json", help=translate("command.json"))] = False,
    ) -> None:
        from kpis.cards import Catalogue

        card = Catalogue(Settings.load().catalogue_directory).card(kpi_id)
        if as_json:
            print_json(card.model_dump(mode="json", by_alias=True))
            return
        language = current_language()
        prose = {translate(f"card.{name}"): getattr(card, name)[language] for name in _PROSE}
        fields: dict[str, object] = {"id": card.id, **prose, translate("card.unit"): translate(f"unit.{card.unit}")}
        fields |= {translate(f"card.{name}"): card_threshold(card, name) for name in ("target", "warning", "critical")}
        fields |= {
            translate("card.weight"): number(card.weight, 0 if card.weight.is_integer() else 1),
            translate("card.minimum_cases"): f"{card.minimum_cases} {card.cases[language]}",
            translate("card.metric"): card.metric,
            translate("card.version"): card.version,
            translate("card.valid_from"): day(card.valid_from),
        }
        print_fields(list(fields.items()), prose=prose)

    @group.command(help=translate("command.kpi.values.help"))
    def values(
        kpi_id: Annotated[str, typer.Argument(metavar="ID")],
        period_type: Annotated[PeriodType, typer.Option(help=translate("command.kpi.values.period_type"))] = (
            PeriodType.month
        ),
        scope_type: Annotated[str, typer.Option(help=translate("command.kpi.values.scope_type"))] = "company_group",
        scope_id: Annotated[str | None, typer.Option(help=translate("command.kpi.values.scope_id"))] = None,
        output: Annotated[Format, typer.Option("--format", help=translate("command.query.format"))] = Format.table,
        as_json: Annotated[bool, typer.Option("--json", help=translate("command.json"))] = False,
    ) -> None:
        from cockpit.cli.kpi_values import NUMBERS, published_values, table_of
        from kpis.cards import Catalogue

        settings = Settings.load()
        card = Catalogue(settings.catalogue_directory).card(kpi_id)
        found = published_values(settings, kpi_id, period_type, scope_type, scope_id)
        if as_json or output is not Format.table:
            print_rows(Format.json if as_json else output, found.columns, found.rows)
        else:
            headings, rows = table_of(found, card.unit)
            print_table(headings, rows, title=f"{card.id} {card.name[current_language()]}", numbers=NUMBERS)

    @group.command(help=translate("command.kpi.explain.help"))
    def explain(
        kpi_id: Annotated[str, typer.Argument(metavar="ID")],
        period: Annotated[str, typer.Option(help=translate("command.kpi.explain.period"))],
        scope_type: Annotated[str, typer.Option(help=translate("command.kpi.values.scope_type"))] = "company_group",
        scope_id: Annotated[str, typer.Option(help=translate("command.kpi.explain.scope_id"))] = "*",
        with_sql: Annotated[bool, typer.Option("--sql", help=translate("command.kpi.explain.sql"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=translate("command.json"))] = False,
    ) -> None:
        from cockpit.cli import kpi_explain

        settings = Settings.load()
        kpi_explain.explain(settings, kpi_id, period, scope_type, scope_id, with_sql=with_sql, as_json=as_json)

    @group.command(help=translate("command.kpi.schema.help"))
    def schema() -> None:
        from kpis.cards import card_schema

        print_json(card_schema())

    @group.command(help=translate("command.kpi.check.help"))
    def check() -> None:
        settings = Settings.load()
        # loading dbt and MetricFlow takes seconds
        Progress().say(translate("progress.starting"))
        from pipelines.run import check_cards

        with Progress().step(translate("command.kpi.check.running")) as notes:
            catalogue = check_cards(settings)
            notes.remarks.append(translate("command.kpi.check.cards", cards=len(catalogue.cards)))
