"""People become pseudonyms before anything is written: what is equal stays equal, and the clear text is nowhere."""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path

import duckdb
import pytest

from cockpit.errors import ConfigurationError
from tests.pipelines import small_erp
from tests.pipelines.extracting import Reader
from tests.pipelines.odoo_database import ADMIN, MANAGER, ZHAO, OdooDatabase
from tests.support import Installation

KEY = "a long secret of this company"
PEOPLE = [f"author{number}@works.example" for number in range(7)]
# the key of one table and a mere column of another name the same people
PACKAGE = """
erp: small
versions: ["1"]
timezone: UTC
schema: public
overlap_minutes: 60
personal_exceptions: [robot, "o'brien"]
tables:
  staff:
    strategy: incremental
    key: [mail]
    personal: [mail, name]
    columns: {mail: varchar, name: varchar, write_date: timestamp}
  notes:
    strategy: incremental
    key: [code]
    personal: [author]
    columns: {code: varchar, text: varchar, author: varchar, write_date: timestamp}
  partners:
    strategy: full
    personal: [name]
    personal_where: not coalesce(is_company, false)
    columns: {id: bigint, name: varchar, is_company: boolean}
"""
SCHEMA = """
create table staff (mail text primary key, name text, write_date timestamp);
create table partners (id bigint primary key, name text, is_company boolean);
insert into staff select 'author' || n || '@works.example', 'Person Nr' || n, timestamp '2026-01-01'
    from generate_series(0, 6) n;
insert into staff values ('robot', null, timestamp '2026-01-01');
insert into notes select 'N' || n, 'text', 'author' || n % 7 || '@works.example', timestamp '2026-01-01'
    from generate_series(1, 70) n;
insert into notes values ('none', 't', null, timestamp '2026-01-01'), ('own', 't', 'robot', timestamp '2026-01-01'),
    ('quoted', 't', 'o''brien', timestamp '2026-01-01'), ('empty', 't', '', timestamp '2026-01-01'),
    ('chinese', 't', '赵敏', timestamp '2026-01-01');
insert into partners values (1, 'Works Ltd', true), (2, 'Anna Personne', false), (3, 'Bert Personne', null);
"""


def pseudonym(text: str | None, key: str = KEY) -> str | None:
    """What RFC 2104 says, by Python's own library."""
    if text is None or text in ("robot", "o'brien"):
        return text
    return "p_" + hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]


