"""What the documents say works: links lead somewhere, verbs and commands exist, the way to one's own Odoo is walked."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from cockpit.settings import Configuration, Connection, Landing, PersonalData, Settings, Source
from cockpit.working_time import Assignment, OwnCalendar, OwnDay, Shift, WorkingTime
from tests.support import PROJECT, Installation, PostgresServer

CHINESE = re.compile(r"[\u4e00-\u9fff]")

DOCUMENTS = [
    *sorted(PROJECT.glob("README*.md")),
    PROJECT / "DECISIONS.md",
    *sorted((PROJECT / "docs").rglob("*.md")),
]
# every document for users in English and Chinese
EDITIONS = [
    (PROJECT / "README.md", PROJECT / "README.zh-CN.md"),
    *((file, PROJECT / "docs" / "zh-CN" / file.name) for file in sorted((PROJECT / "docs").glob("*.md"))),
]


def name_of(document: Path) -> str:
    return str(document.relative_to(PROJECT))


def blocks(document: Path, language: str) -> list[str]:
    """The code blocks of one language, without the indentation of lists."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", document.read_text(encoding="utf-8"), re.S | re.M)
    return [re.sub(rf"^{indent}", "", block, flags=re.M) for indent, block in found]


def section(document: Path, heading: str, language: str) -> list[str]:
    """The code blocks of one language below a heading, up to the next heading of its level."""
    text = document.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.S | re.M)
    return [re.sub(rf"^{indent}", "", block, flags=re.M) for indent, block in found]


def inline_code(document: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", document.read_text(encoding="utf-8"))


def mentioned(program: str) -> list[list[str]]:
    """Every call of a program in the documents, as its arguments."""
    calls = []
    for document in DOCUMENTS:
        lines = [line for block in blocks(document, "sh") for line in block.splitlines()]
        for text in [*lines, *inline_code(document)]:
            is_whole = text.count('"') % 2 == 0 and text.count("'") % 2 == 0
            words = shlex.split(text.split("#")[0]) if is_whole else []
            if len(words) > 1 and Path(words[0]).name == program and "…" not in text:
                calls.append(words[1:])
    return calls


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_to_what_exists(document: Path) -> None:
    for target, place in re.findall(r"\]\(([^)#]+)(?:#([^)]+))?\)", document.read_text(encoding="utf-8")):
        linked = document.parent / target
        assert linked.exists(), target
        if place:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.M)
            assert place in {heading.lower().replace(" ", "-") for heading in headings}, place


@pytest.mark.parametrize(("english", "chinese"), EDITIONS, ids=lambda document: name_of(document))
def test_both_editions_have_the_same_content(english: Path, chinese: Path) -> None:
    """What can be compared without understanding either language: structure, commands and names."""

    def structure(document: Path) -> list[str]:
        kinds = [(r"#+(?= )", ""), (r"\|.*", "|"), (r"\d+\.(?= )", "1."), (r"-(?= )", "-"), (r" *```\w*", "")]
        lines = document.read_text(encoding="utf-8").splitlines()
        return [
            written or found[0] for line in lines for kind, written in kinds if (found := re.match(kind, line.strip()))
        ]

    def code(document: Path) -> list[str]:
        found = [block for language in ("sh", "sql", "ini") for block in blocks(document, language)]
        # comments are translated
        return [re.sub(r" *# .*", "", block) for block in found]

    assert f"]({os.path.relpath(chinese, english.parent)})" in english.read_text(encoding="utf-8")
    assert f"]({os.path.relpath(english, chinese.parent)})" in chinese.read_text(encoding="utf-8")
    assert structure(english) == structure(chinese)
    assert code(english) == code(chinese)
    assert set(inline_code(english)) == set(inline_code(chinese))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_units_are_what_systemd_understands(tmp_path: Path) -> None:
    units = blocks(PROJECT / "docs" / "operating.md", "ini")
    assert len(units) == 2
    for unit in units:
        program, *arguments = re.search(r"^ExecStart=(.*)$", unit, re.M)[1].split()
        assert "EnvironmentFile=/etc/erp-cockpit.env" in unit
        if arguments[0] == "-m":
            assert (PROJECT / arguments[1].replace(".", "/")).with_suffix(".py").exists()
        else:
            assert (Path(program).name, arguments[0]) == ("cockpit", "serve")
        # program, account and variables are those of another machine
        local = unit.replace(program, sys.executable).replace("User=cockpit", "User=root")
        file = tmp_path / re.search(r"^# /etc/systemd/system/(.*)$", unit, re.M)[1]
        file.write_text(local)
        checked = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
        assert file.name not in checked.stderr, checked.stderr


def test_every_make_verb_of_the_documents_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = {word for call in mentioned("make") for word in call if "=" not in word}
    assert {"demo", "test", "run", "serve", "dagster", "help"} <= named
    assert named <= verbs


def test_every_verb_explains_itself() -> None:
    command = ["make", "--no-print-directory", "help"]

    def listed(language: str) -> list[str]:
        environment = os.environ | {"COCKPIT_LANGUAGE": language}
        called = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
        return called.stdout.splitlines()

    verbs = " ".join(re.findall(r"^\.PHONY: (.*)$", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M))
    for language in ("", "en", "zh-CN"):
        assert {line.split()[0] for line in listed(language)} == set(verbs.split())
    assert not any(CHINESE.search(line) for line in listed("en"))
    assert all(CHINESE.search(line) for line in [*listed("zh-CN"), *listed("")])


