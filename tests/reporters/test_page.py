"""The html report as a person sees it in a browser, whatever a document and a server say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from specforge.document.load import load_text
from specforge.document.place import Place
from specforge.findings.coverage import KINDS, CoverageReport, Figure, OperationCoverage, Timing
from specforge.findings.model import Finding, Report, Severity
from specforge.reporters import REPORTERS
from specforge.reporters.entry import entries_of
from specforge.reporters.page.findings import groups_of
from specforge.reporters.page.timings import milliseconds, timings_of

EVIL = "<img src=x onerror=hack()></script><script>hack()</script>{{ 7 * 7 }}\u202e\x00\ud800"
GET = ("paths", "/boats", "get")
TEXT = """\
openapi: 3.0.3
info: {title: Boats, version: "1"}
paths:
  /boats:
    get:
      description: "<img src=x onerror=hack()></script><script>hack()</script>"
      responses: {}
"""


def covered(operation: str, covered: int, *missed: str, times: tuple[float, ...] = ()) -> OperationCoverage:
    """Of four things of each kind."""
    figures = {kind: Figure(covered, 4, missed) for kind in KINDS} | {"operations": Figure(1, 1)}
    timing = Timing(len(times), times, times[0], times[-1], times[-1]) if times else None
    return OperationCoverage(operation, covered, figures, {"200": covered} if covered else {}, timing)


@pytest.fixture(scope="module")
def report() -> Report:
    source = load_text(TEXT, "boats.yaml").root
    findings = [
        Finding(
            "contract/status-code",
            Severity.ERROR,
            f"418 is not documented {EVIL}",
            Place(source, (*GET, "description")),
            operation="GET /boats",
            help=EVIL,
            help_url="javascript:hack()",
            details={"curl": f"curl -X GET 'http://x/boats?{EVIL}'", "response": f"418\nx: {EVIL}\n\n{EVIL}"},
        ),
        Finding("contract/allow-header", Severity.WARNING, "no Allow", Place(source, GET, key=True), "POST /boats"),
    ]
    operations = (
        covered("GET /boats", 3, "404", EVIL, times=(0.2, 1.5, 12.0)),
        covered(f"POST /{EVIL}", 4, times=(1200.0,)),
        covered("DELETE /boats/{id}", 0),
    )
    summary = {
        "requests": 1234,
        "duration": 3.25,
        "seed": 7,
        "phases": ["probes"],
        "target": EVIL,
        "stopped": "budget",
        EVIL: EVIL,
    }
    limits = [f"responses coverage: 41 % {EVIL}"]
    return Report("test", findings, False, summary, limits=limits, coverage=CoverageReport(operations, "boats.yaml"))


@pytest.fixture(scope="module")
def file(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(REPORTERS["html"](report), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    yield from opened(browser, file)


def opened(browser: Browser, file: Path, **context: Any) -> Iterator[Page]:
    """The page, loaded. Nothing may be reported on its console, nor anything of a document or server be run."""
    complaints: list[str] = []
    with browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | context)) as made:
        page = made.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
        page.add_init_script("window.hack = () => { window.hacked = true }")
        page.goto(file.as_uri())
        yield page
        assert page.evaluate("window.hacked === undefined")
        assert page.locator("img").count() == 0 and page.locator("a[href^=javascript]").count() == 0
        assert complaints == []


def test_the_verdict_comes_first(page: Page) -> None:
    expect(page.locator(".verdict .word")).to_have_text("Failed: 1 error, 1 warning")
    expect(page.locator(".verdict .limit")).to_contain_text("responses coverage: 41 % <img src=x onerror=hack()>")
    assert page.locator(".tile dt").all_inner_texts() == [
        "Findings", "Operations tested", "Coverage", "Requests", "Duration",
    ]  # fmt: skip
    expect(page.locator(".tile").nth(1)).to_contain_text("2")


def test_what_strangers_say_is_text(page: Page) -> None:
    """No markup, no template, and no character that turns the line around."""
    shown = page.locator("body").inner_text()

    assert "<script>hack()</script>{{ 7 * 7 }}���" in shown
    assert not {"\u202e", "\x00"} & set(shown)


def test_a_finding_has_its_line_and_a_command_to_copy(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    finding = page.locator("details.finding.error")
    expect(finding.locator(".place").first).to_have_text("boats.yaml:6:20")
    expect(finding.locator(".frame")).to_contain_text("description:")

    finding.get_by_role("button", name="Copy").click()

    expect(finding.locator(".copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -X GET 'http://x/boats?<img")


def test_findings_are_found_and_opened(page: Page) -> None:
    page.get_by_role("searchbox").fill("allow post")
    expect(page.locator("details.finding:visible")).to_have_count(1)
    expect(page.locator(".group:visible")).to_have_count(1)
    expect(page.locator(".filter [role=status]")).to_have_text("1 of 2 findings")

    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Close all").click()
    expect(page.locator("details.finding[open]")).to_have_count(0)
    page.locator("details.finding summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.finding[open]")).to_have_count(1)


def test_the_heat_map_leads_to_what_was_missed(page: Page) -> None:
    cells = page.locator("table.heat tbody tr").first.locator("td.cell")
    assert cells.all_inner_texts() == ["3/4"] * 5 + ["79.1 %"]
    expect(cells.first).to_have_class("cell most")
    expect(page.locator("table.heat tbody tr").nth(2).locator("td.cell").first).to_have_class("cell none")

    page.get_by_role("link", name="GET /boats").focus()
    page.keyboard.press("Enter")

    expect(page.locator("details.missed[open] .names").first).to_contain_text("404")
    expect(page.locator("details.missed[open] summary")).to_be_focused()


def test_documented_responses_that_were_never_seen(page: Page) -> None:
    expect(page.locator(".unmet li")).to_have_count(1)
    expect(page.locator(".unmet .status").first).to_have_text("404")


def test_times_are_in_the_table_too(page: Page) -> None:
    """The plot is for eyes only; the slowest operation comes first."""
    first = page.locator("table.plot tbody tr").first
    assert first.locator("td.figure").all_inner_texts() == ["1", "1.2 s", "1.2 s", "1.2 s"]
    assert page.locator("table.plot svg text").all_text_contents() == ["1 ms", "10 ms", "100 ms", "1 s"]
    expect(page.locator("table.plot tbody tr").nth(1).locator("circle")).to_have_count(3)
    assert page.locator("table.plot .strip:not([aria-hidden])").count() == 0


def test_the_run_can_be_repeated(page: Page) -> None:
    expect(page.locator("#run .facts")).to_contain_text("the time was up")
    expect(page.locator("#run pre")).to_contain_text("specforge test boats.yaml --app '<img")
    expect(page.locator("#run pre")).to_contain_text("--seed 7 --phases probes")


def test_parts_of_the_page_are_reached_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert page.locator("nav a").all_inner_texts() == ["Findings", "Coverage", "Times", "Run"]
    assert page.evaluate("[...document.querySelectorAll('nav a')].every(a => document.querySelector(a.hash))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours(browser: Browser, file: Path, scheme: Any) -> None:
    """By the system's wish, and by the button; what is read has the contrast that WCAG 2.2 (1.4.3) wants."""
    for page in opened(browser, file, color_scheme=scheme):
        for _ in range(2):
            assert page.evaluate(CONTRASTS) == []
            before = page.evaluate("getComputedStyle(document.body).backgroundColor")
            page.get_by_role("button", name="Switch between light and dark").click()
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


