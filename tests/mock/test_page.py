"""The page at /__specforge/, as a person sees it in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.settings import Settings

_EVIL = "<img src=x onerror=hack()></script><script>hack()</script>"
_TEXT = f"""\
openapi: 3.0.3
info: {{title: "Harbour {_EVIL}", version: "{_EVIL}"}}
tags: [{{name: boats, description: "{_EVIL}"}}, {{name: __proto__}}]
paths:
  /boats:
    get:
      tags: [boats]
      operationId: listBoats
      summary: All boats
      parameters:
        - {{name: limit, in: query, schema: {{type: integer, maximum: 50}}}}
      responses:
        '200': {{description: ok, content: {{application/json: {{example: [{{id: 12345678901234567890}}]}}}}}}
        '404':
          description: none
          content: {{application/json: {{examples: {{gone: {{value: {{gone: true}}}}, lost: {{value: {{lost: 1}}}}}}}}}}
    post:
      tags: [boats]
      summary: New boat
      security: [{{key: []}}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {{type: object, required: [name], properties: {{name: {{type: string, example: dinghy}}}}}}
      responses: {{'201': {{description: made, content: {{application/json: {{example: {{made: true}}}}}}}}}}
  /boats/{{id}}:
    delete:
      deprecated: true
      tags: [__proto__]
      parameters: [{{name: id, in: path, required: true, schema: {{type: integer, minimum: 3}}}}]
      responses: {{'204': {{description: gone}}}}
  "/odd\\"'><b>{{x}}": {{get: {{responses: {{}}}}}}
  /follow:
    post:
      tags: [boats]
      responses: {{'204': {{description: ok}}}}
      callbacks:
        onMoored:
          '{{$request.query.to}}':
            delete: {{description: "{_EVIL}", responses: {{'204': {{description: thanks}}}}}}
  /evil/{{undeclared}}:
    get:
      summary: "{_EVIL}"
      description: "{_EVIL}"
      operationId: "{_EVIL}"
      parameters: [{{name: "{_EVIL}", in: query, description: "{_EVIL}", schema: {{type: string, enum: ["{_EVIL}"]}}}}]
      responses: {{'200': {{description: "{_EVIL}", content: {{text/html: {{example: "{_EVIL}"}}}}}}}}
components: {{securitySchemes: {{key: {{type: apiKey, in: header, name: X-Key}}}}}}
"""


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    with Mock(load_text(_TEXT), settings=Settings(port=0)) as running:
        yield running


@pytest.fixture
def page(browser: Browser, mock: Mock) -> Iterator[Page]:
    """The page, loaded. Nothing may be reported on its console, nor any script of a document run."""
    yield from opened(browser, mock)


def opened(browser: Browser, mock: Mock, **context: Any) -> Iterator[Page]:
    complaints: list[str] = []
    with browser.new_context(**({"viewport": {"width": 1400, "height": 900}} | context)) as made:
        made.grant_permissions(["clipboard-read", "clipboard-write"])
        page = made.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script("window.hack = () => { window.hacked = true }")
        page.goto(f"{mock.url}/__specforge")
        expect(page.locator("#live")).to_have_text("live")
        yield page
        assert page.evaluate("window.hacked === undefined")
        assert [text for text in complaints if "Failed to load resource" not in text] == []


def open_operation(page: Page, path: str, method: str = "GET") -> None:
    page.locator(".op", has_text=path).filter(has_text=method).first.click()
    expect(page.locator("form.view .head .path")).to_have_text(path)


def test_the_page_has_all_inside_and_allows_no_more(mock: Mock) -> None:
    with httpx.Client(base_url=mock.url, trust_env=False) as client:
        away = client.get("/__specforge")
        answer = client.get("/__specforge/")

    assert (away.status_code, away.headers["location"]) == (308, "__specforge/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", answer.text) == []
    assert "Harbour" not in answer.text
    assert len(answer.content) < 100_000


def test_operations_are_listed_by_tag_and_found(page: Page) -> None:
    expect(page.locator(".group > summary")).to_have_text(["boats3", "__proto__1", "Operations2"])
    expect(page.locator(".op.deprecated .path")).to_have_css("text-decoration-line", "line-through")

    page.keyboard.press("/")
    page.keyboard.type("post /boats")

    expect(page.locator(".op")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("form.view .head")).to_contain_text("/boats")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Reply", exact=True).locator(".status")).to_have_text("201")
    page.locator("#filter").press("Escape")
    expect(page.locator(".op")).to_have_count(6)


def test_an_operation_is_tried_with_what_was_filled_in(page: Page) -> None:
    open_operation(page, "/boats", "POST")
    expect(page.get_by_label("Body", exact=True)).to_have_value('{\n  "name": "dinghy"\n}')

    page.get_by_label("Body", exact=True).press("Control+Enter")

    reply = page.get_by_label("Reply", exact=True)
    expect(reply.locator(".status")).to_have_text("201")
    expect(reply.locator("pre")).to_have_text('{\n  "made": true\n}')
    expect(page.locator(".row").first).to_contain_text("POST /boats")


def test_another_answer_is_chosen(page: Page) -> None:
    open_operation(page, "/boats")
    page.get_by_label("limit").fill("7")
    page.get_by_label("Status", exact=True).select_option("404")
    page.get_by_label("Example", exact=True).select_option("lost")

    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_label("Reply", exact=True)).to_contain_text('"lost": 1')
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace(" \\\n ", "") == (
        f"curl -i -X GET '{page.url.split('/__')[0]}/boats?limit=7' -H 'Prefer: code=404, example=lost'"
    )


def test_what_is_wrong_with_a_request_is_shown(page: Page) -> None:
    open_operation(page, "/boats")
    page.get_by_label("limit").fill("99")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Reply", exact=True).locator(".status")).to_have_text("422")

    row = page.locator(".row", has_text="limit=99").first
    expect(row).to_contain_text("1 violation")
    row.get_by_role("button").click()

    expect(row.locator(".wrongs")).to_contain_text("Request query parameter limit must be <= 50")
    expect(row.locator(".wrongs .where")).to_contain_text("request › query › limit")  # noqa: RUF001
    expect(row.locator(".wrongs .where")).to_contain_text(re.compile(r":11:\d+$"))


def test_a_callback_is_sent_from_the_page(page: Page, mock: Mock) -> None:
    page.get_by_role("link", name="Webhooks").click()
    page.locator("summary", has_text="onMoored").click()
    page.get_by_label("URL").fill(f"{mock.url}/boats/7")
    page.get_by_role("button", name="Send").click()

    expect(page.locator("main .hook")).to_contain_text("The answer fits the document.")
    expect(page.locator(".row").first).to_contain_text("/boats/7")


def test_long_numbers_keep_their_digits(page: Page) -> None:
    open_operation(page, "/boats")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Reply", exact=True)).to_contain_text("12345678901234567890")


def test_traffic_is_live_filtered_paused_and_cleared(page: Page, mock: Mock) -> None:
    with httpx.Client(base_url=mock.url, trust_env=False) as client:
        client.get("/boats?limit=first")
        expect(page.locator(".row", has_text="limit=first")).to_have_count(1)
        page.get_by_label("Filter traffic").fill("limit=first 422")
        expect(page.locator(".row")).to_have_count(1)
        page.get_by_label("Filter traffic").fill("")
        page.get_by_role("button", name="Pause").click()
        client.get("/boats?limit=second")
        page.get_by_role("button", name="Resume (1 new)").click()
        expect(page.locator(".row", has_text="limit=second")).to_have_count(1)
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("#rows")).to_contain_text("No requests yet")


def test_what_documents_and_clients_say_stays_text(page: Page, mock: Mock) -> None:
    expect(page.locator("#title")).to_have_text(f"Harbour {_EVIL}")
    page.locator(".op", has_text="/odd").click()
    expect(page.locator("form.view .head")).to_contain_text("/odd\"'><b>{x}")
    page.locator(".op", has_text="/evil").click()
    expect(page.locator("form.view .lead")).to_have_text(_EVIL)
    page.get_by_role("button", name="Fill in all").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Reply", exact=True).locator("pre")).to_have_text(_EVIL)
    with httpx.Client(base_url=mock.url, trust_env=False) as client:
        client.get(f"/{_EVIL}", params={"q": _EVIL}, headers={"X-Evil": _EVIL})
    row = page.locator(".row", has_text="no operation").first
    row.get_by_role("button").click()
    row.locator("summary").first.click()
    expect(row.locator("table").first).to_contain_text(_EVIL)
    for view in ("#/document", "#/webhooks", "#/operation/%E0%A4%A", f"#/operation/{_EVIL}", "#/"):
        page.evaluate("address => { location.hash = address }", view)
    expect(page.locator("main")).to_contain_text("Clients choose the answer")
    assert page.locator("img, main script, aside script").count() == 0


_CONTRASTS = """() => {
  const light = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const back = (e) => { const color = getComputedStyle(e).backgroundColor;
    return /, 0\\)$/.test(color) && e.parentElement ? back(e.parentElement) : color; };
  return [...document.querySelectorAll("span, button, label, a, p, h2, h3, code, th, td, summary, li")]
    .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .map((e) => { const [a, b] = [light(getComputedStyle(e).color), light(back(e))];
      return [e.className + " " + e.textContent.slice(0, 20), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]; })
    .filter(([, ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1400)])
def test_it_is_readable(browser: Browser, mock: Mock, scheme: str, width: int) -> None:
    for page in opened(browser, mock, color_scheme=scheme, viewport={"width": width, "height": 740}):
        page.emulate_media(reduced_motion="reduce")
        for view in ("", "operations", "operation/POST%20%2Fboats", "traffic", "document", "webhooks"):
            page.evaluate("address => { location.hash = address }", f"#/{view}")
            expect(page.locator("body")).to_have_attribute("data-view", view.split("/")[0] or "overview")
            assert page.evaluate(_CONTRASTS) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_large_document_is_listed_when_it_is_looked_at(browser: Browser) -> None:
    get = {"get": {"tags": ["t"], "responses": {"200": {"description": "ok"}}}}
    paths = {f"/things/{n}": {"get": {**get["get"], "tags": [f"tag {n % 20}"]}} for n in range(2000)}
    document = {"openapi": "3.0.3", "info": {"title": "Large", "version": "1"}, "paths": paths}
    with Mock(load_text(str(document)), settings=Settings(port=0)) as large:
        for page in opened(browser, large):
            expect(page.locator(".group")).to_have_count(20)
            assert page.locator(".op").count() == 0
            page.locator(".group > summary").first.click()
            expect(page.locator(".op")).to_have_count(100)
            page.locator("#filter").fill("things/1")
            expect(page.locator("#list .note")).to_have_text("and 811 more")
            open_operation(page, "/things/1")
