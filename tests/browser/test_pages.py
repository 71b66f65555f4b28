"""Every page as a visitor meets it: both languages, wide and narrow, with filters, drill-downs and the language switch.

What pages show is compared with plain SQL on the published snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from cockpit.language import LANGUAGES, catalogue
from tests.browser.conftest import Server, Visitor
from tests.support import Installation

pytestmark = pytest.mark.browser

PAGES = {"": "overview", "value_stream": "stream", "approvals": "approvals", "data": "data"}
WIDTHS = (1440, 390)
Visit = Callable[..., Visitor]


def one(installation: Installation, sql: str) -> Any:
    with installation.snapshot() as snapshot:
        (value,) = snapshot.execute(sql).fetchone()
    return value


def words_of(language: str) -> list[str]:
    """The texts of the pages that only this language has and that have no place for a value."""
    other = next(code for code in LANGUAGES if code != language)
    elsewhere = " ".join(catalogue(other).values())
    texts = [text for key, text in catalogue(language).items() if key.startswith("page.") and "{" not in text]
    if language == "en":
        return [text for text in texts if " " in text and text not in elsewhere]
    return [text for text in texts if re.search(r"[一-鿿]{2}", text) and text not in elsewhere]


def assert_whole(visitor: Visitor, path: str, language: str, companies: list[str]) -> None:
    """The page is there, in one language, inside its window."""
    assert visitor.title() == catalogue(language)[f"page.{PAGES[path]}.title"]
    assert visitor.page.locator("[data-testid=stException]").count() == 0
    assert visitor.overflow_pixels() <= 0
    # data may be in any language
    text = visitor.text()
    for company in companies:
        text = text.replace(company, "")
    assert not re.search(r"\b(page|unit_short|unit_change|command|error)\.[a-z_]+", text)
    other = next(code for code in LANGUAGES if code != language)
    assert [word for word in words_of(other) if word in text] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_whole_in_both_languages_and_the_switch_keeps_it(
    server: Server, visit: Visit, demo: Installation, path: str, width: int
) -> None:
    with demo.snapshot() as snapshot:
        named = snapshot.execute("select company_name from companies").fetchall()
    companies = [str(demo.settings["company_name"]), *(name for (name,) in named)]
    visitor = visit(server, width)
    visitor.open(path, "zh-CN")
    assert_whole(visitor, path, "zh-CN", companies)
    visitor.picture(f"{PAGES[path]}-zh-CN-{width}")
    visitor.press("English")
    assert_whole(visitor, path, "en", companies)
    assert f"/{path}?" in visitor.page.url
    assert "language=en" in visitor.page.url
    visitor.picture(f"{PAGES[path]}-en-{width}")


def test_a_link_opens_in_the_language_it_was_copied_in(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("data", "zh-CN")
    visitor.press("English")
    visitor.page.reload()
    visitor.settle()
    assert visitor.title() == catalogue("en")["page.data.title"]


def test_words_of_a_language_are_found_where_they_stand(server: Server, visit: Visit) -> None:
    """The comparison above would notice a text in the wrong language."""
    for language in LANGUAGES:
        visitor = visit(server)
        visitor.open("", language)
        assert any(word in visitor.text() for word in words_of(language))


def test_choices_survive_the_language_switch_and_a_walk_through_the_pages(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("value_stream", "en")
    visitor.choose("Process", "Order to cash")
    visitor.press("P90")
    visitor.press("中文")
    assert visitor.chosen("process") == "订单到收款"
    visitor.page.get_by_role("link", name=catalogue("zh-CN")["page.approvals.title"]).click()
    visitor.page.wait_for_url("**/approvals*")
    visitor.settle()
    visitor.page.go_back()
    visitor.page.wait_for_url("**/value_stream*")
    visitor.settle()
    assert visitor.chosen("process") == "订单到收款"
    assert visitor.page.get_by_role("radio", name="P90", exact=True).get_attribute("aria-checked") == "true"


def test_month_and_scope_change_the_tiles_to_the_published_values(
    server: Server, visit: Visit, demo: Installation
) -> None:
    with demo.snapshot() as snapshot:
        scope_id, name, month, value = snapshot.execute(
            "select v.scope_id, d.department_name_zh || case when (select count(*) from departments as other"
            " where other.department_name_zh = d.department_name_zh) > 1"
            " then '（' || c.company_name || '）' else '' end,"
            " v.period_start, v.value from kpi_values v"
            " join departments d on d.department_id = v.scope_id join companies c using (company_id)"
            " where kpi_id = 'apr.step_duration' and period_type = 'month' and scope_type = 'department'"
            " and is_complete_period and value is not null order by case_count desc, period_start limit 1"
        ).fetchone()
    group = one(
        demo,
        "select value from kpi_values where kpi_id = 'apr.step_duration' and period_type = 'month'"
        f" and scope_type = 'company_group' and period_start = '{month}'",
    )
    assert f"{value:.1f}" != f"{group:.1f}", "the test needs a department that differs from the group"
    visitor = visit(server)
    visitor.open("", "zh-CN")
    visitor.choose("月份", f"{month.year}年{month.month}月")
    tile = visitor.page.locator(".st-key-tile_apr_step_duration [data-testid=stMetric]")
    assert f"{group:,.1f}" in tile.inner_text()
    visitor.choose("范围", f"部门 · {name}")
    assert f"{value:,.1f}" in tile.inner_text()
    assert scope_id


def test_a_tile_explains_itself(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("", "en")
    visitor.page.get_by_role("button", name=catalogue("en")["page.overview.details"]).first.click()
    popover = visitor.page.get_by_test_id("stPopoverBody")
    popover.wait_for()
    assert "p2p.requisition_to_order" in popover.inner_text()


def test_a_click_on_the_heatmap_leads_to_its_cases_and_to_one_case(
    server: Server, visit: Visit, demo: Installation
) -> None:
    visitor = visit(server)
    visitor.open("value_stream", "en")
    before = (visitor.chosen("stream_stage"), visitor.chosen("stream_column"))
    boxes = visitor.page.locator(".st-key-heatmap .scatterlayer .point")
    # away from the marker in its middle: the whole cell answers
    box = boxes.nth(boxes.count() // 2).bounding_box()
    visitor.page.mouse.click(box["x"] + box["width"] + 20, box["y"] + 2)
    visitor.settle()
    stage, column = visitor.chosen("stream_stage"), visitor.chosen("stream_column")
    assert (stage, column) != before
    wanted = f"""
        select c.document_number from fct_stage_durations d
        join stages s on s.process = d.process and s.stage = d.stage
        join fct_process_cases c on c.process = d.process and c.case_id = d.case_id
        where d.process = 'procure_to_pay' and s.name_en = '{stage}' and not d.is_open and not d.is_abandoned
            and d.working_hours is not null
            and strftime(d.left_at + interval 8 hour, '%b %y') = '{column}'
        order by d.working_hours desc, d.case_id
    """
    with demo.snapshot() as snapshot:
        numbers = [row[0] for row in snapshot.execute(wanted).fetchall()]
    assert len(numbers) > 3
    case = visitor.page.locator("h2").last
    assert case.inner_text() == f"Case history of {numbers[0]}"
    visitor.select_row("cases_procure_to_pay", 3)
    assert case.inner_text() == f"Case history of {numbers[3]}"


def test_departments_and_elapsed_time_split_the_stream_otherwise(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("value_stream", "en")
    months = visitor.page.locator(".st-key-heatmap .xaxislayer-above").text_content()
    visitor.press("Department")
    departments = visitor.page.locator(".st-key-heatmap .xaxislayer-above").text_content()
    assert months != departments
    working = visitor.page.locator(".st-key-heatmap .heatmaplayer").text_content()
    visitor.press("Elapsed time")
    assert visitor.page.locator(".st-key-heatmap .heatmaplayer").text_content() != working


def test_the_backlog_is_filtered_and_leads_to_one_document(server: Server, visit: Visit, demo: Installation) -> None:
    waiting = (
        "select document_number from fct_approval_steps where is_open {}"
        " order by working_hours desc nulls last, approval_id"
    )
    with demo.snapshot() as snapshot:
        everything = [row[0] for row in snapshot.execute(waiting.format("")).fetchall()]
        document_type, name = snapshot.execute(
            "select document_type, name_en from fct_approval_steps join document_types using (document_type)"
            " where is_open group by 1, 2 order by count(*) desc limit 1"
        ).fetchone()
        of_type = [
            row[0] for row in snapshot.execute(waiting.format(f"and document_type = '{document_type}'")).fetchall()
        ]
    assert len(of_type) > 1
    visitor = visit(server)
    visitor.open("approvals", "en")
    steps = visitor.page.get_by_test_id("stMetric").first
    assert str(len(everything)) in steps.inner_text().split()
    visitor.choose("Document type", name)
    assert str(len(of_type)) in steps.inner_text().split()
    document = visitor.page.locator("h2").last
    assert of_type[0] in document.inner_text()
    visitor.select_row("open_approvals", 1)
    assert of_type[1] in document.inner_text()


def test_a_link_opens_with_the_choices_of_its_sender(server: Server, visit: Visit) -> None:
    sender = visit(server)
    sender.open("value_stream", "en")
    sender.choose("Process", "Order to cash")
    sender.press("P90")
    sender.press("Elapsed time")
    for key in ("process=order_to_cash", "stream_quantile=0.9", "stream_measure=elapsed"):
        assert key in sender.page.url
    receiver = visit(server)
    receiver.page.goto(sender.page.url)
    receiver.settle()
    assert receiver.chosen("process") == "Order to cash"
    for pressed in ("P90", "Elapsed time"):
        assert receiver.page.get_by_role("radio", name=pressed, exact=True).get_attribute("aria-checked") == "true"


def test_a_reload_keeps_month_and_scope(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("", "zh-CN")
    visitor.choose("月份", "2026年8月")
    visitor.choose("范围", "部门 · 采购部（华东精密机械有限公司）")
    visitor.page.reload()
    visitor.settle()
    assert (visitor.chosen("month"), visitor.chosen("scope")) == ("2026年8月", "部门 · 采购部（华东精密机械有限公司）")


def test_an_address_that_names_nothing_known_opens_with_the_usual_choices(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("value_stream", "en&process=nothing&stream_stage=nothing&stream_quantile=2")
    assert visitor.chosen("process") == "Procure to pay"
    assert visitor.page.get_by_test_id("stDataFrame").count() > 0


def test_on_a_phone_a_tapped_page_is_not_covered(server: Server, visit: Visit) -> None:
    visitor = visit(server, 390)
    visitor.open("", "zh-CN")
    visitor.page.get_by_role("link", name=catalogue("zh-CN")["page.approvals.title"], exact=True).click()
    visitor.page.wait_for_url("**/approvals*")
    visitor.settle()
    assert visitor.page.get_by_test_id("stSidebar").count() == 0
    # what is in the middle of the window belongs to the page
    assert visitor.page.evaluate(
        "document.elementFromPoint(195, 300).closest('[data-testid=stMainBlockContainer]') !== null"
    )


def test_what_needs_attention_leads_to_its_tile(server: Server, visit: Visit, demo: Installation) -> None:
    with demo.snapshot() as snapshot:
        kpi_id, name = snapshot.execute(
            "select kpi_id, name_en from kpi_scores join kpi_cards using (kpi_id)"
            " where status in ('critical', 'warning') and period_type = 'month' and scope_type = 'company_group'"
            " and period_start = (select max(period_start) from kpi_values where period_type = 'month')"
            " order by score limit 1"
        ).fetchone()
    visitor = visit(server)
    visitor.open("", "en")
    links = visitor.page.get_by_test_id("stMarkdown").filter(has_text="Needs attention").get_by_role("link")
    assert links.first.inner_text().startswith(name)
    tile = visitor.page.locator(f".st-key-tile_{kpi_id.replace('.', '_')}")
    links.first.click()
    visitor.page.wait_for_timeout(1000)
    assert tile.bounding_box()["y"] < 600
    assert visitor.chosen("month"), "the page is still the same"


def test_another_split_never_leads_into_an_empty_cell(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("value_stream", "en")
    for choice in ("Department", "12", "Month"):
        visitor.press(choice)
        assert visitor.page.locator("[class*=st-key-cases_procure_to_pay] [data-testid=stDataFrame]").count() == 1
    visitor.choose("Process", "Order to cash")
    assert visitor.page.locator("[class*=st-key-cases_order_to_cash] [data-testid=stDataFrame]").count() == 1


def test_elapsed_time_changes_the_whole_approvals_page(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("approvals", "en")
    waiting = visitor.page.get_by_test_id("stMetric").nth(1)
    working, bands = waiting.inner_text(), visitor.page.locator(".st-key-age_bands .bars").text_content()
    visitor.press("Elapsed time")
    assert "elapsed time" in waiting.inner_text()
    assert waiting.inner_text() != working
    assert visitor.page.locator(".st-key-age_bands .bars").text_content() != bands
    assert "working" not in visitor.page.get_by_test_id("stMainBlockContainer").inner_text().lower().replace(
        "working time", "", 1
    )
