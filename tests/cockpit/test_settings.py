"""`cockpit.yml`: every mistake is one line with file, line, cause and next step."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cockpit.errors import ConfigurationError
from cockpit.settings import Configuration, Settings
from tests.support import PROJECT

GOOD = """\
language: en
company_timezone: Asia/Shanghai
sources:
  - name: erp
    erp: odoo
    version: "18"
    connection: {kind: postgres, dsn_env: SOME_DSN}
"""


def load(folder: Path, text: str) -> Settings:
    file = folder / "cockpit.yml"
    file.write_text(text, encoding="utf-8")
    return Settings(file)


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, text)
    line = caught.value.one_line()
    assert "\n" not in line
    assert str(folder / "cockpit.yml") in line
    assert caught.value.exit_code == 2
    return line


def test_a_good_file_is_read(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD)
    assert settings.configuration.sources[0].name == "erp"
    assert settings.paths.root == tmp_path / "data"


def test_the_shipped_configurations_are_valid() -> None:
    for name in ("cockpit.demo.yml", "cockpit.example.yml"):
        assert Settings(PROJECT / name).configuration.sources
    # invented people need no key, and everybody else is hidden without being asked
    assert Settings(PROJECT / "cockpit.demo.yml").configuration.personal_data.mode == "keep"
    assert Settings(PROJECT / "cockpit.example.yml").configuration.personal_data.mode == "pseudonymise"


def test_every_setting_is_explained_in_the_example() -> None:
    text = (PROJECT / "cockpit.example.yml").read_text(encoding="utf-8")
    # a fixed "now" and a name belong to the demo company
    missing = [
        name for name in Configuration.model_fields if f"{name}:" not in text and name not in ("as_of", "company_name")
    ]
    assert not missing


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        (GOOD.replace("language: en", "langage: en"), 1, "unknown key langage; known here: as_of"),
        (GOOD.replace("language: en", "language: fr"), 1, "fr is none of"),
        (GOOD.replace("Asia/Shanghai", "Asia/Shangai"), 2, "Asia/Shangai is no time zone"),
        (GOOD.replace("- name: erp", "- name: My ERP"), 4, "must be lower-case letters"),
        (GOOD.replace("erp: odoo", "erp: sapphire"), 5, "there is no ERP package sapphire"),
        (GOOD.replace('    version: "18"\n', ""), 4, "required, but not there"),
        (GOOD.replace(", dsn_env: SOME_DSN", ""), 7, "needs dsn_env"),
        (GOOD.replace("kind: postgres", "kind: sqlite").replace(", dsn_env: SOME_DSN", ""), 7, "needs path"),
        (GOOD.replace("connection: {", "connection: {hots: a, "), 7, "unknown key sources.0.connection.hots"),
        (GOOD + GOOD.split("sources:\n")[1], 1, "two sources are named erp"),
        (GOOD + "schedule: at night\n", 8, "no cron line"),
        (GOOD + "as_of: yesterday\n", 8, "no ISO 8601 time"),
        (GOOD + "keep_snapshots: 1\n", 8, "must be at least 2"),
        (GOOD + "language: en\n", 8, "stands twice"),
        (GOOD + "sources: [\n", 9, "not valid YAML"),
        (GOOD + 'same_company: [["erp:1", "old:1"]]\n', 8, "old:1 is named twice, or its source is none of erp"),
        (GOOD + 'same_company: [["erp:1", "erp:2"]]\n', 8, "two or more different sources"),
        (GOOD + 'same_company: [["erp:1"]]\n', 8, "two or more different sources"),
        ("language: en\n", 1, "sources is wrong (required"),
        ("", 1, "required"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(tmp_path: Path, text: str, line: int, cause: str) -> None:
    message = complaint(tmp_path, text)
    assert f"cockpit.yml:{line}:" in message
    assert cause in message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the file does not exist; check the path"):
        Settings(tmp_path / "cockpit.yml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cockpit.yml"
    file.write_bytes("company_name: 华东\n".encode("gb18030"))
    with pytest.raises(ConfigurationError, match="save it as UTF-8"):
        Settings(file)


def test_a_missing_variable_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOME_DSN", raising=False)
    settings = load(tmp_path, GOOD)
    with pytest.raises(ConfigurationError) as caught:
        settings.dsn(settings.configuration.sources[0])
    assert "cockpit.yml:7: source erp needs the environment variable SOME_DSN" in caught.value.one_line()
    assert "export SOME_DSN=" in caught.value.one_line()


def test_the_same_mistake_is_told_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, GOOD.replace("language: en", "langage: en"))
    assert "未知的键 langage" in caught.value.one_line("zh-CN")


def test_now_is_the_given_stamp_else_the_configured_one_else_the_clock(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD + "as_of: 2026-03-31T16:00:00Z\n")
    assert settings.as_of() == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert settings.as_of("2026-01-01T00:00:00+08:00") == datetime(2025, 12, 31, 16, tzinfo=UTC)
    # without a zone it is the company's
    assert settings.as_of("2026-01-01T08:00:00") == datetime(2026, 1, 1, 0, tzinfo=UTC)
    assert abs((load(tmp_path, GOOD).as_of() - datetime.now(UTC)).total_seconds()) < 60


def test_a_stamp_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="--as-of someday: not an ISO 8601 time"):
        load(tmp_path, GOOD).as_of("someday")
