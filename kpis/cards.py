"""KPI cards: name, owner, targets and weight of each KPI, as written in `kpis/catalogue/*.yml`.

Belongs here: the shape of a card and the rules a catalogue must keep. Does not belong here: computing a value.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from cockpit.errors import ConfigurationError
from cockpit.language import translate
from cockpit.settings import Strict
from cockpit.yaml_source import YamlSource

Unit = Literal["working_hours", "days", "percent", "count", "turns"]
Direction = Literal["lower", "higher"]
Dimension = Literal["compliance", "timeliness", "quality", "cost", "cash", "adoption"]
Level = Literal["strategic", "tactical", "operational"]
DIMENSIONS: tuple[Dimension, ...] = ("compliance", "timeliness", "quality", "cost", "cash", "adoption")


def scale_of(unit: str) -> float:
    """What a stored value is multiplied with to be in a unit: rates are stored as fractions."""
    return 100.0 if unit == "percent" else 1.0


class Text(Strict):
    """A text in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    zh: str = Field(alias="zh-CN", min_length=1)
    en: str = Field(min_length=1)

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh-CN" else self.en


class Card(Strict):
    """One KPI as the company has agreed on it.

    `cases` is what is counted, such as lines or documents. Thresholds are in the card's unit (percent: 95, not 0.95);
    with `relative_to` they are multiples of that metric's value for the same period and scope, which readers know as
    `relative_name`. Values that rest on fewer days of records than `minimum_history_days` are shown and not judged.
    """

    id: str = Field(pattern=r"^[a-z0-9]+\.[a-z0-9_]+$")
    name: Text
    question: Text
    definition: Text
    metric: str
    unit: Unit
    cases: Text
    direction: Direction
    level: Level
    dimension: Dimension
    process: str
    owner_role: Text
    target: float
    warning: float
    critical: float
    relative_to: str | None = None
    relative_name: Text | None = None
    minimum_cases: int = Field(default=5, ge=0)
    minimum_history_days: int = Field(default=0, ge=0)
    weight: float = Field(default=1.0, gt=0)
    valid_from: date
    version: int = Field(default=1, ge=1)
    approver: str
    sources: list[str] = Field(min_length=1)
    standard: str | None = None

    @model_validator(mode="after")
    def _thresholds_are_in_order(self) -> Card:
        ordered = (
            self.target < self.warning < self.critical
            if self.direction == "lower"
            else self.target > self.warning > self.critical
        )
        if not ordered:
            sign = "<" if self.direction == "lower" else ">"
            raise ValueError(
                translate(
                    "reason.threshold_order",
                    id=self.id,
                    direction=self.direction,
                    sign=sign,
                    target=self.target,
                    warning=self.warning,
                    critical=self.critical,
                )
            )
        return self

    @property
    def scale(self) -> float:
        """What a stored value is multiplied with to be in the card's unit."""
        return scale_of(self.unit)


class CardFile(Strict):
    kpis: list[Card] = Field(min_length=1)


def card_schema() -> dict[str, Any]:
    """JSON Schema of a card file, by which editors complete and check what is typed."""
    return CardFile.model_json_schema(by_alias=True)


class Catalogue:
    """All cards, in the order of their files and places.

    Raises:
        ConfigurationError: a card is wrong, or two cards have one id; the message names file and line.
    """

    def __init__(self, directory: Path) -> None:
        self.cards: list[Card] = []
        self._places: dict[str, tuple[Path, int, int]] = {}
        files = sorted(directory.glob("*.yml"))
        if not files:
            raise ConfigurationError("catalogue_empty", file=directory)
        for file in files:
            source = YamlSource(file)
            for position, card in enumerate(source.parse(CardFile).kpis):
                line = source.line(("kpis", position, "id"))
                metric_line = source.line(("kpis", position, "metric"))
                if card.id in self._places:
                    other, other_line, _ = self._places[card.id]
                    raise ConfigurationError(
                        "card_repeated", file=file, line=line, id=card.id, other=f"{other}:{other_line}"
                    )
                self._places[card.id] = (file, line, metric_line)
                self.cards.append(card)

    def card(self, kpi_id: str) -> Card:
        """The card of that id.

        Raises:
            ConfigurationError: no such KPI.
        """
        for card in self.cards:
            if card.id == kpi_id:
                return card
        raise ConfigurationError("card_unknown", id=kpi_id, known=", ".join(card.id for card in self.cards))

    def check_metrics(self, known: Collection[str]) -> None:
        """Compare the metrics that cards name with those that exist beside the marts.

        Raises:
            ConfigurationError: a card names a metric that does not exist.
        """
        for card in self.cards:
            for metric in filter(None, (card.metric, card.relative_to)):
                if metric not in known:
                    file, _, line = self._places[card.id]
                    raise ConfigurationError(
                        "card_metric_unknown",
                        file=file,
                        line=line,
                        id=card.id,
                        metric=metric,
                        known=", ".join(sorted(name for name in known if name[:3] == metric[:3])),
                    )
