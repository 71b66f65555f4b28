"""What tables promise: amounts with the currency they are in."""

from __future__ import annotations

from dashboards.tables import amounts


def columns(values: list[float | None], currencies: list[str | None]) -> list[tuple[str, list]]:
    found = amounts(values, currencies, "Amount", "Amount ({})".format, "Currency")
    return [(column.heading, list(column.values)) for column in found]


def test_one_currency_stands_in_the_heading() -> None:
    assert columns([1, None], ["CNY", "CNY"]) == [("Amount (CNY)", [1.0, None])]


def test_several_currencies_stand_beside_their_amounts() -> None:
    assert columns([1, 2], ["CNY", "USD"]) == [("Amount", [1.0, 2.0]), ("Currency", ["CNY", "USD"])]


def test_an_unknown_currency_is_not_taken_for_the_others() -> None:
    assert columns([1, 2], ["CNY", None]) == [("Amount", [1.0, 2.0]), ("Currency", ["CNY", None])]
