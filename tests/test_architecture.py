"""The house keeps its shape: who may import whom, what every model and text must have."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest
import yaml

from cockpit.language import LANGUAGES, catalogue
from pipelines.extraction.package import delivered_entities
from tests.support import PROJECT

PACKAGES = ("cockpit", "dashboards", "kpis", "pipelines", "seeds")
# package → what it may import of the project. `cockpit.cli` stands above all of them.
MAY_IMPORT = {
    "cockpit": {"cockpit"},
    "kpis": {"cockpit", "kpis"},
    "dashboards": {"cockpit", "kpis", "dashboards"},
    "pipelines": {"cockpit", "kpis", "pipelines"},
    "seeds": {"seeds"},
    "cockpit.cli": {"cockpit", "kpis", "pipelines", "seeds"},
}
NEVER = {
    "dashboards": {"dagster", "dagster_dbt", "dbt", "metricflow"},
    "kpis": {"dagster", "streamlit", "duckdb", "metricflow"},
    "cockpit": {"dagster", "streamlit", "metricflow"},
    "seeds": {"dagster", "streamlit"},
}
MODELS = PROJECT / "dbt_project" / "models"
PORTABLE = ("canonical", "core", "marts")
# what only DuckDB understands, or spells differently from Spark
DUCKDB_ONLY = re.compile(
    r"::|\b(list|unnest|struct_pack|strftime|strptime|try_cast|arg_max|arg_min|max_by|min_by|quantile_cont|date_diff"
    r"|datediff|epoch|epoch_ms|json_extract\w*|regexp_extract|timezone|array_agg|string_agg|list_\w+|to_months"
    r"|filter\s*\(|group by all|exclude\s*\(|qualify|asof)\b",
    re.IGNORECASE,
)


def python_files(*packages: str) -> list[Path]:
    return [file for package in packages for file in sorted((PROJECT / package).rglob("*.py"))]


def owner(file: Path) -> str:
    parts = file.relative_to(PROJECT).parts
    return "cockpit.cli" if parts[:2] == ("cockpit", "cli") else parts[0]


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("file", python_files(*PACKAGES), ids=lambda file: str(file.relative_to(PROJECT)))
def test_imports_follow_the_arrows(file: Path) -> None:
    package = owner(file)
    names = imported(file)
    ours = {name for name in names if name.split(".")[0] in PACKAGES}
    forbidden = {name for name in ours if name.split(".")[0] not in MAY_IMPORT[package]}
    if package != "cockpit.cli":
        forbidden |= {name for name in ours if name.startswith("cockpit.cli")}
    forbidden |= {name for name in names if name.split(".")[0] in NEVER.get(package, set())}
    assert not forbidden


@pytest.mark.parametrize("file", python_files(*PACKAGES), ids=lambda file: str(file.relative_to(PROJECT)))
def test_every_module_says_what_it_is_for(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body


@pytest.mark.parametrize("file", python_files(*PACKAGES), ids=lambda file: str(file.relative_to(PROJECT)))
def test_modules_stay_readable_in_one_sitting(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 330


def test_the_pages_never_open_the_warehouse_and_never_compute() -> None:
    for file in python_files("dashboards"):
        text = file.read_text(encoding="utf-8")
        assert "paths.warehouse" not in text
        if file.parent.name == "app_pages":
            assert "duckdb" not in text
            assert not re.search(r"\bselect\b.+\bfrom\b", text, re.IGNORECASE)


def test_pages_show_the_cards_a_snapshot_was_published_with_and_never_read_the_catalogue() -> None:
    for file in python_files("dashboards"):
        text = file.read_text(encoding="utf-8")
        from_cards = {
            alias.name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ImportFrom) and node.module in ("kpis", "kpis.cards")
            for alias in node.names
        }
        assert not from_cards & {"Catalogue", "CardFile", "Card", "cards"}, file.name
        assert not re.search(r"import kpis\b|yaml|catalogue_directory", text), file.name


# -- the dbt project ---------------------------------------------------------------------------------------------------


def sql_models() -> list[Path]:
    return sorted(MODELS.rglob("*.sql"))


def properties(model: Path) -> dict:
    return yaml.safe_load(model.with_suffix(".yml").read_text(encoding="utf-8"))["models"][0]


@pytest.mark.parametrize("model", sql_models(), ids=lambda file: file.stem)
def test_every_model_has_a_description_with_grain_and_key_and_describes_every_column(model: Path) -> None:
    described = properties(model)
    assert described["name"] == model.stem
    assert re.match(r"One row (per|a) .+\. Key: .+\.$|.+ Key: .+\.$", described["description"].splitlines()[0])
    assert described["columns"]
    for column in described["columns"]:
        assert column.get("description"), column["name"]


@pytest.mark.parametrize("model", sql_models(), ids=lambda file: file.stem)
def test_only_staging_reads_raw_tables_and_knows_an_erp(model: Path) -> None:
    if "staging" not in model.parts:
        text = model.read_text(encoding="utf-8")
        assert "raw(" not in text
        assert "source(" not in text
        for erp in ("odoo", "erpnext", "tryton", "sap_extract", "adventureworks", "event_log__"):
            assert erp not in text.lower()


@pytest.mark.parametrize("model", sql_models(), ids=lambda file: file.stem)
def test_models_above_staging_are_portable_sql(model: Path) -> None:
    if any(layer in model.parts for layer in PORTABLE):
        lines = [line.split("--")[0] for line in model.read_text(encoding="utf-8").splitlines()]
        found = DUCKDB_ONLY.findall(re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", "\n".join(lines), flags=re.DOTALL))
        assert not found


@pytest.mark.parametrize("model", sql_models(), ids=lambda file: file.stem)
def test_models_stay_short(model: Path) -> None:
    assert len(model.read_text(encoding="utf-8").splitlines()) <= 140


def test_dbt_started_by_hand_knows_every_entity_that_odoo_delivers() -> None:
    variables = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text())["vars"]
    assert variables["sources"][0]["entities"] == delivered_entities("odoo")


def test_contracts_are_enforced_on_canonical_and_marts_only() -> None:
    layers = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text())["models"]["erp_cockpit"]
    enforced = {name for name, settings in layers.items() if settings.get("+contract", {}).get("enforced")}
    assert enforced == {"canonical", "marts"}


def test_every_stage_activity_and_reason_that_models_write_has_a_name_in_both_languages() -> None:
    def names(file: str, key: str) -> set[str]:
        with (PROJECT / "seeds" / "reference" / file).open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        assert all(row["name_zh"] and row["name_en"] for row in rows)
        return {row[key] for row in rows}

    durations = (MODELS / "core" / "fct_stage_durations.sql").read_text(encoding="utf-8")
    stages = set(re.findall(r"\('(\w+)', '\w+', '[^']+', '\w+'\)", durations))
    assert stages == names("stages.csv", "stage")
    reasons = set(re.findall(r"then '(\w+_\w+|cancelled|reopened|withdrawn)'\s*$", marts_text(), re.MULTILINE))
    assert reasons <= names("exclusion_reasons.csv", "reason")


def marts_text() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in (MODELS / "marts").rglob("*.sql"))


# -- texts -------------------------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_texts_with_the_same_places() -> None:
    chinese, english = (catalogue(language) for language in LANGUAGES)
    assert set(chinese) == set(english)
    for key in chinese:
        assert chinese[key] and english[key], key
        places = [sorted(re.findall(r"\{(\w+)\}", texts[key])) for texts in (chinese, english)]
        assert places[0] == places[1], key


def used_keys() -> tuple[set[str], list[str]]:
    """Keys that code names outright, and the patterns of those it builds."""
    whole, built = set(), []
    for file in python_files(*PACKAGES):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            prefix = {"translate": "", "text": "page.", "CockpitError": "error.", "ConfigurationError": "error."}.get(
                called
            )
            if called in ("_error", "kind"):
                prefix = "error."
            if prefix is None:
                continue
            for argument in ast.walk(node.args[0]) if called != "kind" else []:
                if isinstance(argument, ast.JoinedStr):
                    parts = [re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in argument.values]
                    built.append(prefix + "".join(parts))
            if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                whole.add(prefix + node.args[0].value)
            elif isinstance(node.args[0], ast.IfExp):
                whole |= {prefix + side.value for side in (node.args[0].body, node.args[0].orelse)}
    return whole, built


def test_every_text_that_code_names_exists_and_none_is_left_over() -> None:
    whole, built = used_keys()
    texts = set(catalogue("en"))
    assert whole <= texts, whole - texts
    connection = (PROJECT / "pipelines" / "extraction" / "connection.py").read_text(encoding="utf-8")
    named = whole | {f"error.{code}" for code in re.findall(r'"(source_\w+)"', connection)}
    named |= {f"error.{code}" for code in ("yaml_unknown_key", "yaml_value", "warehouse_busy", "snapshot_unreadable")}
    built.append(r"reason\..+")  # pydantic's kinds of complaint
    left = {key for key in texts - named if not any(re.fullmatch(pattern, key) for pattern in built)}
    assert not left, left


@pytest.mark.parametrize("file", python_files("cockpit", "dashboards", "kpis", "pipelines"), ids=lambda f: f.stem)
def test_no_text_for_people_stands_in_code(file: Path) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    allowed = {"session.py": {"中文"}}
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and chinese.search(node.value)
    }
    # a date pattern of the language module is no text
    found = {value for value in found if not re.search(r"[yMd]+年", value)}
    assert found <= allowed.get(file.name, set())


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-tryton.lock"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("--hash=sha256:") > 100


def test_sums_are_exact_in_whatever_order_they_are_added_up() -> None:
    """Fractions of doubles come out differently in their last digits from run to run; decimals and counts do not."""
    measures = [
        (file.name, measure["name"], measure["expr"])
        for file in sorted((MODELS / "marts").rglob("*.yml"))
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("semantic_models", [])
        for measure in model["measures"]
        if measure["agg"] == "sum"
    ]
    assert measures
    inexact = [each for each in measures if not re.fullmatch(r"cast\(.* as decimal\(38, 12\)\)|\w+_count", each[2])]
    assert not inexact