CONTRASTS = """() => {
  const channels = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const back = (one) => { for (; one; one = one.parentElement) {
    const found = channels(getComputedStyle(one).backgroundColor);
    if (found.length === 3 || found[3] === 1) return found;
  } return [255, 255, 255]; };
  const poor = [];
  const texts = "p, dt, dd, th, td.cell, td.figure, .chip, .method, .path, pre, a, button, .soft, code";
  for (const one of document.querySelectorAll(texts)) {
    if (!one.textContent.trim() || !one.checkVisibility()) continue;
    const [a, b] = [light(channels(getComputedStyle(one).color)), light(back(one))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) poor.push(`${one.className || one.tagName}: ${one.textContent.slice(0, 30)}`);
  }
  return [...new Set(poor)];
}"""


def test_the_worst_of_a_group_comes_first_and_operations_are_named_once() -> None:
    place = Place(load_text(TEXT, "boats.yaml").root, GET)
    both = {"operations": "GET /boats\nPOST /boats"}
    said = [("mild", Severity.WARNING), ("grave", Severity.ERROR), ("mild, too", Severity.WARNING)]
    findings = [
        Finding("contract/other", severity, message, place, operations=("GET /boats", "POST /boats"), details=both)
        for message, severity in said
    ]

    group = groups_of(entries_of(Report("test", findings, ok=False)))[0]

    assert [card.entry.message for card in group.cards] == ["grave", "mild", "mild, too"]
    assert [card.blocks for card in group.cards] == [[], [], []]


def test_the_bar_leaves_room_on_a_phone(browser: Browser, file: Path) -> None:
    """It stays when one scrolls: the name and the button share a line."""
    for page in opened(browser, file, viewport={"width": 375, "height": 800}):
        name, button = page.locator(".bar h1").bounding_box(), page.locator(".bar .theme").bounding_box()
        assert name is not None and button is not None
        assert button["y"] < name["y"] + name["height"]


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, file: Path, width: int) -> None:
    for page in opened(browser, file, viewport={"width": width, "height": 800}):
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_all_is_there(browser: Browser, file: Path) -> None:
    """Servers of continuous integration forbid them."""
    with browser.new_context(java_script_enabled=False) as made:
        page = made.new_page()
        page.goto(file.as_uri())
        expect(page.locator("details.finding")).to_have_count(2)
        expect(page.locator("form.filter")).to_be_hidden()
        expect(page.locator("table.plot svg circle")).to_have_count(4)


def test_milliseconds() -> None:
    assert [milliseconds(time) for time in (0.123, 0.5, 9.96, 123.4, 1500, 65_000)] == [
        "0.12 ms", "0.5 ms", "10 ms", "123 ms", "1.5 s", "65 s",
    ]  # fmt: skip


@pytest.mark.parametrize("times", [(0.0001,), (0.01, 0.02), (5.0, 5.0), (1.0, 90_000.0), (999.0, 1001.0)])
def test_the_axis_holds_all_times(times: tuple[float, ...]) -> None:
    timings = timings_of(CoverageReport((covered("GET /boats", 1, times=times),)))

    assert timings is not None
    assert 2 <= len(timings.ticks) <= 9
    strip = timings.strips[0]
    assert all(2 <= point <= 98 for point in (*strip.points, strip.median, strip.high, sum(strip.box)))


def test_many_operations(report: Report) -> None:
    """The slowest are drawn, the others listed; a page of a thousand operations can still be sent around."""
    many = CoverageReport(tuple(covered(f"GET /boats/{at}", 2, times=(1.0 + at,) * 30) for at in range(1000)))
    page = REPORTERS["html"](Report("test", report.findings, False, coverage=many))

    assert page.count('<td class="strip"') == 40
    assert "960 faster operations" in page
    assert len(page) < 1_500_000