def test_every_command_of_the_documents_is_understood(demo: Installation) -> None:
    """Commands that only read are run as they stand; of the others name and options are looked up."""
    calls = mentioned("cockpit")
    assert len(calls) > 3
    for call in calls:
        if call[0] in ("query", "status") or call[:2] in (["kpi", "show"], ["kpi", "check"]):
            outcome = demo.cockpit(*call)
            assert outcome.code == 0, (call, outcome.errors)
            continue
        words = [word for word in call if re.fullmatch(r"[a-z][a-z-]*", word)][:2]
        outcome = demo.cockpit(*words, "--help")
        assert outcome.code == 0, (call, outcome.errors)
        for option in re.findall(r"--[a-z-]+", " ".join(call)):
            assert option in outcome.output, (call, option)


@pytest.mark.postgres
def test_the_way_to_ones_own_odoo_is_the_readmes(postgres: PostgresServer, ce_dsn: str, tmp_path: Path) -> None:
    (grants,) = section(PROJECT / "README.md", "Your own Odoo", "sql")
    database = ce_dsn.rsplit("/", 1)[1]
    assert "database production" in grants
    assert "for role odoo" in grants
    # the restored tables belong to the account that restored them
    grants = grants.replace("database production", f"database {database}").replace("for role odoo", "for role cockpit")
    postgres.execute(database, grants)
    shell = "\n".join(blocks(PROJECT / "README.md", "sh"))
    address = re.search(r"export ODOO_DSN='(.*)'", shell)
    assert address
    dsn = address.group(1).replace("erp.example.lan:5432/production", f"127.0.0.1:{postgres.port}/{database}")
    installation = Installation(tmp_path, [], environment={"ODOO_DSN": dsn})
    shutil.copy(PROJECT / "cockpit.example.yml", installation.configuration_file)
    outcome = installation.cockpit("source", "check")
    assert outcome.code == 0, outcome.errors
    assert "purchase_order" in outcome.output


@pytest.mark.postgres
def test_the_readmes_account_cannot_write(postgres: PostgresServer, ce_dsn: str) -> None:
    database = ce_dsn.rsplit("/", 1)[1]
    refused = subprocess.run(
        ["psql", "-q", postgres.dsn(database, "cockpit_reader"), "-c", "delete from purchase_order_line"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "permission denied" in refused.stderr


@pytest.mark.postgres
def test_the_readmes_account_can_read_tables_that_come_later(postgres: PostgresServer, ce_dsn: str) -> None:
    database = ce_dsn.rsplit("/", 1)[1]
    postgres.execute(database, "create table of_a_new_module as select 1 as id")
    read = ["psql", "-qAt", postgres.dsn(database, "cockpit_reader"), "-c", "select id from of_a_new_module"]
    assert subprocess.run(read, capture_output=True, text=True, check=False).stdout == "1\n"
    postgres.execute(database, "drop table of_a_new_module")


SETTINGS = [Configuration, Source, PersonalData, Landing, Connection]
SETTINGS += [WorkingTime, OwnCalendar, OwnDay, Shift, Assignment]


@pytest.mark.parametrize("model", SETTINGS, ids=lambda model: model.__name__)
def test_every_setting_is_documented(model: type[BaseModel]) -> None:
    """In the example to copy, or in what an operator reads, both of which are in use under their own names."""
    example = (PROJECT / "cockpit.example.yml").read_text(encoding="utf-8")
    shown = set(re.findall(r"[a-z_]+(?=:)", example))
    for edition in ("docs", "docs/zh-CN"):
        read = [PROJECT / edition / name for name in ("operating.md", "working-time.md")]
        told = {word for file in read for text in inline_code(file) for word in re.findall(r"[a-z_]+", text)}
        # settings of working_time are shown at work
        told |= {word for block in blocks(read[1], "yaml") for word in re.findall(r"[a-z_]+(?=:)", block)}
        assert set(model.model_fields) <= shown | told, edition


def test_the_examples_values_are_the_defaults_wherever_it_shows_them() -> None:
    """Whoever copies the example gets what whoever leaves a line out gets, the description of the company apart."""
    example = yaml.safe_load((PROJECT / "cockpit.example.yml").read_text(encoding="utf-8"))
    [source] = example.pop("sources")
    for model, values in ((Configuration, example), (Source, source)):
        for name, value in values.items():
            field = model.model_fields[name]
            if name in ("company_name", "timezone") or field.is_required():
                continue
            default = field.get_default(call_default_factory=True)
            default = default.model_dump() if isinstance(default, BaseModel) else default
            assert str(default) == str(value), name


@pytest.mark.parametrize("edition", ["docs", "docs/zh-CN"])
def test_the_examples_of_working_time_are_understood(edition: str, tmp_path: Path) -> None:
    examples = blocks(PROJECT / edition / "working-time.md", "yaml")
    assert len(examples) == 2
    rest = (PROJECT / "cockpit.example.yml").read_text(encoding="utf-8")
    commented = "".join(re.findall(r"^# (working_time:.*\n|  .*\n)", rest.split("landing:")[0], re.M))
    for example in [*examples, commented]:
        file = tmp_path / "cockpit.yml"
        file.write_text(f"{rest}\n{example}", encoding="utf-8")
        assert Settings(file).configuration.working_time != WorkingTime()
