"""KPI cards: the shipped ones are sound, and a wrong one is one line with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cockpit.errors import ConfigurationError
from cockpit.paths import CATALOGUE_DIRECTORY
from kpis.cards import Catalogue, card_schema

CARD = """\
kpis:
  - id: p2p.sample
    name: {zh-CN: 样例, en: Sample}
    question: {zh-CN: 问题, en: question}
    definition: {zh-CN: 定义, en: definition}
    metric: p2p_sample
    unit: days
    cases: {zh-CN: 行, en: lines}
    direction: lower
    level: tactical
    dimension: timeliness
    process: procure_to_pay
    owner_role: {zh-CN: 经理, en: manager}
    target: 1
    warning: 2
    critical: 3
    valid_from: 2026-01-01
    approver: somebody
    sources: [purchase_orders]
"""


def catalogue(folder: Path, text: str) -> Catalogue:
    (folder / "cards.yml").write_text(text, encoding="utf-8")
    return Catalogue(folder)


def test_the_ten_kpis_have_cards_in_both_languages() -> None:
    cards = Catalogue(CATALOGUE_DIRECTORY).cards
    assert {card.id for card in cards} >= {
        "p2p.requisition_to_order", "p2p.supplier_lead_time", "p2p.on_time_receipt_rate", "p2p.maverick_rate",
        "apr.step_duration", "apr.document_duration", "apr.levels", "apr.backlog_age", "inv.turns", "inv.days_on_hand",
    }  # fmt: skip
    for card in cards:
        for text in (card.name, card.question, card.definition, card.owner_role):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in text["zh-CN"])
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in text["en"])


@pytest.mark.parametrize(
    ("old", "new", "line", "cause"),
    [
        ("warning: 2", "warning: 4", 2, "thresholds of KPI p2p.sample are out of order: direction lower"),
        ("direction: lower", "direction: higher", 2, "wants target > warning > critical"),
        ("unit: days", "unit: moons", 7, "moons is none of"),
        ("id: p2p.sample", "id: P2P sample", 2, "does not match"),
        (", en: Sample}", "}", 3, "required, but not there"),
        ("    target: 1\n", "", 2, "target is wrong (required"),
        ("target: 1", "target: soon", 14, "soon is no number"),
        ("approver: somebody", "aprover: somebody", 18, "unknown key"),
        ("sources: [purchase_orders]", "sources: []", 19, "needs at least 1"),
        ("valid_from: 2026-01-01", "valid_from: soon", 17, "no date"),
    ],
)
def test_a_wrong_card_is_one_line_that_names_it(tmp_path: Path, old: str, new: str, line: int, cause: str) -> None:
    assert old in CARD
    with pytest.raises(ConfigurationError) as caught:
        catalogue(tmp_path, CARD.replace(old, new, 1))
    message = caught.value.one_line()
    assert f"cards.yml:{line}:" in message
    assert cause in message


def test_an_unknown_metric_is_named_with_its_line_and_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        catalogue(tmp_path, CARD).check_metrics({"p2p_other", "apr_levels"})
    message = caught.value.one_line()
    assert "cards.yml:6: KPI p2p.sample names the metric p2p_sample, which does not exist" in message
    assert "p2p_other" in message


def test_two_cards_with_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "another.yml").write_text(CARD, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"cards.yml:2: KPI p2p.sample is already defined at .*another.yml:2"):
        catalogue(tmp_path, CARD)


def test_an_empty_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there are no KPI cards"):
        Catalogue(tmp_path)


def test_editors_find_the_schema_of_cards_as_it_stands() -> None:
    """Whoever changes the shape of a card writes it anew: `cockpit kpi schema > kpis/catalogue/cards.schema.json`."""
    shipped = json.loads((CATALOGUE_DIRECTORY / "cards.schema.json").read_text(encoding="utf-8"))
    assert shipped == card_schema()
    for file in CATALOGUE_DIRECTORY.glob("*.yml"):
        assert file.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=cards.schema.json\n"), file
