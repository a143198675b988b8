"""Performance thresholds: intervals that can be trusted, bounds from where they are said, and a real short run."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from specforge.contract.settings import Settings
from specforge.contract.slo import measure as measuring
from specforge.contract.slo.bounds import bounds_of, misunderstood, parse_bounds
from specforge.contract.slo.measure import Measured, Times, measure
from specforge.contract.slo.quantiles import quantile
from specforge.contract.slo.tell import Verdict, facts, findings, rows, table, verdict
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.errors import UsageError

DOCUMENT = """\
openapi: 3.1.0
info: {title: Fast, version: "1"}
x-slo: {p50: 60s}
paths:
  /fast:
    get:
      x-slo: {p95: 0.0001}
      responses: {"200": {description: ok}}
    post:
      responses: {"201": {description: made}}
  /odd:
    x-max-response-ms: 60000
    get:
      x-slo: {p50: 30s, p95: soon, worst: 1s}
      responses: {"200": {description: ok}}
  /gone:
    get:
      responses: {"200": {description: ok}}
"""


@pytest.fixture
def document() -> Document:
    return load_text(DOCUMENT)


def app(environ: Any, start_response: Any) -> list[bytes]:
    statuses = {"/gone": "404 Not Found"}
    start_response(statuses.get(environ["PATH_INFO"], "200 OK"), [("Content-Type", "text/plain")])
    return [b"ok"]


class TestQuantiles:
    """An interval holds the true percentile as often as it says."""

    @pytest.mark.parametrize(("count", "percent"), [(20, 50), (200, 95), (60, 99)])
    def test_the_interval_misses_in_one_of_a_hundred_at_most(self, count: int, percent: float) -> None:
        numbers = random.Random(7)
        samples = (sorted(numbers.random() for _ in range(count)) for _ in range(400))

        missed = [one for one in (quantile(sample, percent) for sample in samples) if misses(one, percent / 100)]

        assert len(missed) <= 8

    def test_few_values_have_no_upper_end(self) -> None:
        found = quantile([1.0, 2.0, 3.0], 95)

        assert (found.value, found.low, found.high) == (3.0, 1.0, None)
        assert not found.is_below(1000)

    def test_the_median_of_many_values(self) -> None:
        found = quantile([float(number) for number in range(1, 102)], 50)

        assert found.value == 51.0
        assert found.low < 51.0 < (found.high or 0)
        assert found.is_above(10) and found.is_below(90)

    def test_one_value(self) -> None:
        assert quantile([5.0], 50).value == 5.0


def misses(found: Any, true: float) -> bool:
    return bool(found.is_above(true) or (found.high is not None and found.high < true))


class TestBounds:
    """Bounds stand in the document or are given; what is nearest to an operation wins."""

    def test_of_the_document(self, document: Document) -> None:
        fast, _, odd, gone = document.operations

        assert [(one.name, one.milliseconds) for one in bounds_of(fast, {})] == [("p50", 60_000), ("p95", 0.0001)]
        assert [(one.name, one.milliseconds) for one in bounds_of(odd, {})] == [("p50", 30_000), ("p99", 60_000)]
        assert bounds_of(gone, {})[0].place.pointer == "/x-slo/p50"

    def test_those_that_are_given_are_for_what_the_document_is_silent_about(self, document: Document) -> None:
        found = bounds_of(document.operations[0], parse_bounds(["p95=1s", "p99=2s", "document"]))

        assert [(one.name, one.milliseconds, one.is_given) for one in found] == [
            ("p50", 60_000, False),
            ("p95", 0.0001, False),
            ("p99", 2000, True),
        ]

    def test_what_says_nothing(self, document: Document) -> None:
        assert [place.pointer for place in misunderstood(document.operations[2])] == [
            "/paths/~1odd/get/x-slo/p95",
            "/paths/~1odd/get/x-slo/worst",
        ]

    @pytest.mark.parametrize("text", ["p95", "p100=1s", "p0=1s", "95=1s", "p95=soon", "p95=0s", "openapi.yaml"])
    def test_what_is_no_bound(self, text: str) -> None:
        with pytest.raises(UsageError, match="no bound"):
            parse_bounds([text])


class TestMeasuring:
    """A short run against an application."""

    @pytest.fixture
    def measured(self, document: Document, monkeypatch: pytest.MonkeyPatch) -> Measured:
        # Enough for every interval to have two ends; the time is for machines that are busy.
        monkeypatch.setattr(measuring, "MOST", 120)
        return measure(document, AppTarget(app), Settings(seed=1), 60, lambda answers, share: None)

    def test_read_only_operations_are_measured(self, measured: Measured) -> None:
        found = {one.operation.label: (len(one.times), one.reason) for one in measured.operations}

        assert found == {
            "GET /fast": (120, ""),
            "POST /fast": (0, "it writes"),
            "GET /odd": (120, ""),
            "GET /gone": (0, "no request of it was accepted: 404"),
        }

    def test_a_finding_where_the_interval_clears_the_bound(self, measured: Measured) -> None:
        found = [(one.rule, one.severity.value, one.place.pointer) for one in findings(rows(measured, {}))]

        assert ("contract/slo", "error", "/paths/~1fast/get/x-slo/p95") in found
        # The bound of the whole document holds for what could not be measured, too.
        assert ("contract/slo", "warning", "/x-slo/p50") in found
        assert [severity for _, severity, _ in found].count("error") == 1

    def test_a_table_and_figures(self, measured: Measured) -> None:
        found = rows(measured, {})

        shown, data = table(found), facts(found, measured)

        assert [row[0] for row in shown.rows] == ["GET /fast", "GET /odd"]
        assert (data["measured"], data["broken"], data["kept"], data["not_decided"]) == (2, 1, 2, 1)
        assert data["times"][0]["percentiles"]["p95"]["low"] > 0

    def test_writing_operations_where_that_is_asked_for(
        self, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(measuring, "MOST", 3)
        settings = Settings(seed=1, include=("POST /fast",))

        measured = measure(document, AppTarget(app), settings, 60, lambda answers, share: None, writes=True)

        assert len(measured.operations[0].times) == 3

    def test_an_answer_that_fails_later_on_does_not_count(self, document: Document) -> None:
        counter = iter(range(1000))

        def tired(environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
            start_response("200 OK" if next(counter) < 1 else "503 Busy", [])
            return [b""]

        settings = Settings(seed=1, include=("GET /fast",))
        measured = measure(document, AppTarget(tired), settings, 60, lambda answers, share: None)

        assert measured.operations[0].reason == "it is accepted once only: 503 afterwards"


def test_a_bound_inside_the_interval_is_not_decided(document: Document) -> None:
    times = Times(document.operations[0], [float(number) for number in range(1, 102)])
    row = rows(Measured([times], 1.0), parse_bounds(["p99=100ms", "p90=1ms"]))[0]

    verdicts = {bound.name: verdict(bound, found) for bound, found in row.held if found is not None}

    assert verdicts["p99"] is Verdict.OPEN
    assert verdicts["p90"] is Verdict.BROKEN
