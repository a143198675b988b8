"""Several workers: whoever is asked tells what all of them saw."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.common_counts import CommonCounts
from specforge.mock.counts import OwnCounts
from specforge.mock.settings import Settings

_TEXT = """\
openapi: 3.0.3
info: {title: Bees, version: '1'}
paths:
  /bees/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: ok, content: {application/json: {example: {id: 1}}}}}
webhooks: {}
"""
_REQUESTS = 24

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="this system has no fork, which workers need"
)


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    """A mock that has been asked over so many connections, and once for something wrong."""
    with Mock(load_text(_TEXT), settings=Settings(port=0, workers=2, log="none")) as running:
        for number in range(_REQUESTS):
            httpx.get(f"{running.url}/bees/{number}", trust_env=False)
        httpx.get(f"{running.url}/bees/x", trust_env=False)
        yield running


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Mock]:
    """Workers that limit, and answer one after the other."""
    scenarios = tmp_path / "scenarios.yaml"
    steps = "[{body: {id: 1}}, {body: {id: 2}}, {body: {id: 3}}, {body: {id: 4}}, {body: {id: 5}}]"
    scenarios.write_text(f"operations:\n  GET /bees/{{id}}: {{then: {steps}}}\n")
    settings = Settings(port=0, workers=3, log="none", scenarios=scenarios, faults={"limit": "5/1h"})
    with Mock(load_text(_TEXT), settings=settings) as running:
        yield running


def test_limits_and_sequences_are_those_of_all(patient: Mock) -> None:
    for _ in range(2):
        replies = [httpx.get(f"{patient.url}/bees/1", trust_env=False) for _ in range(8)]
        assert [reply.json().get("id") for reply in replies] == [1, 2, 3, 4, 5, None, None, None]
        assert [reply.status_code for reply in replies] == [200] * 5 + [429] * 3
        assert replies[4].headers["ratelimit-remaining"] == "0"
        httpx.post(f"{patient.url}/__specforge/reset", trust_env=False)


def test_common_counts_are_those_of_one_process_and_of_many() -> None:
    common, own = CommonCounts(), OwnCounts()
    for counts in (common, own):
        found = [counts.count("a", now, per=10).number for now in (0, 5, 9, 10, 11)]
        assert [*found, counts.count("a", 30, per=10)] == [1, 2, 3, 1, 2, (1, 40)]
        assert [counts.count(f"b{number}").number for number in range(12_000)] == [1] * 12_000
        assert counts.count("b11999").number == 2
        counts.clear()
        assert counts.count("b11999").number == 1


def test_a_worker_that_ended_while_it_counted_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specforge.mock.common_counts._PATIENCE", 0.01)
    counts = CommonCounts()
    counts._lock.acquire()

    assert [counts.count("a").number, counts.count("a").number] == [1, 2]


def _ask(mock: Mock, path: str) -> httpx.Response:
    """Over a connection of its own, which any of the workers may take."""
    return httpx.get(f"{mock.url}/__specforge/{path}", trust_env=False, timeout=30)


def _value(text: str, name: str, **labels: str) -> float:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return sum(one.value for one in samples if one.name == name and labels.items() <= one.labels.items())


def test_metrics_are_those_of_all(mock: Mock) -> None:
    for _ in range(4):
        text = _ask(mock, "metrics").text
        assert _value(text, "specforge_requests_total", status="200") == _REQUESTS
        assert _value(text, "specforge_answer_seconds_count") == _REQUESTS + 1
        assert _value(text, "specforge_violations_total", code="type") == 1
        assert _value(text, "specforge_connections") >= 1


def test_traffic_is_that_of_all(mock: Mock) -> None:
    found = [_ask(mock, "traffic").json() for _ in range(4)]

    entries = found[0]["entries"]
    assert sorted(entry["path"] for entry in entries) == sorted([*(f"/bees/{n}" for n in range(_REQUESTS)), "/bees/x"])
    assert all(one["entries"] == entries and one["began"] == found[0]["began"] for one in found)
    assert _ask(mock, f"traffic?after={found[0]['next']}").json()["entries"] == []
    wrong = next(entry for entry in entries if entry["path"] == "/bees/x")
    for _ in range(4):
        whole: dict[str, Any] = _ask(mock, f"traffic/{wrong['number']}").json()
        assert (whole["number"], whole["status"], whole["wrong"]) == (wrong["number"], 422, 1)


@pytest.mark.parametrize("number", ["0-99", "9-1", "1", "x-y", "--", "0-1/../2"])
def test_an_exchange_that_nobody_has_is_not_found(mock: Mock, number: str) -> None:
    assert _ask(mock, f"traffic/{number}").status_code == 404


def test_who_waits_gets_what_any_of_them_sees(mock: Mock) -> None:
    after = _ask(mock, "traffic").json()["next"]
    httpx.get(f"{mock.url}/elsewhere", trust_env=False)

    (entry,) = _ask(mock, f"traffic?after={after}&wait=20").json()["entries"]

    assert entry["path"] == "/elsewhere"


def test_what_one_is_told_all_of_them_do(mock: Mock) -> None:
    url, plan = f"{mock.url}/__specforge/faults", {"rules": [{"for": "/bees/{id}", "latency": "1ms"}]}

    assert httpx.put(url, json=plan, trust_env=False).json() == plan
    assert [_ask(mock, "faults").json() for _ in range(8)] == [plan] * 8
    assert httpx.put(url, json={"latncy": 1}, trust_env=False).status_code == 422
    assert httpx.post(f"{mock.url}/__specforge/reset", trust_env=False).status_code == 204
    assert httpx.delete(url, trust_env=False).status_code == 204
    assert [_ask(mock, "faults").json() for _ in range(8)] == [{}] * 8
    assert {_ask(mock, "scenario").status_code for _ in range(4)} == {200}
