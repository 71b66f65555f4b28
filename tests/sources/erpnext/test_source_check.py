"""`cockpit source check` on an ERPNext: the way the README leads, and what a look at the source tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pymysql
import pytest

from tests.sources.erpnext.database import COLLATED, STANDARD, source
from tests.support import PROJECT, Installation, MariaDbServer, shared_database
from tests.test_documentation import section

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]

SITE = "_5e5899d8398b5f7b"  # the site's database in README and example
README = (PROJECT / "README.md", "Your own ERPNext")


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    server.restore(SITE, shared_database("erpnext14.sql.gz"))
    (grants,) = section(*README, "sql")
    server.execute("mysql", grants)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def address(server: MariaDbServer) -> str:
    """What the README exports, with the test's server for the company's."""
    (shell,) = section(*README, "sh")
    written = re.search(r"export ERPNEXT_DSN='(.*)'", shell)
    assert written
    return written[1].replace("erp.example.lan:3306", f"127.0.0.1:{server.port}")


def installation(folder: Path, address: str, **entry: str | None) -> Installation:
    changed = {key: value for key, value in (source() | entry).items() if value is not None}
    return Installation(folder, [changed], environment={"ERP_DSN": address})


def test_the_way_to_ones_own_erpnext_is_the_readmes(tmp_path: Path, address: str) -> None:
    example = (PROJECT / "cockpit.example.yml").read_text(encoding="utf-8")
    before, entries = example.split("sources:\n")
    entry = re.search(r"^  # - name: erpnext_main\n(  #   .*\n)+", entries, re.M)
    assert entry
    uncommented = re.sub(r"^  # ", "  ", entry[0], flags=re.M).replace('version: "15"', 'version: "14"')
    site = Installation(tmp_path, [], environment={"ERPNEXT_DSN": address})
    site.configuration_file.write_text(f"{before}sources:\n{uncommented}")
    outcome = site.cockpit("source", "check", COCKPIT_LANGUAGE="en")
    assert outcome.code == 0, outcome.errors
    assert "purchase_order_item" in outcome.output
    assert "could change" not in outcome.output


def test_the_readmes_account_cannot_write(address: str) -> None:
    host = re.fullmatch(r"mysql://(\w+):([\w-]+)@([\d.]+):(\d+)/(\w+)", address)
    assert host
    user, password, name, port, database = host.groups()
    with (
        pymysql.connect(host=name, port=int(port), user=user, password=password, database=database) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("select count(*) from `tabPurchase Order`")
        assert cursor.fetchone() == (30,)
        for forbidden in ("delete from `tabPurchase Order`", "create table mine (id int)", "drop table `tabBin`"):
            with pytest.raises(pymysql.err.OperationalError, match="command denied"):
                cursor.execute(forbidden)


def test_an_erpnext_must_name_the_time_zone_of_its_site(tmp_path: Path, address: str) -> None:
    site = installation(tmp_path, address, timezone=None)
    for command in (["source", "check"], ["run"]):
        outcome = site.cockpit(*command)
        assert outcome.code == 2
        assert "source erp needs timezone" in outcome.complaint
        assert "cockpit.yml:" in outcome.complaint
    outcome = installation(tmp_path, address, timezone="New York").cockpit("source", "check")
    assert outcome.code == 2
    assert "New York" in outcome.complaint


def test_books_in_another_currency_than_the_groups_are_told(tmp_path: Path, address: str) -> None:
    outcome = installation(tmp_path / "cny", address).cockpit("source", "check")
    assert outcome.code == 0, outcome.errors
    assert "USD" in outcome.output
    dollars = Installation(
        tmp_path / "usd", [source()], settings={"group_currency": "USD"}, environment={"ERP_DSN": address}
    )
    assert "USD" not in dollars.cockpit("source", "check").output


def test_the_version_is_the_installed_applications_or_else_what_the_tables_show(
    tmp_path: Path, server: MariaDbServer, address: str
) -> None:
    fourteen = installation(tmp_path / "14", address)
    fifteen = installation(tmp_path / "15", address, version="15")
    # the dump has no list of applications: its tables are those of 14
    assert fourteen.cockpit("source", "check").code == 0
    assert "14" in fifteen.cockpit("source", "check").complaint
    server.execute(SITE, f"create table `tabSerial and Batch Bundle` ({STANDARD}) {COLLATED}")
    assert fifteen.cockpit("source", "check").code == 0
    assert "15" in fourteen.cockpit("source", "check").complaint
    server.execute(
        SITE,
        f"create table `tabInstalled Application` ({STANDARD}, app_name varchar(140), app_version varchar(140))"
        f" {COLLATED};"
        "insert into `tabInstalled Application` (name, app_name, app_version) values ('a', 'frappe', '15.44.1'),"
        " ('b', 'erpnext', '14.66.3')",
    )
    assert fourteen.cockpit("source", "check").code == 0
    server.execute(SITE, "update `tabInstalled Application` set app_version = '16.0.0-dev' where app_name = 'erpnext'")
    assert "16" in fifteen.cockpit("source", "check").complaint
