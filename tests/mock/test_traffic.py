"""The traffic of a mock: what is kept, counted, masked, and told under /__specforge/."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import orjson
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.message import Reply, Request, reply
from specforge.mock.openmetrics import escape
from specforge.mock.settings import Settings
from specforge.mock.traffic import KEPT, KEPT_A_SECOND, KEPT_BODY, Traffic

_TEXT = """\
openapi: 3.0.3
info: {title: "Gulls \\"&\\\\ \\n<b>", version: '1'}
paths:
  /birds/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: sort, in: query, schema: {type: string, enum: [up, down]}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object}, example: {id: 1}}}}
  /keys:
    post:
      security: [{key: []}]
      requestBody: {content: {application/json: {schema: {type: object, required: [name]}}}}
      responses: {'201': {description: made, content: {application/json: {example: {access_token: tell-nobody}}}}}
components: {securitySchemes: {key: {type: apiKey, in: query, name: k}}}
"""
_SECRET = "hush-hush"


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with (
        Mock(load_text(_TEXT), settings=Settings(port=0)) as mock,
        httpx.Client(base_url=mock.url, trust_env=False) as made,
    ):
        yield made


def _traffic(client: httpx.Client, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/__specforge/traffic{query}").json()
    return found


def _samples(text: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels, in order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_exchanges_are_told_with_their_operations_and_violations(client: httpx.Client) -> None:
    client.get("/birds/1")
    client.get("/birds/x?sort=sideways")
    client.get("/nowhere")

    found = _traffic(client)

    first, second, third = found["entries"]
    assert (first["method"], first["path"], first["operation"], first["status"]) == (
        "GET",
        "/birds/1",
        "GET /birds/{id}",
        200,
    )
    assert first["violations"] == []
    assert [(v["code"], v["location"], v["line"]) for v in second["violations"]] == [
        ("enum", ["request", "query", "sort"], 8),
        ("type", ["request", "path", "id"], 7),
    ]
    assert (third["operation"], third["status"]) == (None, 404)
    assert found["next"] == 3
    assert _traffic(client, "?after=3")["entries"] == []
    assert [entry["number"] for entry in _traffic(client, "?after=2")["entries"]] == [3]
    assert len(_traffic(client, "?after=99")["entries"]) == 3


def test_a_whole_exchange_has_headers_and_bodies_without_secrets(client: httpx.Client) -> None:
    client.post(
        f"/keys?k={_SECRET}&api_key={_SECRET}&page=2",
        json={"name": "x", "password": _SECRET},
        headers={"Authorization": f"Bearer {_SECRET}", "Cookie": f"session={_SECRET}"},
    )

    text = client.get("/__specforge/traffic/1").text
    found = orjson.loads(text)

    assert _SECRET not in text
    assert "tell-nobody" not in text
    assert found["query"] == "k=[Filtered]&api_key=[Filtered]&page=2"
    assert dict(found["request"]["headers"])["authorization"] == "[Filtered]"
    assert dict(found["request"]["headers"])["cookie"] == "[Filtered]"
    assert orjson.loads(found["request"]["body"]) == {"name": "x", "password": "[Filtered]"}
    assert orjson.loads(found["reply"]["body"]) == {"access_token": "[Filtered]"}


def test_missing_credentials_are_wrong_where_they_are_asked_for(client: httpx.Client) -> None:
    client.post("/keys", json={"name": "x"})

    (violation,) = _traffic(client)["entries"][0]["violations"]

    assert (violation["code"], violation["line"]) == (401, 13)


@pytest.mark.parametrize(
    "target", ["traffic?after=x", "traffic?after=-1", "traffic?wait=99999999999999999", "traffic?after=%C2%B2"]
)
def test_what_is_no_number_is_refused(client: httpx.Client, target: str) -> None:
    assert client.get(f"/__specforge/{target}").status_code == 422


@pytest.mark.parametrize("number", ["7", "x", "0", "99999999999999999999", "1/2"])
def test_an_exchange_that_is_not_there_is_not_found(client: httpx.Client, number: str) -> None:
    assert client.get(f"/__specforge/traffic/{number}").status_code == 404


def test_who_waits_gets_the_news_when_they_come(client: httpx.Client) -> None:
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(httpx.get, f"{client.base_url}/__specforge/traffic?wait=20", trust_env=False)
        while not waiting.done():
            client.get("/birds/1")
        assert waiting.result().json()["entries"]


def test_metrics_count_requests_violations_and_seconds(client: httpx.Client) -> None:
    for path in ("/birds/1", "/birds/2", "/birds/x", "/nowhere"):
        client.get(path)

    answer = client.get("/__specforge/metrics")
    found = _samples(answer.text)

    assert answer.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    assert found[("specforge_requests_total", "GET /birds/{id}", "200")] == 2
    assert found[("specforge_requests_total", "GET /birds/{id}", "422")] == 1
    assert found[("specforge_requests_total", "", "404")] == 1
    assert found[("specforge_violations_total", "type", "request", "GET /birds/{id}")] == 1
    assert found[("specforge_answer_seconds_count", "GET /birds/{id}")] == 3
    assert found[("specforge_answer_seconds_bucket", "+Inf", "GET /birds/{id}")] == 3
    assert found[("specforge_answer_seconds_sum", "GET /birds/{id}")] > 0
    assert ("specforge_document_info", 'Gulls "&\\ \n<b>', "1") in found


def test_metrics_are_right_however_many_scrape(client: httpx.Client) -> None:
    def work(number: int) -> None:
        with httpx.Client(base_url=client.base_url, trust_env=False) as own:
            for _ in range(10):
                own.get(f"/birds/{number}")
                _samples(own.get("/__specforge/metrics").text)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    found = _samples(client.get("/__specforge/metrics").text)
    assert found[("specforge_requests_total", "GET /birds/{id}", "200")] == 40


def test_labels_are_escaped() -> None:
    assert escape('a"b\\c\nd\ud800') == 'a\\"b\\\\c\\nd?'


def test_only_so_much_is_kept() -> None:
    traffic = Traffic()
    for _ in range(KEPT + 5):
        traffic.observe(Request("POST", "/", body=b"x" * 100_000), Reply(200, body=b"y" * 100_000), 0.001)

    entries = traffic.entries()

    assert (len(entries), entries[-1].number) == (KEPT, KEPT + 5)
    assert (len(entries[0].request.body), len(entries[0].reply.body)) == (KEPT_BODY, KEPT_BODY)
    assert entries[0].sizes == (100_000, 100_000)


def test_a_long_answer_counts_beyond_all_bounds() -> None:
    traffic = Traffic()
    traffic.observe(Request("GET", "/"), reply(200, []), 60.0)
    assert traffic.tallies[""].buckets[-1] == 1


def test_waiting_ends_without_news() -> None:
    traffic = Traffic()
    asyncio.run(traffic.news(0, 0.01))
    assert traffic._waiting == []


def test_in_a_burst_the_last_exchange_is_always_kept() -> None:
    traffic = Traffic()
    for number in range(3 * KEPT_A_SECOND):
        traffic.observe(Request("GET", f"/{number}"), reply(200, []), 0.001)

    assert traffic.entries()[-1].request.path == f"/{3 * KEPT_A_SECOND - 1}"
    assert sum(traffic.tallies[""].statuses.values()) == 3 * KEPT_A_SECOND


def test_who_waits_is_sent_home_when_the_server_stops() -> None:
    traffic = Traffic()
    traffic.is_stopping = lambda: True
    asyncio.run(traffic.news(0, 600))
