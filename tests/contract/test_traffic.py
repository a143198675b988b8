"""Whole recordings: which traffic belongs to the document, and what is counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.contract.settings import Settings
from specforge.contract.traffic.recording import TrafficResult, judge_traffic
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.findings.exchange import Answer, Exchange, SentRequest

BIRDS = load_text("""\
openapi: 3.0.3
info: {title: Birds, version: "1"}
servers: [{url: "https://api.birds.test/v1"}]
paths:
  /birds:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {"200": {description: all}, "400": {description: no}}
  /nests:
    servers: [{url: "https://nests.test"}]
    get:
      responses: {"200": {description: all}}
""")


def got(url: str, status: int = 200, body: Any = None, method: str = "GET") -> tuple[str, Exchange]:
    content = b"" if body is None else json.dumps(body).encode()
    headers = {"content-type": ("application/json",)} if content else {}
    return "t.har, entry 1", Exchange(SentRequest(method, url), Answer(status, headers, content))


def judged(*recording: tuple[str, Exchange], url: str | None = None, **settings: Any) -> TrafficResult:
    return judge_traffic(BIRDS, recording, Settings(**settings), url)


def test_hosts_and_base_paths_of_servers() -> None:
    result = judged(
        got("https://api.birds.test:443/v1/birds"),
        got("https://nests.test/nests"),
        got("https://cdn.test/v1/birds"),
        got("https://api.birds.test/v1/eggs?token=1"),
    )

    assert result.summary["exchanges_judged"] == 2
    assert result.summary["operations_tested"] == 2
    assert dict(result.outside) == {"GET cdn.test/v1/birds": 1, "GET api.birds.test/v1/eggs": 1}


def test_where_the_hosts_do_not_occur_paths_decide() -> None:
    result = judged(got("http://localhost:8000/v1/birds"), got("http://testserver/birds", 418))

    assert [finding.rule for finding in result.findings] == ["contract/status-code"]
    assert result.findings[0].details["recorded"] == "t.har, entry 1"
    assert result.summary["exchanges_violating"] == 1


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("http://staging:81", ["GET staging:81/api/birds", "GET api.birds.test/v1/birds"]),
        ("http://staging:81/api/", ["GET staging:81/v1/birds", "GET api.birds.test/v1/birds"]),
    ],
)
def test_a_url_says_where_the_api_was(url: str, names: list[str]) -> None:
    recorded = [got(f"{host}/birds") for host in ("http://staging:81/v1", "http://staging:81/api")]

    result = judged(*recorded, got("https://api.birds.test/v1/birds"), url=url)

    assert list(result.outside) == names


def test_what_is_counted() -> None:
    result = judged(
        got("http://x/birds?limit=many", 400), got("http://x/birds"), got("http://x/nests"), exclude=("/nests",)
    )

    assert result.findings == []
    facts = result.summary
    assert (facts["requests_rightly_refused"], facts["exchanges_not_selected"], facts["exchanges"]) == (1, 1, 3)


def test_one_finding_for_each_cause() -> None:
    result = judged(*[got(f"http://x/birds?limit=x{number}") for number in range(3)])

    (finding,) = result.findings
    assert (finding.rule, finding.details["seen"]) == ("contract/negative-data-accepted", "3 times")


@pytest.mark.parametrize("recording", [[], [got("http://x/nothing")], [got("http://x/nothing")] * 2])
def test_nothing_of_this_document(recording: list[tuple[str, Exchange]]) -> None:
    with pytest.raises(UsageError, match="nothing to judge"):
        judged(*recording)


def test_secrets_are_masked(shop: Document) -> None:
    sent = SentRequest("GET", "http://x/items?token=abc", {"authorization": "Bearer abc"})
    recording = [("", Exchange(sent, Answer(418)))]

    (finding,) = judge_traffic(shop, recording, Settings()).findings

    assert "abc" not in str(finding.details)