@pytest.fixture
def dsn(small_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    small_erp.execute(small_dsn, SCHEMA)
    small_erp.install(tmp_path / "personal", monkeypatch, PACKAGE)
    monkeypatch.setenv("COCKPIT_PSEUDONYM_KEY", KEY)
    return small_dsn


def reader(folder: Path, **choice: str) -> Reader:
    return small_erp.reader(folder, settings={"personal_data": choice})


def assert_raw_is_the_source_under_pseudonyms(read: Reader, dsn: str, key: str = KEY) -> None:
    staff = small_erp.in_source(dsn, "staff", ["mail", "name", "write_date"])
    assert sorted(read.live("staff")) == sorted((pseudonym(m, key), pseudonym(n, key), w) for m, n, w in staff)
    notes = small_erp.in_source(dsn, "notes", ["code", "text", "author", "write_date"])
    assert sorted(read.live("notes")) == sorted((code, text, pseudonym(a, key), w) for code, text, a, w in notes)


@pytest.mark.postgres
@pytest.mark.parametrize("key", [KEY, "k", "x" * 64, "long " * 40, "密钥" * 20])
def test_pseudonyms_are_hmac_sha256_under_keys_of_any_length(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("COCKPIT_PSEUDONYM_KEY", key)
    read = reader(tmp_path / "reader")
    read.refresh()
    assert_raw_is_the_source_under_pseudonyms(read, dsn, key)


@pytest.mark.postgres
def test_the_same_person_is_the_same_in_every_table_and_who_is_nobody_keeps_its_name(dsn: str, tmp_path: Path) -> None:
    read = reader(tmp_path / "reader")
    read.refresh()
    joined = read.query(
        "select count(*), count(distinct author) from raw_erp.notes join raw_erp.staff on mail = author"
    )
    assert joined == [(71, 8)]
    written = dict(read.query("select code, author from raw_erp.notes where code in ('none', 'own', 'quoted')"))
    assert written == {"none": None, "own": "robot", "quoted": "o'brien"}
    assert read.live("partners") == [
        (1, "Works Ltd", True),
        (2, pseudonym("Anna Personne"), False),
        (3, pseudonym("Bert Personne"), None),
    ]


@pytest.mark.postgres
def test_keys_that_are_pseudonyms_still_tell_changes_and_deletions(dsn: str, tmp_path: Path) -> None:
    read = reader(tmp_path / "reader")
    read.refresh()
    small_erp.execute(
        dsn,
        "update staff set name = 'Person Changed', write_date = timestamp '2026-03-01' where mail like 'author1%'",
        "delete from staff where mail like 'author2%'",
        # behind the watermark
        "insert into staff values ('late@works.example', 'Person Late', timestamp '2020-01-01')",
    )
    [staff] = [table for table in read.refresh().tables if table.name == "staff"]
    assert (staff.changed_rows, staff.deleted_rows) == (2, 1)
    assert_raw_is_the_source_under_pseudonyms(read, dsn)
    deleted = read.query("select mail from raw_erp.staff where _deleted_at is not null")
    assert deleted == [(pseudonym("author2@works.example"),)]


@pytest.mark.postgres
def test_under_another_key_tables_are_read_anew(dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = reader(tmp_path / "reader")
    read.refresh()
    first = read.landing.batches()[-1].personal_data
    monkeypatch.setenv("COCKPIT_PSEUDONYM_KEY", "another secret")
    read.refresh()
    second = read.landing.batches()[-1].personal_data
    assert read.landed_rows("staff") == 8
    assert_raw_is_the_source_under_pseudonyms(read, dsn, "another secret")
    assert first != second
    assert all(re.fullmatch(r"pseudonymised:[0-9a-f]{8}", said) for said in (first, second))
    assert "secret" not in first + second


@pytest.mark.postgres
def test_without_its_variable_nothing_is_read_and_the_way_out_is_told(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reader(tmp_path / "reader", key_env="OUR_KEY")
    with pytest.raises(ConfigurationError) as error:
        read.refresh()
    line = error.value.one_line()
    assert line.startswith(f"{read.settings.file}: personal data are to be pseudonymised, but OUR_KEY is not set")
    assert "personal_data: {mode: keep}" in line
    assert read.landing.batches() == []
    monkeypatch.setenv("OUR_KEY", KEY)
    read.refresh()
    assert_raw_is_the_source_under_pseudonyms(read, dsn)


@pytest.mark.postgres
def test_what_is_to_be_kept_is_kept_and_the_manifest_says_so(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COCKPIT_PSEUDONYM_KEY")
    read = reader(tmp_path / "reader", mode="keep")
    read.refresh()
    small_erp.assert_raw_equals_source(read, dsn)
    assert read.landing.batches()[-1].personal_data == "kept"


def clear_texts_below(folder: Path, texts: list[str]) -> set[tuple[str, str]]:
    """Files in which one of the texts stands, Parquet and DuckDB files as what they unpack to."""
    found = set()
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes().decode("utf-8", errors="ignore")
        if file.suffix == ".parquet":
            content += str(duckdb.sql(f"select * from read_parquet('{file}')").fetchall())
        if file.suffix == ".duckdb":
            with duckdb.connect(str(file), read_only=True) as connection:
                tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
                for schema, table in tables:
                    content += str(connection.execute(f'select * from "{schema}"."{table}"').fetchall())
        found |= {(file.name, text) for text in texts if text in content}
    return found


@pytest.mark.postgres
def test_the_clear_text_stands_nowhere_below_the_data_folder(dsn: str, tmp_path: Path) -> None:
    texts = ["works.example", "Person Nr", "Personne", "赵敏", KEY]
    kept = reader(tmp_path / "kept", mode="keep")
    kept.refresh()
    assert {text for _, text in clear_texts_below(kept.settings.paths.root, texts)} == set(texts) - {KEY}
    read = reader(tmp_path / "reader")
    read.refresh()
    small_erp.execute(dsn, "update staff set name = 'Person Nr 9', write_date = timestamp '2026-03-01'")
    read.refresh()
    # set apart: what is told names the key's value
    small_erp.execute(
        dsn,
        "alter table staff drop constraint staff_pkey",
        "insert into staff values ('author3@works.example', 'Person Nr 3', timestamp '2026-03-01')",
    )
    read.refresh()
    assert list(read.landing.batches()[-1].quarantined) == ["staff"]
    assert len(list(read.settings.paths.root.rglob("*.parquet"))) > 4
    assert clear_texts_below(read.settings.paths.root, texts) == set()


def test_a_run_on_odoo_with_a_key_shows_pseudonyms_and_the_names_of_partners(tmp_path: Path) -> None:
    odoo = OdooDatabase(tmp_path / "erp.sqlite")
    for order in (1, 2):
        odoo.order(order, f"2026-01-0{order + 4} 01:00:00", f"2026-01-0{order + 4} 06:00:00")
        odoo.order_line(order, "2026-01-30 09:00:00")
    odoo.track("purchase.order", 1, ZHAO, "2026-01-06 02:00:00", "draft", "purchase")
    # a mark that stands nowhere else, not in a unit test that dbt has read either
    odoo.execute("update res_partner set name = name || ' Qx7' where id between 12 and 15")
    odoo.execute("update res_users set login = login || ' Qx7'")
    odoo.execute("update hr_employee set name = name || ' Qx7'")
    odoo.execute(
        "insert into mail_tracking_value (id, mail_message_id, field_id, old_value_integer, new_value_integer,"
        " old_value_char, new_value_char, create_date, write_date) select 9001, min(id), 99, 2, 3, '赵敏 Qx7',"
        " 'Tom Qx7', '2026-01-06 02:00:00', '2026-01-06 02:00:00' from mail_message"
    )
    odoo.commit()
    source = {"name": "erp", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    company = Installation(
        tmp_path,
        [source],
        settings={"as_of": "2026-03-31T16:00:00Z", "personal_data": {"mode": "pseudonymise"}},
        environment={"COCKPIT_PSEUDONYM_KEY": KEY},
    )
    company.run()
    with company.warehouse() as warehouse:
        users = dict(warehouse.execute("select user_id, user_name from canonical.users").fetchall())
        suppliers = warehouse.execute("select supplier_name from canonical.suppliers").fetchall()
    assert users[f"erp:{ADMIN}"] == "OdooBot"
    assert users[f"erp:{ZHAO}"] == pseudonym(f"e{ZHAO} Qx7")
    assert suppliers == [("供应商甲",)]
    assert clear_texts_below(company.data, ["Qx7", KEY]) == set()
    assert f"erp:{MANAGER}" in users
