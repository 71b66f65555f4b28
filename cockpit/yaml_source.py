"""YAML files that people write, read so that every error can name its line.

Belongs here: reading YAML with positions and turning a pydantic complaint into one line with file and line.
Does not belong here: what the files mean (settings, cards and ERP packages each have their own module).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from cockpit.errors import ConfigurationError
from cockpit.language import catalogue, current_language, translate

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]


class YamlSource:
    """A parsed YAML file together with the line of each of its keys and items.

    Raises:
        ConfigurationError: the file is missing, not readable, not UTF-8, not YAML, or repeats a key.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ConfigurationError("file_missing", file=path) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError("file_unreadable", file=path, cause=_reason(error)) from None
        self._lines: dict[Location, int] = {(): 1}
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            self.data: Any = self._build(node, ()) if node is not None else None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line = mark.line + 1 if mark else 1
            raise ConfigurationError("yaml_syntax", file=path, line=line, cause=error.problem) from None
        except yaml.YAMLError as error:
            raise ConfigurationError("yaml_syntax", file=path, line=1, cause=str(error)) from None

    def line(self, location: Location) -> int:
        """The line of a place in the data, or of the nearest thing around it."""
        while location not in self._lines:
            location = location[:-1]
        return self._lines[location]

    def parse(self, model: type[Model], data: Any = None, location: Location = ()) -> Model:
        """Validate the file (or the part of it at `location`) as `model`.

        Raises:
            ConfigurationError: the first complaint, with file, line and what would be right.
        """
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as error:
            # a mistyped key is also a missing one: the typing error is what the reader can see
            complaint = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
            place: Location = location + tuple(complaint["loc"])
            raise ConfigurationError(
                "yaml_unknown_key" if complaint["type"] == "extra_forbidden" else "yaml_value",
                file=self.path,
                line=self.line(place),
                key=".".join(str(part) for part in place) or "–",
                cause=cause_of(complaint),
                known=", ".join(_known_keys(model, tuple(complaint["loc"]))),
            ) from None

    def _build(self, node: yaml.Node, location: Location) -> Any:
        self._lines.setdefault(location, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            mapping: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = yaml.SafeLoader("").construct_object(key_node, deep=True)
                line = key_node.start_mark.line + 1
                if key in mapping:
                    raise ConfigurationError("yaml_repeated_key", file=self.path, line=line, key=key)
                self._lines[(*location, key)] = line
                mapping[key] = self._build(value_node, (*location, key))
            return mapping
        if isinstance(node, yaml.SequenceNode):
            return [self._build(item, (*location, position)) for position, item in enumerate(node.value)]
        return yaml.SafeLoader("").construct_object(node, deep=True)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or getattr(error, "reason", None) or type(error).__name__


def cause_of(complaint: Any) -> str:
    """Why a value was refused: a validator's words, else the catalogue's for this kind of complaint, else its own."""
    if complaint["type"] == "value_error":
        return str(complaint["ctx"]["error"])
    key = f"reason.{complaint['type']}"
    if key not in catalogue(current_language()):
        return str(complaint["msg"])
    return translate(key, value=complaint["input"], **complaint.get("ctx", {}))


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """The keys allowed around a complaint, walking down the models as far as they are plain."""
    current: Any = model
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        field = getattr(current, "model_fields", {}).get(part)
        if field is None:
            return []
        candidates = [field.annotation, *getattr(field.annotation, "__args__", ())]
        current = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), None)
        if current is None:
            return []
    return sorted(current.model_fields)
