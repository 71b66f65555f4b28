"""Logs for tests: the real ones beside the project, small ones written here, and plain readers to compare with.

What a log holds is always read by ElementTree, never by the product's own reader.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cockpit.paths import ERP_PACKAGES_DIRECTORY
from cockpit.settings import Settings
from pipelines.dbt import invoke, variables
from pipelines.extraction.refresh import SourceRefresh, refresh_source
from pipelines.warehouse import open_warehouse
from tests.support import SHARED_DATA, missing

EXAMPLES = ERP_PACKAGES_DIRECTORY / "event_log" / "examples"
REQUESTS = "RequestForPayment.xes.gz"
DECLARATIONS = "DomesticDeclarations.xes.gz"
PURCHASING = "16_bpic2019_1t_per_variant.xes.gz"


def shared_log(name: str) -> Path:
    """One of the real logs; the test ends where they are not installed."""
    file = SHARED_DATA / "logs" / name
    if not file.exists():
        missing(f"the real logs are not beside the project ({file})")
    return file


def log_folder(folder: Path, example: str, *names: str) -> Path:
    """A folder with real logs and the shipped mapping of them."""
    folder.mkdir(parents=True)
    for name in names:
        shutil.copy(shared_log(name), folder / name)
    shutil.copy(EXAMPLES / example / "mapping.yml", folder / "mapping.yml")
    return folder


def traces(file: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Case and events of every trace, attributes as they are written."""
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        for _, element in ElementTree.iterparse(stream):
            if element.tag.rsplit("}", 1)[-1] == "trace":
                case = next(each.get("value") for each in element if each.get("key") == "concept:name")
                events = [
                    {each.get("key"): each.get("value") for each in child}
                    for child in element
                    if child.tag.rsplit("}", 1)[-1] == "event"
                ]
                yield case, events
                element.clear()


def moment(text: str) -> datetime:
    """A stamp as the warehouse stores it: UTC without a zone."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


class LogInstallation:
    """Sources of event logs in an installation of their own, refreshed and modelled without a whole run."""

    def __init__(
        self, folder: Path, sources: dict[str, Path], as_of: str = "2020-12-31T00:00:00Z", personal_data: str = "keep"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "cockpit.yml"
        written = [
            {"name": name, "erp": "event_log", "version": "1", "connection": {"kind": "folder", "path": str(path)}}
            for name, path in sources.items()
        ]
        configuration = {"language": "en", "as_of": as_of, "personal_data": {"mode": personal_data}, "sources": written}
        file.write_text(json.dumps(configuration))
        self.settings = Settings(file)

    def refresh(self) -> list[SourceRefresh]:
        from cockpit.progress import Progress

        return [
            refresh_source(self.settings, source, progress=Progress(quiet=True))
            for source in self.settings.configuration.sources
        ]

    def build(self, *selected: str) -> None:
        """The named models and everything before them; the tests of the models are others'."""
        as_of = f"{self.settings.as_of():%Y-%m-%d %H:%M:%S}"
        select = [f"+{each}" for each in selected]
        arguments = ["--select", *select, "--vars", json.dumps(variables(self.settings, as_of))]
        invoke(
            self.settings,
            ["build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test", *arguments],
        )

    def query(self, sql: str, parameters: Any = None) -> list[tuple]:
        with open_warehouse(self.settings, read_only=True) as connection:
            return connection.execute(sql, parameters).fetchall()


# -- a small log of orders, in every format ----------------------------------------------------------------------------

# event, stamp, activity, who, amount, orders, items
ORDER_EVENTS: list[tuple[str, str, str, str, str, list[str], list[str]]] = [
    ("e1", "2026-01-05T09:00:00+08:00", "Order placed", "li", "100.5", ["o1"], ["i1", "i2"]),
    ("e2", "2026-01-05T10:00:00+08:00", "Order placed", "wang", "80", ["o2"], ["i3"]),
    ("e3", "2026-01-06T09:30:00+08:00", "Order approved", "chen", "100.5", ["o1"], []),
    ("e4", "2026-01-07T14:00:00.250+08:00", "Packed", "zhou", "100.5", ["o1"], ["i1", "i2"]),
    ("e5", "2026-01-07T15:00:00+08:00", "Packed", "zhou", "80", ["o2"], ["i3"]),
    ("e6", "2026-01-08T08:00:00+08:00", "Delivered", "van-1", "100.5", ["o1"], ["i1", "i2"]),
    ("e7", "2026-01-08T08:00:00+08:00", "Delivered", "van-1", "80", ["o2"], ["i3"]),
]
ORDER_MAPPING = """\
company: {{name: 示例公司, currency: CNY}}
logs:
  - file: {file}
    process: orders
    names: {{zh: 订单, en: Orders}}
    resource: {resource}
    amount: {amount}
    activities:
      Order placed: {{zh: 下单, en: Order placed}}
    approvals:
      document_type: sales_order
      submitted: [Order placed]
      steps: [{{activity: Order approved, decision: approved, role: manager}}]
    ends: {{completed: [Delivered]}}
"""


def written_mapping(folder: Path, file: str, *further: str, resource: str = "who", amount: str = "worth") -> None:
    """The mapping of the orders' log, with further lines for its format."""
    text = ORDER_MAPPING.format(file=file, resource=resource, amount=amount)
    (folder / "mapping.yml").write_text(text + "".join(f"    {line}\n" for line in further), encoding="utf-8")


