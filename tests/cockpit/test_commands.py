"""The command line: help, exit codes, and one line for every mistake, in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from cockpit.cli import build_app
from tests.conftest import CE_AS_OF, demo_installation, odoo_installation
from tests.pipelines.odoo_database import SCHEMA, OdooDatabase
from tests.support import Installation, Outcome, PostgresServer, Run

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def fresh(tmp_path: Path) -> Installation:
    """An installation that has published nothing, on a small ERP of its own."""
    erp = OdooDatabase(tmp_path / "erp.sqlite")
    erp.order(1, "2026-03-01 08:00:00")
    erp.commit()
    return demo_installation(tmp_path / "installation", tmp_path / "erp.sqlite")


def command_paths() -> list[list[str]]:
    """Every command and group that there is."""

    def below(command: object, path: list[str]) -> list[list[str]]:
        commands = getattr(command, "commands", {})
        return [path, *(each for name in commands for each in below(commands[name], [*path, name]))]

    return below(typer.main.get_command(build_app()), [])


# -- help and usage --------------------------------------------------------------------------------------------------


def test_every_documented_command_is_there() -> None:
    paths = {" ".join(path) for path in command_paths()}
    promised = {"demo-erp", "source check", "run", "serve", "status", "query", "kpi list", "kpi show", "kpi values"}
    assert promised | {"kpi check"} <= paths


@pytest.mark.parametrize("path", command_paths(), ids=lambda path: " ".join(path) or "cockpit")
def test_help_is_there_in_both_languages(run: Run, fresh: Installation, path: list[str]) -> None:
    english = run(fresh, *path, "--help")
    chinese = run(fresh, *path, "-h", language="zh-CN")
    assert (english.code, chinese.code) == (0, 0)
    assert english.errors == chinese.errors == ""
    assert not CHINESE.search(english.output)
    described = [line for line in chinese.output.splitlines() if line.startswith("│")]
    assert described
    # every option and every command is described, and in Chinese; long descriptions go on in the next line
    for name in re.findall(r"^│ [* ]*(--?[a-z][a-z-]*)", "\n".join(described), re.MULTILINE):
        at = next(number for number, line in enumerate(described) if name in line.split())
        assert CHINESE.search("".join(described[at : at + 2])), name
    assert not re.search(r"Options|Arguments|Commands|Show this|default|required", chinese.output)


def test_the_language_is_the_variable_s_else_the_file_s(fresh: Installation) -> None:
    assert not CHINESE.search(fresh.cockpit("--help").output)
    assert CHINESE.search(fresh.cockpit("--help", COCKPIT_LANGUAGE="zh-CN").output)
    file = fresh.configuration_file
    file.write_text(file.read_text().replace('"language": "en"', '"language": "zh-CN"'))
    assert "还没有发布任何快照" in fresh.cockpit("status").complaint
    # a language that there is not counts as none
    assert CHINESE.search(fresh.cockpit("--help", COCKPIT_LANGUAGE="fr").output)


@pytest.mark.parametrize("group", [[], ["kpi"], ["source"]], ids=str)
def test_a_group_without_a_command_shows_its_help_and_counts_as_wrong_use(
    run: Run, fresh: Installation, group: list[str]
) -> None:
    outcome = run(fresh, *group)
    assert outcome.code == 2
    assert "Commands" in outcome.output
    assert "✗" not in outcome.errors


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        ("--nonsense", "cockpit: there is no option --nonsense; see cockpit --help", "没有选项 --nonsense"),
        ("status --jsn", "cockpit status: there is no option --jsn; did you mean --json?", "是否想用 --json"),
        ("bogus", "cockpit: there is no command bogus; known are: demo-erp,", "没有命令 bogus"),
        (
            "kpi shw",
            "cockpit kpi: there is no command shw; known are: list, show, values, explain, schema, check",
            "没有命令 shw",
        ),
        ("kpi show", "cockpit kpi show: ID is missing; see cockpit kpi show --help", "缺少 ID"),
        ("demo-erp", "demo-erp: say where to: --out FILE or --dsn ADDRESS", "--out 文件 或 --dsn 地址"),
        ("demo-erp --out x --dsn y", "demo-erp: say where to: --out FILE or --dsn ADDRESS", "二者选一"),
        ("query select 1", "cockpit query: 1 is too much; put quotes around text with spaces", "多出了 1"),
        ("run --as-of", "--as-of needs a value", "--as-of 需要一个值"),
        ("serve --port abc", "cockpit serve: --port is wrong (abc is no whole number)", "--port 不正确"),
        ("serve --port 99999", "cockpit serve: --port is wrong (must be at most 65535)", "--port 不正确"),
        ("query x --format xml", "--format is wrong (xml is none of 'table', 'json', 'csv')", "--format 不正确"),
        ("serve --host 0.0.0.0", "--host 0.0.0.0: without OIDC login the cockpit serves this machine only", "OIDC"),
        ("run --as-of yesterday", "--as-of yesterday: not an ISO 8601 time; write it like 2026-", "ISO 8601"),
        ("run --as-of 0001-01-01", "--as-of 0001-01-01: not an ISO 8601 time", "ISO 8601"),
        ("run --source nope", "there is no source named nope; configured are: demo", "nope"),
        ("run --full-refresh --replay", "--full-refresh and --replay exclude each other", "不能同时使用"),
        ("source check nope", "there is no source named nope; configured are: demo", "nope"),
        ("kpi show p2p.nope", "there is no KPI p2p.nope; known are: apr.step_duration", "p2p.nope"),
        ("kpi values p2p.nope", "there is no KPI p2p.nope; known are: apr.step_duration", "p2p.nope"),
        ("demo-erp --out x --scale 0", "--scale 0.0: out of range; allowed: 0.01 – 1000", "--scale 0.0"),
        ("demo-erp --out x --scale 1001", "--scale 1001.0: out of range; allowed: 0.01 – 1000", "--scale 1001.0"),
        ("demo-erp --out x --scale nan", "--scale nan: out of range", "--scale nan"),
        ("demo-erp --out x --scale big", "--scale is wrong (big is no number)", "--scale 不正确"),
        ("demo-erp --out x --months 0", "--months 0: out of range; allowed: 1 – 36", "--months 0"),
        ("demo-erp --out /tmp", "--out /tmp: is a folder; name a file", "--out /tmp"),
    ],
)
def test_a_mistyped_command_is_one_line_and_exit_code_2(
    run: Run, fresh: Installation, arguments: str, english: str, chinese: str
) -> None:
    for language, expected in (("en", english), ("zh-CN", chinese)):
        outcome = run(fresh, *arguments.split(), language=language)
        assert outcome.code == 2
        assert outcome.output == ""
        assert expected in outcome.complaint
        assert len(outcome.errors.splitlines()) == 1
        assert bool(CHINESE.search(outcome.complaint)) == (language == "zh-CN")
    assert not (fresh.folder / "x").exists()


@pytest.mark.parametrize(
    ("path", "cause"),
    [("/proc/erp.sqlite", "--out /proc/erp.sqlite: cannot be written"), ("cockpit.yml/x", "cannot be written")],
)
def test_a_demo_that_cannot_be_written_is_told(run: Run, fresh: Installation, path: str, cause: str) -> None:
    outcome = run(fresh, "demo-erp", "--out", path, "--scale", "0.01", "--months", "1")
    assert outcome.code == 1
    assert cause in outcome.complaint


@pytest.mark.parametrize(
    ("truth", "cause"),
    [("cockpit.yml", "File exists"), ("cockpit.yml/x", "Not a directory"), ("/proc/truth", "No such")],
)
def test_a_truth_that_cannot_be_written_is_told_apart_from_the_database(
    run: Run, fresh: Installation, truth: str, cause: str
) -> None:
    arguments = ["demo-erp", "--out", "new.sqlite", "--truth", truth, "--scale", "0.01", "--months", "1"]
    outcome = run(fresh, *arguments)
    assert outcome.code == 1
    assert outcome.complaint.startswith(f"--truth {truth}: cannot be written ({cause}")
    assert f"--truth {truth}：无法写入（{cause}" in run(fresh, *arguments, language="zh-CN").complaint
    assert not (fresh.folder / "new.sqlite").exists()


def test_the_demo_erp_is_the_same_for_the_same_seed(run: Run, fresh: Installation) -> None:
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        arguments = ["--out", f"{name}.sqlite", "--scale", "0.01", "--months", "1", "--seed", seed]
        outcome = run(fresh, "demo-erp", *arguments)
        assert outcome.code == 0, outcome.errors
    dumps = {name: list(sqlite3.connect(fresh.folder / f"{name}.sqlite").iterdump()) for name in ("a", "b", "c")}
    assert dumps["a"] == dumps["b"] != dumps["c"]


def test_a_configuration_that_is_a_folder_or_absent_is_told(run: Run, fresh: Installation) -> None:
    fresh.environment = {"COCKPIT_CONFIG": str(fresh.folder)}
    outcome = run(fresh, "status")
    assert (outcome.code, "Is a directory" in outcome.complaint) == (2, True)
    fresh.environment = {"COCKPIT_CONFIG": "absent.yml"}
    outcome = run(fresh, "status")
    assert outcome.code == 2
    assert "absent.yml: the file does not exist" in outcome.complaint


def test_an_interrupted_run_says_so(fresh: Installation) -> None:
    process = fresh.start("run")
    deadline = time.monotonic() + 60
    while not (fresh.data / "run.holder.json").exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "interrupted; the published snapshot is untouched" in errors
    assert "Traceback" not in errors


# -- sources ---------------------------------------------------------------------------------------------------------


def change(installation: Installation, *statements: str) -> None:
    with sqlite3.connect(installation.folder.parent / "erp.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_good_source_is_described(run: Run, fresh: Installation) -> None:
    change(fresh, "drop table hr_employee", "alter table purchase_order drop column receipt_status")
    change(fresh, "insert into mail_message (id, model) values (999001, 'discuss.channel')")
    outcome = run(fresh, "source", "check")
    assert (outcome.code, outcome.errors) == (0, "")
    assert "demo: odoo 18" in outcome.output
    assert "demo: can be read" in outcome.output
    assert re.search(r"hr_employee +– +– +absent \(optional\)", outcome.output)
    report = json.loads(run(fresh, "source", "check", "demo", "--json").output)[0]
    assert (report["source"], report["version"], report["can_write"]) == ("demo", "18", False)
    tables = {table["name"]: table for table in report["tables"]}
    with sqlite3.connect(fresh.folder.parent / "erp.sqlite") as erp:
        present = {name for (name,) in erp.execute("select name from sqlite_master where type = 'table'")}
        assert "hr_employee" not in present
        for name, table in tables.items():
            if name in present:
                assert table["rows"] == erp.execute(f"select count(*) from {name}").fetchone()[0], name
        documents = "('purchase.order', 'purchase.request', 'sale.order', 'account.move', 'stock.picking')"
        [messages] = erp.execute(f"select count(*) from mail_message where model in {documents}").fetchone()
    assert (tables["mail_message"]["rows_read"], tables["mail_message"]["note"]) == (messages, "in part")
    assert tables["mail_message"]["rows"] > messages
    assert "only the rows that KPIs need are read (where: in pipelines/erp/odoo/package.yml)" in outcome.output
    assert tables["purchase_order"]["note"] == "optional columns absent: receipt_status"
    assert not fresh.data.exists()  # a check copies nothing


def test_a_source_is_read_by_an_account_that_has_never_used_duckdb(fresh: Installation, tmp_path: Path) -> None:
    """DuckDB keeps its scanners in the home folder; on a new machine they come from the installed packages."""
    home = tmp_path / "home"
    home.mkdir()
    outcome = fresh.cockpit("source", "check", HOME=str(home))
    assert outcome.code == 0, outcome.errors
    assert list(home.rglob("sqlite_scanner.duckdb_extension"))


def test_companies_in_another_currency_are_told(run: Run, fresh: Installation) -> None:
    assert "group_currency" not in run(fresh, "source", "check").output
    change(fresh, "insert into res_currency (id, name) values (77, 'USD')", "update res_company set currency_id = 77")
    output = run(fresh, "source", "check").output
    assert "demo: its companies keep their books in USD, cockpit.yml says group_currency: CNY" in output


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("drop table stock_move", "source demo has no table stock_move, which odoo needs; check that the module"),
        (
            "update ir_module_module set latest_version = '15.0.1.3'",
            "source demo is odoo 15, supported are: 16, 17, 18, 19",
        ),
        (
            "update ir_module_module set latest_version = '17.0.1.3'",
            'is version 17, configured is 18; set version: "17"',
        ),
        ("update ir_module_module set latest_version = 'saas~18.2.1.3'", ""),
        ("update ir_module_module set latest_version = '181'", ""),
        ("drop table stock_valuation_layer", "has no table stock_valuation_layer"),
    ],
)
def test_a_source_that_does_not_fit_is_one_line(run: Run, fresh: Installation, statement: str, complaint: str) -> None:
    change(fresh, statement)
    outcome = run(fresh, "source", "check")
    if not complaint:  # written another way, but Odoo 18 nevertheless
        assert outcome.code == 0
        return
    assert outcome.code == 2
    assert outcome.output == ""
    assert re.match(rf"{re.escape(str(fresh.configuration_file))}:\d+: ", outcome.complaint)
    assert complaint in outcome.complaint


def test_a_source_without_a_required_column_is_described_and_refused(run: Run, fresh: Installation) -> None:
    change(fresh, "alter table sale_order drop column date_order")
    outcome = run(fresh, "source", "check")
    assert outcome.code == 1
    assert re.match(rf"{re.escape(str(fresh.configuration_file))}:\d+: ", outcome.complaint)
    assert "table sale_order of source demo has no column date_order, which odoo needs; check the version" in (
        outcome.complaint
    )
    assert re.search(r"sale_order +\d+ .*required columns absent: date_order", outcome.output)


def test_a_database_of_no_known_version_is_told(run: Run, fresh: Installation) -> None:
    change(fresh, "drop table ir_module_module", "drop table stock_valuation_layer")
    outcome = run(fresh, "source", "check")
    assert outcome.code == 2
    assert "does not look like an odoo database (its version cannot be told); check that the address" in (
        outcome.complaint
    )


@pytest.mark.parametrize(
    "address",
    [
        "reader:hidden%zz@host/odoo",
        "postgresql://reader:hid%zzden@127.0.0.1:1/odoo",
        "postgresql://reader:hid/den@127.0.0.1:1/odoo",
        "postgresql://reader:hid den@127.0.0.1:1/odoo",
        "mysql://reader:hidden@127.0.0.1/odoo",
        "host=127.0.0.1 port=1 pasword=hidden",
        "host=127.0.0.1 port=1 password='hidden",
        "postgresql://reader:hidden@127.0.0.1:99999/odoo",
        "postgresql://reader:hidden@127.0.0.1:1/odoo?sslmode=bogus",
    ],
)
def test_an_address_that_cannot_be_read_is_told_without_a_piece_of_it(run: Run, tmp_path: Path, address: str) -> None:
    outcome = run(odoo_installation(tmp_path, address, CE_AS_OF), "source", "check")
    assert outcome.code == 2
    assert "the address of source erp cannot be understood; write it like postgresql://user:password@" in (
        outcome.complaint
    )
    assert not re.search("hid|den", outcome.complaint.replace(str(tmp_path), ""))


@pytest.mark.postgres
def test_what_the_server_refuses_is_told_by_name(run: Run, postgres: PostgresServer, tmp_path: Path) -> None:
    postgres.execute("postgres", "create database commands")
    schema = re.sub(r"\bdouble\b", "double precision", SCHEMA.read_text(encoding="utf-8"))
    postgres.execute("commands", schema)
    postgres.execute("commands", "insert into ir_module_module (name, latest_version) values ('base', '18.0.1.3')")
    postgres.require_password("commands_reader", "right-one")
    postgres.execute("commands", "grant select on all tables in schema public to commands_reader")
    address = postgres.dsn("commands", "commands_reader")

    def check(address: str, *options: str) -> Outcome:
        return run(odoo_installation(tmp_path, address, CE_AS_OF), "source", "check", *options)

    good = check(address.replace("reader@", "reader:right-one@"))
    assert good.code == 0
    assert "erp: can be read" in good.output
    assert "erp: the account can only read ✓" in good.output
    assert "could write" not in good.output
    for wrong in (address, address.replace("reader@", "reader:wrong-one@"), address.replace("reader@", "nobody:x@")):
        refused = check(wrong)
        assert refused.code == 2
        assert "source erp refused the login (wrong user or password); correct the address" in refused.complaint
        assert "-one" not in refused.complaint
    owner = check(postgres.dsn("commands"))
    assert owner.code == 0
    assert "erp: this account could write to the ERP" in owner.output
    assert "can only read" not in owner.output
    assert json.loads(check(postgres.dsn("commands"), "--json").output)[0]["can_write"] is True
    postgres.execute("commands", "revoke select on stock_move from commands_reader")
    denied = check(address.replace("reader@", "reader:right-one@"))
    assert denied.code == 2
    assert "the account of source erp may not read stock_move; grant it SELECT" in denied.complaint


# -- before anything is published ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["status", "status --json", "query from_anything", "kpi values apr.levels", "serve"]
)
def test_before_anything_is_published_the_next_step_is_told(run: Run, fresh: Installation, command: str) -> None:
    outcome = run(fresh, *command.split())
    assert outcome.code == 1
    assert "nothing has been published yet; run cockpit run first" in outcome.complaint
    assert "请先运行 cockpit run" in run(fresh, *command.split(), language="zh-CN").complaint


def test_before_anything_is_published_there_is_no_warehouse(run: Run, fresh: Installation) -> None:
    outcome = run(fresh, "query", "select 1", "--warehouse")
    assert outcome.code == 1
    assert "there is no warehouse yet; run cockpit run first" in outcome.complaint


def test_cards_can_be_read_before_anything_is_published(run: Run, fresh: Installation) -> None:
    listed = run(fresh, "kpi", "list")
    assert listed.code == 0
    cards = json.loads(run(fresh, "kpi", "list", "--json").output)
    assert all(card["id"] in listed.output for card in cards)
    shown = run(fresh, "kpi", "show", "p2p.maverick_rate", language="zh-CN")
    [card] = [card for card in cards if card["id"] == "p2p.maverick_rate"]
    assert shown.code == 0
    assert shown.output.splitlines()[0].split() == ["id", "p2p.maverick_rate"]
    assert card["name"]["zh-CN"] in shown.output
    assert re.search(r"目标 +≤ 3 %\n预警 +> 6 %\n严重 +> 12 %\n", shown.output)
    assert not re.search(r"\d\.0\b", shown.output)
    # thresholds that are multiples say of what
    for command in (["kpi", "show", "p2p.supplier_lead_time"], ["kpi", "list"]):
        assert "≤ 1.0 × 计划交期" in run(fresh, *command, language="zh-CN").output
        assert "≤ 1.0 × planned lead time" in run(fresh, *command).output
    assert json.loads(run(fresh, "kpi", "show", "p2p.maverick_rate", "--json").output) == card


# -- on a published snapshot -----------------------------------------------------------------------------------------


def test_status_tells_what_is_served(run: Run, demo: Installation) -> None:
    outcome = run(demo, "status")
    assert outcome.code == 0
    assert (demo.current() or "nothing") in outcome.output
    assert "1 Nov 2026, 00:00" in outcome.output  # 16:00 UTC in the company's zone
    state = json.loads(run(demo, "status", "--json").output)
    assert state["snapshot"]["file"] == demo.current()
    assert state["last_run"]["status"] == "published"
    assert CHINESE.search(run(demo, "status", language="zh-CN").output)


def test_what_is_copied_from_the_screen_is_never_broken(run: Run, demo: Installation) -> None:
    demo_at = replace(demo, environment=demo.environment | {"COLUMNS": "40"})
    path = str(demo.published / (demo.current() or ""))
    assert len(path) > 40
    assert path in run(demo_at, "status").output
    names = run(demo_at, "kpi", "list").output
    with demo.snapshot() as snapshot:
        cards = [row[0] for row in snapshot.execute("select distinct kpi_id from kpi_values").fetchall()]
    assert all(re.search(rf"\b{re.escape(card)}\b", names) for card in cards)
    tables = json.loads(run(demo, "source", "check", "--json").output)[0]["tables"]
    checked = run(demo_at, "source", "check").output
    assert all(re.search(rf"\b{table['name']}\b", checked) for table in tables)


def test_a_table_wider_than_the_terminal_is_written_as_records(run: Run, demo: Installation) -> None:
    wide, narrow = (replace(demo, environment=demo.environment | {"COLUMNS": width}) for width in ("400", "60"))
    sql = "select * from kpi_values where scope_id = '*' order by all limit 2"
    with demo.snapshot() as snapshot:
        result = snapshot.execute(sql)
        columns = [column[0] for column in result.description]
        first = result.fetchall()[0]
    assert run(wide, "query", sql).output.splitlines()[0].split() == columns
    lines = run(narrow, "query", sql).output.splitlines()
    assert len(lines) == 2 * (1 + len(columns))
    assert [line.split()[0] for line in lines[1 : len(columns) + 1]] == columns
    assert lines[1].split() == ["kpi_id", first[0]]
    # the same few columns fit
    assert "── 1 ──" not in run(narrow, "query", "select kpi_id, period_start, value from kpi_values").output


def test_a_query_comes_as_table_json_and_csv(run: Run, demo: Installation) -> None:
    sql = "select kpi_id, value, period_start from kpi_values order by all limit 3"
    with demo.snapshot() as snapshot:
        expected = snapshot.execute(sql).fetchall()
    table = run(demo, "query", sql)
    assert table.code == 0
    assert expected[0][0] in table.output
    objects = json.loads(run(demo, "query", sql, "--format", "json").output)
    assert [(row["kpi_id"], row["value"], row["period_start"]) for row in objects] == [
        (kpi, value, start.isoformat()) for kpi, value, start in expected
    ]
    rows = list(csv.reader(io.StringIO(run(demo, "query", sql, "--format", "csv").output)))
    assert rows[0] == ["kpi_id", "value", "period_start"]
    assert [(kpi, float(value)) for kpi, value, _ in rows[1:]] == [(kpi, value) for kpi, value, _ in expected]


def test_values_are_shown_as_they_are(run: Run, demo: Installation) -> None:
    sql = (
        """select '[/x] [red]名' as "[b]", 'nan'::double as n, [date '2026-01-01'] as l, map{1: 2.5} as m, null as z"""
    )
    table = run(demo, "query", sql)
    assert table.code == 0
    assert "[/x] [red]名" in table.output and "[b]" in table.output
    [row] = json.loads(run(demo, "query", sql, "--format", "json").output)
    assert row == {"[b]": "[/x] [red]名", "n": None, "l": ["2026-01-01"], "m": {"1": 2.5}, "z": None}
    assert run(demo, "query", "select now()", "--format", "json").code == 0


@pytest.mark.parametrize(
    ("sql", "cause"),
    [
        ("selec 1", "syntax error"),
        ("select nope from kpi_values", "nope"),
        ("select * from absent", "absent"),
        ("", "there is no statement in it"),
        ("/* nothing */", "there is no statement in it"),
        ("delete from {table}", "read-only"),
        ("create table mark (id int)", "read-only"),
        ("drop table {table}", "read-only"),
        ("select * from read_csv('{secret}')", "disabled"),
        ("select * from read_text('{secret}')", "disabled"),
        ("select * from '{secret}'", "{secret}"),
        ("select * from glob('{folder}/*')", "disabled"),
        ("attach '{folder}/other.duckdb' as other", "disabled"),
        ("copy {table} to '{folder}/stolen.csv'", "disabled"),
        ("export database '{folder}/stolen'", "disabled"),
        ("install httpfs", "disabled"),
        ("set enable_external_access = true", "enable_external_access"),
        ("reset lock_configuration", "lock"),
    ],
)
def test_a_query_can_neither_write_nor_reach_other_files(
    run: Run, demo: Installation, tmp_path: Path, sql: str, cause: str
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("top,secret\n1,content\n")
    before = (demo.published / (demo.current() or "")).read_bytes()
    for table, options in (("kpi_values", []), ("marts.kpi_values", ["--warehouse"])):
        places = {"secret": secret, "folder": tmp_path, "table": table}
        outcome = run(demo, "query", sql.format(**places), *options)
        assert outcome.code == 1
        assert outcome.output == ""
        assert outcome.complaint.startswith("the query failed: ")
        assert cause.format(**places) in outcome.complaint
        assert "content" not in outcome.errors
    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]
    assert (demo.published / (demo.current() or "")).read_bytes() == before


def test_the_warehouse_can_be_asked_while_no_run_holds_it(run: Run, demo: Installation) -> None:
    [row] = json.loads(
        run(
            demo, "query", "select count(*) as n from raw_demo.purchase_order", "--warehouse", "--format", "json"
        ).output
    )
    with demo.warehouse() as warehouse:
        assert warehouse.execute("select count(*) from raw_demo.purchase_order").fetchone() == (row["n"],)


def test_kpi_values_show_what_a_person_reads_and_keep_the_rest_for_programs(run: Run, demo: Installation) -> None:
    kpi = "p2p.on_time_receipt_rate"
    with demo.snapshot() as snapshot:
        stored = snapshot.execute(
            "select period_start, value, target, case_count, open_count, excluded_count, status from kpi_values"
            " join kpi_scores using (kpi_id, period_type, period_start, scope_type, scope_id)"
            " where kpi_id = ? and period_type = 'month' and scope_type = 'company_group' order by period_start",
            [kpi],
        ).fetchall()
    english = run(demo, "kpi", "values", kpi)
    lines = english.output.splitlines()
    assert lines[1].split() == ["month", "scope", "value", "target", "status", "measured", "open", "excluded"]
    assert len(lines) == 3 + len(stored)
    assert max(len(line) for line in lines) <= 100
    for line, (start, value, target, *counts, _) in zip(lines[3:], stored, strict=True):
        assert line.startswith(start.strftime("%b %Y"))
        # stored as a fraction, read in percent as the target is
        assert re.search(rf" {value * 100:.1f} % +{target:g}  ", line)
        assert line.split()[-3:] == [f"{count:,}" for count in counts]
    chinese = run(demo, "kpi", "values", kpi, language="zh-CN").output.splitlines()
    assert chinese[1].split() == ["月份", "范围", "数值", "目标", "状态", "已计量", "未结", "排除"]
    for output in (["--json"], ["--format", "json"]):
        rows = json.loads(run(demo, "kpi", "values", kpi, *output).output)
        assert [(row["value"], row["target"], row["status"]) for row in rows] == [
            (value, target, status) for _, value, target, *_, status in stored
        ]
        assert {"numerator", "denominator", "coverage", "is_complete_period", "score", "period_type"} <= set(rows[0])
    table = list(csv.DictReader(io.StringIO(run(demo, "kpi", "values", kpi, "--format", "csv").output)))
    assert [row["status"] for row in table] == [row[-1] for row in stored]


def test_kpi_values_of_days_and_weeks_are_asked_for(run: Run, demo: Installation) -> None:
    for period_type, heading in (("day", "day"), ("week", "week beginning")):
        with demo.snapshot() as snapshot:
            stored = snapshot.execute(
                "select period_start, case_count from kpi_values where kpi_id = 'apr.levels' and period_type = ?"
                " and scope_type = 'company_group' order by period_start",
                [period_type],
            ).fetchall()
        assert len(stored) > 20
        arguments = ["kpi", "values", "apr.levels", "--period-type", period_type]
        lines = run(demo, *arguments).output.splitlines()
        assert lines[1].startswith(heading)
        assert len(lines) == 3 + len(stored)
        rows = json.loads(run(demo, *arguments, "--json").output)
        assert [(row["period_start"], row["case_count"]) for row in rows] == [
            (start.isoformat(), count) for start, count in stored
        ]
    wrong = run(demo, "kpi", "values", "inv.turns", "--period-type", "day")
    assert wrong.code == 2
    assert "KPI inv.turns has no values by day; it has values by: month" in wrong.complaint


def test_scopes_are_shown_by_name_and_asked_for_by_id(run: Run, demo: Installation) -> None:
    with demo.snapshot() as snapshot:
        departments = snapshot.execute(
            "select distinct scope_id, department_name_zh, department_name_en from kpi_values"
            " join departments on department_id = scope_id where kpi_id = 'apr.levels' and scope_type = 'department'"
        ).fetchall()
    assert departments
    for department, chinese, english in departments:
        arguments = ["kpi", "values", "apr.levels", "--scope-type", "department", "--scope-id", department]
        assert chinese in run(demo, *arguments, language="zh-CN").output
        assert english in run(demo, *arguments).output
    wrong = run(demo, "kpi", "values", "apr.levels", "--scope-type", "departmnt")
    assert wrong.code == 2
    assert "KPI apr.levels has no published values for scope departmnt; known are: company, " in wrong.complaint
    wrong = run(demo, "kpi", "values", "apr.levels", "--scope-type", "department", "--scope-id", "0")
    assert wrong.code == 2
    assert all(department in wrong.complaint for department, *_ in departments)


def test_kpi_check_says_how_many_cards_fit(demo: Installation) -> None:
    outcome = demo.cockpit("kpi", "check")
    assert outcome.code == 0, outcome.errors
    cards = json.loads(demo.cockpit("kpi", "list", "--json").output)
    assert f"{len(cards)} cards" in outcome.errors


def test_damaged_files_are_told(run: Run, demo: Installation, tmp_path: Path) -> None:
    damaged = Installation(tmp_path / "damaged", demo.sources, demo.settings)
    shutil.copytree(demo.published, damaged.published)
    snapshot = damaged.published / (damaged.current() or "")
    content = snapshot.read_bytes()
    (damaged.data / "warehouse.duckdb").write_text("no database at all")
    commands = (["query", "select * from kpi_values"], ["kpi", "values", "apr.levels"])
    for command in commands:
        for remainder in (content[: len(content) // 3], content[:100], b"no database at all", b""):
            snapshot.write_bytes(remainder)
            outcome = run(damaged, *command)
            # an empty file is an empty database to DuckDB
            assert outcome.code == 1
            if remainder:
                assert f"{snapshot}: cannot be read" in outcome.complaint
                assert "run cockpit run to publish again" in outcome.complaint
        snapshot.unlink()
        assert "the snapshot that CURRENT points to is gone" in run(damaged, *command).complaint
    outcome = run(damaged, "query", "select 1", "--warehouse")
    assert outcome.code == 1
    assert "warehouse.duckdb: cannot be read" in outcome.complaint
    assert "remove the file and run cockpit run --replay" in outcome.complaint
