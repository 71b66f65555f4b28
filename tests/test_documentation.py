"""What the documents say works: links lead somewhere, verbs and commands exist, the way to one's own Odoo is walked."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import PROJECT, Installation, PostgresServer

DOCUMENTS = [PROJECT / "README.md", PROJECT / "DECISIONS.md", *sorted((PROJECT / "docs").glob("*.md"))]


def blocks(document: Path, language: str) -> list[str]:
    """The code blocks of one language, without the indentation of lists."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", document.read_text(encoding="utf-8"), re.S | re.M)
    return [re.sub(rf"^{indent}", "", block, flags=re.M) for indent, block in found]


def inline_code(document: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", document.read_text(encoding="utf-8"))


def mentioned(program: str) -> list[list[str]]:
    """Every call of a program in the documents, as its arguments."""
    calls = []
    for document in DOCUMENTS:
        lines = [line for block in blocks(document, "sh") for line in block.splitlines()]
        for text in [*lines, *inline_code(document)]:
            words = shlex.split(text.split("#")[0]) if text.count('"') % 2 == 0 else []
            if len(words) > 1 and Path(words[0]).name == program and "…" not in text:
                calls.append(words[1:])
    return calls


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_to_what_exists(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_every_make_verb_of_the_documents_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = {word for call in mentioned("make") for word in call if "=" not in word}
    assert {"demo", "test", "run", "serve", "dagster", "help"} <= named
    assert named <= verbs


def test_every_verb_explains_itself() -> None:
    command = ["make", "--no-print-directory", "help"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    verbs = re.search(r"^\.PHONY: (.*)$", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert verbs
    assert {line.split()[0] for line in listed.splitlines()} == set(verbs.group(1).split())


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
    (grants,) = blocks(PROJECT / "README.md", "sql")
    database = ce_dsn.rsplit("/", 1)[1]
    assert "database production" in grants
    postgres.execute(database, grants.replace("database production", f"database {database}"))
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
