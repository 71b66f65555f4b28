"""An ERPNext with pseudonyms gives the same canonical layer, value by value, but for the people in it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from pathlib import Path

import pytest

from cockpit.settings import Settings
from tests.sources.erpnext.database import CanonicalLayer, in_source, source
from tests.sources.erpnext.supplement import SUPPLEMENT
from tests.support import MariaDbServer, shared_database

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]
KEY = "a long secret of this company"
NOBODY = {"Administrator", "Guest", ""}


def pseudonym(text: str) -> str:
    return "p_" + hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]


def canonical(layer: CanonicalLayer) -> dict[str, Counter]:
    names = layer.query("select table_name from information_schema.tables where table_schema = 'canonical'")
    return {name: Counter(layer.query(f"select * from canonical.{name}")) for (name,) in names}


def test_only_people_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = MariaDbServer()
    try:
        server.restore("erpnext", shared_database("erpnext14.sql.gz"))
        server.execute("erpnext", SUPPLEMENT)
        monkeypatch.setenv("ERP_DSN", server.create_reader("cockpit_reader", "secret", "erpnext"))
        people = {
            text
            for columns in ("name, full_name from tabUser", "employee_name, user_id from tabEmployee")
            for row in in_source(server, f"select {columns}")
            for text in row
            if text
        } - NOBODY
        assert people
        kept = CanonicalLayer(tmp_path)
        kept.build()
        monkeypatch.setenv("COCKPIT_PSEUDONYM_KEY", KEY)
        folder = tmp_path / "hidden"
        folder.mkdir()
        hidden = CanonicalLayer(folder)
        hidden.settings.file.write_text(json.dumps({"language": "en", "sources": [source()]}))
        hidden.settings = Settings(hidden.settings.file)
        hidden.build()
    finally:
        server.remove()

    def without_people(value: object) -> object:
        if value in people:
            return pseudonym(str(value))
        if isinstance(value, str) and value.removeprefix("erp:") in people:
            return f"erp:{pseudonym(value.removeprefix('erp:'))}"
        return value

    before, after = canonical(kept), canonical(hidden)
    assert before.keys() == after.keys()
    replaced = 0
    for entity, rows in before.items():
        wanted = Counter({tuple(without_people(value) for value in row): times for row, times in rows.items()})
        replaced += sum((rows - wanted).values())
        assert after[entity] == wanted, (entity, list(after[entity] - wanted)[:2], list(wanted - after[entity])[:2])
    assert replaced > 0