def orders_as_xes(folder: Path) -> Path:
    folder.mkdir(parents=True)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">',
    ]
    for order in ("o1", "o2"):
        lines.append(f'<trace><string key="concept:name" value="{order}"/>')
        for _, stamp, activity, who, worth, orders, _items in ORDER_EVENTS:
            if order in orders:
                lines += [
                    f'<event><date key="time:timestamp" value="{stamp}"/>',
                    f'<string key="concept:name" value="{activity}"/><string key="org:resource" value="{who}"/>',
                    f'<float key="worth" value="{worth}"/></event>',
                ]
        lines.append("</trace>")
    (folder / "orders.xes").write_text("\n".join([*lines, "</log>"]), encoding="utf-8")
    written_mapping(folder, "orders.xes", resource="org:resource")
    return folder


def orders_as_csv(folder: Path) -> Path:
    """Semicolons, a Chinese encoding, lines in the order of time over all cases."""
    folder.mkdir(parents=True)
    lines = ["订单;活动;时间;who;worth"]
    for _, stamp, activity, who, worth, orders, _items in ORDER_EVENTS:
        lines += [f'{order};"{activity}";{stamp};{who};{worth}' for order in orders]
    (folder / "orders.csv").write_text("\n".join(lines) + "\n", encoding="gb18030")
    written_mapping(
        folder, "orders.csv", "case: 订单", "activity: 活动", "stamp: 时间", 'delimiter: ";"', "encoding: gb18030"
    )
    return folder


def _objects() -> list[tuple[str, str]]:
    return [("o1", "order"), ("o2", "order"), ("i1", "item"), ("i2", "item"), ("i3", "item")]


def orders_as_ocel_json(folder: Path) -> Path:
    """OCEL 2.0 JSON; events stand in no order, as the standard allows."""
    folder.mkdir(parents=True)
    kinds = sorted({event[2] for event in ORDER_EVENTS})
    declared = [{"name": "who", "type": "string"}, {"name": "worth", "type": "float"}]
    log = {
        "objectTypes": [{"name": name, "attributes": []} for name in ("order", "item")],
        "eventTypes": [{"name": name, "attributes": declared} for name in kinds],
        "objects": [
            {"id": key, "type": kind, "attributes": [], "relationships": []} for key, kind in reversed(_objects())
        ],
        "events": [
            {
                "id": key,
                "type": activity,
                "time": stamp,
                "attributes": [{"name": "who", "value": who}, {"name": "worth", "value": float(worth)}],
                "relationships": [{"objectId": each, "qualifier": "order"} for each in orders]
                + [{"objectId": each, "qualifier": "item"} for each in items],
            }
            for key, stamp, activity, who, worth, orders, items in reversed(ORDER_EVENTS)
        ],
    }
    (folder / "orders.json").write_text(json.dumps(log, ensure_ascii=False, indent=1), encoding="utf-8")
    written_mapping(folder, "orders.json", "case_object_type: order")
    return folder


def orders_as_ocel_sqlite(folder: Path) -> Path:
    """OCEL 2.0 SQLite: a table for each type of event and object beside the general ones."""
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / "orders.sqlite") as connection:
        connection.executescript(
            """
            create table event (ocel_id text primary key, ocel_type text);
            create table event_map_type (ocel_type text primary key, ocel_type_map text);
            create table object (ocel_id text primary key, ocel_type text);
            create table object_map_type (ocel_type text primary key, ocel_type_map text);
            create table event_object (ocel_event_id text, ocel_object_id text, ocel_qualifier text,
                primary key (ocel_event_id, ocel_object_id, ocel_qualifier));
            create table object_object (ocel_source_id text, ocel_target_id text, ocel_qualifier text);
            create table object_Order (ocel_id text, ocel_time timestamp, ocel_changed_field text, price real);
            create table object_Item (ocel_id text, ocel_time timestamp, ocel_changed_field text);
            insert into object_map_type values ('order', 'Order'), ('item', 'Item');
            """
        )
        for kind in sorted({event[2] for event in ORDER_EVENTS}):
            table = kind.title().replace(" ", "")
            connection.execute("insert into event_map_type values (?, ?)", [kind, table])
            connection.execute(f"create table event_{table} (ocel_id text, ocel_time timestamp, who text, worth real)")
        for key, kind in _objects():
            connection.execute("insert into object values (?, ?)", [key, kind])
            columns = "1970-01-01T00:00:00Z", None
            width = ", ?" if kind == "order" else ""
            values = [key, *columns, *([5.0] if kind == "order" else [])]
            connection.execute(f"insert into object_{kind.title()} values (?, ?, ?{width})", values)
        # a later change of an attribute is no second object
        connection.execute("insert into object_Order values ('o1', '2026-01-06T00:00:00Z', 'price', 6.0)")
        for key, stamp, kind, who, worth, orders, items in ORDER_EVENTS:
            connection.execute("insert into event values (?, ?)", [key, kind])
            table = kind.title().replace(" ", "")
            connection.execute(f"insert into event_{table} values (?, ?, ?, ?)", [key, stamp, who, float(worth)])
            for each, qualifier in [*((each, "order") for each in orders), *((each, "item") for each in items)]:
                connection.execute("insert into event_object values (?, ?, ?)", [key, each, qualifier])
    connection.close()
    written_mapping(folder, "orders.sqlite", "case_object_type: order")
    return folder
