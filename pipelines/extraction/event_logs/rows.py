"""Attributes of events as rows: which of them are the case, the activity, the stamp, and what an activity means.

Belongs here: what the mapping says, done; what a stamp's text means. Does not belong here: any format of logs, files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any
from zoneinfo import ZoneInfo

from cockpit.errors import CockpitError, ConfigurationError
from pipelines.extraction.event_logs.mapping import Log, LogFile
from pipelines.extraction.event_logs.tables import Writer

# the columns of an event that an attribute fills
FIELDS = ("case", "stamp", "start_stamp", "resource", "role", "department", "amount", "currency", "lifecycle")
FIELDS += ("instance",)


class EventRows:
    """Turns the attributes of events into rows, as one log's mapping says.

    `defaults` are the keys of the format's standard: they may be absent, what the mapping itself names may not.
    `place` tells where in the file the reader is.
    """

    def __init__(self, file: LogFile, writer: Writer, defaults: Mapping[str, str], place: Callable[[], str]) -> None:
        self._file = file
        self._writer = writer
        self._place = place
        log = file.log
        named = {field: getattr(log, field) for field in FIELDS}
        self.keys: dict[str, str | None] = {field: named[field] or defaults.get(field) for field in FIELDS}
        self.activity_keys: list[str] = [log.activity or defaults.get("activity", "")]
        self._asked = {key: field for field, key in [*named.items(), ("activity", log.activity)] if key}
        if log.classifier:
            self._asked[log.classifier] = "classifier"
        self._unseen = set(self._asked)
        self._known: set[str] = set()
        self._left_out = {*log.leave_out, self.keys["resource"]}
        self._zone = ZoneInfo(log.timezone) if log.timezone else None
        self._activities: set[str] = set()
        self._stamps: tuple[str | None, tuple[datetime | None, datetime | None]] = (None, (None, None))
        self.count = 0

    def see(self, keys: Any) -> None:
        """Note which attributes the log has."""
        if self._unseen:
            self._unseen.difference_update(keys)
            if len(self._known) < 60:
                self._known.update(keys)

    def add(
        self,
        attributes: Mapping[str, Any],
        case_attributes: Mapping[str, Any],
        *,
        case_key: str | None = None,
        event_key: str | None = None,
        activity: str | None = None,
        stamp: str | None = None,
    ) -> None:
        """One event. What is given outright goes before the attributes.

        Raises:
            CockpitError: the event has no activity, or belongs to no case.
        """
        self.see(attributes.keys())
        picked = {field: _pick(key, attributes, case_attributes) for field, key in self.keys.items() if key}
        if activity is None:
            # never the trace's attribute: there concept:name is the case
            parts = [_pick(key, attributes, {}) for key in self.activity_keys]
            activity = "+".join(part for part in parts if part) or None
        if activity is None:
            raise self._incomplete("activity", " ".join(self.activity_keys))
        case_key = case_key or picked.get("case")
        if case_key is None and self._file.log.case_object_type is None:
            raise self._incomplete("case", self.keys["case"] or "case")
        recorded = stamp if stamp is not None else picked.get("stamp")
        started = picked.get("start_stamp")
        occurred_at, started_at = self._stamp(recorded), self._stamp(started)
        self.count += 1
        if activity not in self._activities:
            self._activities.add(activity)
            self._writer.add("activities", _activity_row(self._file.name, self._file.log, activity))
        self._writer.add(
            "events",
            (
                self._file.name,
                self.count,
                event_key,
                case_key,
                activity,
                recorded,
                *occurred_at,
                *started_at,
                picked.get("lifecycle"),
                picked.get("instance"),
                picked.get("resource"),
                picked.get("role"),
                picked.get("department"),
                picked.get("amount"),
                picked.get("currency"),
                picked.get("resource") in self._file.log.automatic,
                self.as_json(attributes),
            ),
        )

    def as_json(self, attributes: Mapping[str, Any]) -> str:
        """Attributes as JSON text, letters as they are, without what is to be left out and without the resource, which
        is personal and stands in a column of its own.
        """
        kept = {key: value for key, value in attributes.items() if key not in self._left_out}
        return json.dumps(kept, ensure_ascii=False, default=str)

    def finish(self) -> None:
        """To be called at the end of the log.

        Raises:
            ConfigurationError: an attribute that the mapping names is nowhere in the log.
        """
        if self.count and self._unseen:
            key = min(self._unseen, key=lambda each: list(self._asked).index(each))
            known = ", ".join(sorted(self._known))
            where = self._file.where(self._asked[key])
            raise ConfigurationError("log_attribute_unknown", attribute=key, key=self._asked[key], known=known, **where)

    def _incomplete(self, part: str, attribute: str) -> CockpitError:
        return CockpitError(
            "log_event_incomplete", file=self._file.path, place=self._place(), part=part, attribute=attribute
        )

    def _stamp(self, text: str | None) -> tuple[datetime | None, datetime | None]:
        """UTC where the text or the mapping names a zone, else the local time; nothing where it is no stamp."""
        if text is None:
            return None, None
        known, stamps = self._stamps
        if known != text:
            stamps = read_stamp(text, self._file.log.stamp_format, self._zone)
            self._stamps = (text, stamps)
        return stamps


def read_stamp(text: str, written: str | None, zone: ZoneInfo | None) -> tuple[datetime | None, datetime | None]:
    """(UTC, None) for a stamp with a zone, (None, local) for one without, (None, None) for what is no stamp."""
    try:
        moment = datetime.strptime(text.strip(), written) if written else datetime.fromisoformat(text.strip())
        if moment.tzinfo is None and zone is not None:
            moment = moment.replace(tzinfo=zone)
        if moment.tzinfo is None:
            return None, moment
        return moment.astimezone(UTC).replace(tzinfo=None), None
    except (ValueError, OverflowError):
        return None, None


def fits(activity: str, patterns: tuple[str, ...]) -> bool:
    """Whether an activity is one of those that patterns such as `* REJECTED by *` name."""
    return any(activity == pattern or fnmatchcase(activity, pattern) for pattern in patterns)


def _pick(key: str, attributes: Mapping[str, Any], case_attributes: Mapping[str, Any]) -> str | None:
    value = attributes.get(key)
    if value is None:
        value = case_attributes.get(key)
    if isinstance(value, dict):  # an attribute with attributes of its own
        value = value.get("value")
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else str(value)


def _activity_row(name: str, log: Log, activity: str) -> tuple:
    names = log.activities.get(activity)
    approvals = log.approvals
    step = next((step for step in approvals.steps if fits(activity, (step.activity,))), None) if approvals else None
    is_submission = approvals is not None and fits(activity, approvals.submitted)
    outcome = (
        "completed"
        if fits(activity, log.ends.completed)
        else "cancelled"
        if fits(activity, log.ends.cancelled)
        else None
    )
    return (
        name,
        activity,
        names.zh if names else None,
        names.en if names else None,
        fits(activity, log.may_repeat),
        fits(activity, log.starts),
        outcome,
        is_submission,
        None if is_submission or step is None else step.decision,
        None if is_submission or step is None else step.role,
    )
