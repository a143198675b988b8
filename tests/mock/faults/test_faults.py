"""Faults: what a plan says happens, in the same way each time, and can be changed while the mock runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from specforge.document.load import load_text
from specforge.errors import UsageError
from specforge.mock.delivery import Delivery, End
from specforge.mock.faults.injector import Injector
from specforge.mock.faults.plan import WrongPlan, read_plan
from specforge.mock.faults.schema import KINDS
from specforge.mock.message import Reply, Request
from specforge.mock.pipeline import compile_mock
from specforge.mock.published import PUBLISHED
from specforge.mock.service import Service
from specforge.mock.settings import Settings

_TEXT = """\
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      responses:
        '200': {description: ok, content: {application/json: {example: [1, 2]}}}
        '404': {description: no, content: {application/json: {example: {reason: none}}}}
        '503': {description: down, headers: {Retry-After: {schema: {type: integer}, example: 7}}}
    post:
      tags: [orders]
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses:
        '201': {description: ok}
        '429':
          description: slow down
          headers: {X-RateLimit-Remaining: {schema: {type: integer}, example: 99}}
          content: {application/problem+json: {example: {title: Slow down}}}
        5XX: {description: odd}
  /health:
    get: {responses: {'200': {description: ok, content: {text/plain: {example: fine}}}}}
  /odd:
    get: {responses: {'200': {description: ok}, default: {description: odd}}}
"""


class Clock:
    """A time that goes on when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Client:
    """Asks a mock with a plan."""

    def __init__(self, plan: dict[str, Any], seed: int | None = 1) -> None:
        self.clock = Clock()
        self.pipeline = compile_mock(load_text(_TEXT))
        self.pipeline.stages = (Injector(read_plan(plan), self.pipeline, seed, self.clock),)

    def ask(self, method: str = "GET", path: str = "/orders", body: bytes = b"") -> Reply:
        return self.pipeline.handle(Request(method, path, "", {"content-type": "application/json"}, body))

    def statuses(self, number: int, path: str = "/orders") -> list[int]:
        return [self.ask(path=path).status for _ in range(number)]


def _delay(reply: Reply) -> float:
    assert reply.delivery is not None
    return reply.delivery.delay


class TestLatency:
    """``latency``."""

    @pytest.mark.parametrize("latency", ["200ms", 0.2, "0.2", {"p50": "200ms"}, {"p0": 0.2, "p100": "0.2s"}])
    def test_a_fixed_one(self, latency: Any) -> None:
        assert _delay(Client({"latency": latency}).ask()) == pytest.approx(0.2)

    def test_a_range(self) -> None:
        client = Client({"latency": "100ms..300ms"})
        delays = [_delay(client.ask()) for _ in range(200)]

        assert 0.1 <= min(delays) < 0.12
        assert 0.28 < max(delays) <= 0.3

    def test_percentiles(self) -> None:
        client = Client({"latency": {"p50": "80ms", "p90": "100ms", "p99": "1s"}})
        delays = sorted(_delay(client.ask()) for _ in range(1000))

        assert delays[0] == delays[400] == 0.08
        assert delays[950] > 0.1
        assert delays[-1] == 1.0

    def test_problems_come_late_too(self) -> None:
        assert _delay(Client({"latency": 1}).ask("POST")) == 1.0

    def test_the_first_rule_that_says_something_counts(self) -> None:
        rules = [{"for": "listOrders", "errors": 0}, {"for": ["tag:orders", "/odd"], "latency": 2}]
        client = Client({"latency": 1, "rules": rules})

        assert [_delay(client.ask(path=path)) for path in ("/orders", "/odd", "/health")] == [2, 2, 1]

    @pytest.mark.parametrize("selector", ["GET /orders", "get /orders", "listOrders", "/orders", "GET", "tag:orders"])
    def test_operations_are_selected(self, selector: str) -> None:
        assert _delay(Client({"rules": [{"for": selector, "latency": 2}]}).ask()) == 2


class TestErrors:
    """``errors``: the document's own."""

    def test_they_are_drawn_from_the_document(self) -> None:
        client = Client({"errors": 0.5})
        replies = [client.ask() for _ in range(100)]

        assert {reply.status for reply in replies} == {200, 404, 503}
        assert {reply.body for reply in replies if reply.status == 404} == {b'{"reason":"none"}'}
        assert {reply.header("retry-after") for reply in replies if reply.status == 503} == {"7"}

    def test_an_operation_without_any_answers_as_always(self) -> None:
        assert Client({"errors": 1}).statuses(3, "/health") == [200, 200, 200]

    @pytest.mark.parametrize(("status", "expected"), [(503, 503), ("4XX", 404), ([404, "404"], 404)])
    def test_some_of_them(self, status: Any, expected: int) -> None:
        assert Client({"errors": {"rate": 1, "status": status}}).statuses(3) == [expected] * 3

    def test_default_and_ranges_stand_for_what_is_wanted(self) -> None:
        client = Client({"errors": {"rate": 1, "status": 504}})

        assert client.ask(path="/odd").status == 504
        assert client.ask("POST", body=b"{}").status == 504
        assert Client({"errors": 1}).ask(path="/odd").status == 500

    def test_what_is_wrong_with_a_request_makes_no_difference(self) -> None:
        reply = Client({"errors": {"rate": 1, "status": 502}}).ask("POST")

        assert reply.status == 502
        assert reply.header("sl-violations")

    def test_one_seed_repeats_them_whatever_else_is_asked(self) -> None:
        alone = Client({"errors": 0.5, "connection": 0.2}, seed=3).statuses(50)
        client = Client({"errors": 0.5, "connection": 0.2, "seed": 3}, seed=9)
        mixed = [(client.ask(path="/odd"), client.ask().status)[1] for _ in range(50)]

        assert mixed == alone
        assert Client({"errors": 0.5, "connection": 0.2}, seed=4).statuses(50) != alone


class TestConnection:
    """``connection``."""

    @pytest.mark.parametrize(
        ("kind", "delivery"),
        [
            ("reset", Delivery(has_head=False, end=End.RESET)),
            ("empty", Delivery(has_head=False, end=End.CLOSE)),
            ("truncated", Delivery(share=0.5, end=End.CLOSE)),
            ("stalled", Delivery(share=0.5, silence=3.0, end=End.CLOSE)),
            ("slow", Delivery(pace=3.0)),
        ],
    )
    def test_kinds(self, kind: str, delivery: Delivery) -> None:
        client = Client({"connection": {"rate": 1, "kinds": kind, "seconds": 3}, "latency": 2})

        reply = client.ask()

        assert reply.status == 200
        assert reply.delivery is not None
        assert (reply.delivery.share, reply.delivery.silence, reply.delivery.pace, reply.delivery.end) == (
            delivery.share,
            delivery.silence,
            delivery.pace,
            delivery.end,
        )
        assert reply.delivery.delay == 2

    def test_a_malformed_body_is_whole_and_no_json(self) -> None:
        reply = Client({"connection": {"rate": 1, "kinds": ["malformed"]}}).ask()

        assert reply.header("content-length") == str(len(reply.body))
        with pytest.raises(orjson.JSONDecodeError):
            orjson.loads(reply.body)

    def test_all_kinds_happen(self) -> None:
        client = Client({"connection": 1})
        replies = [client.ask() for _ in range(100)]

        assert len({(reply.delivery, reply.body) for reply in replies}) == len(KINDS)


class TestLimit:
    """``limit``."""

    def test_more_requests_are_refused_until_the_time_is_over(self) -> None:
        client = Client({"limit": "2/1m"})
        assert client.statuses(2) == [200, 200]

        client.clock.now += 15
        refused = client.ask()
        assert refused.status == 429
        assert refused.json()["type"].endswith("#TOO_MANY_REQUESTS")  # type: ignore[index]
        assert refused.header("retry-after") == refused.header("ratelimit-reset") == "45"

        client.clock.now += 45
        assert client.ask().header("ratelimit-remaining") == "1"

    def test_the_documented_answer_is_given_and_its_headers_are_true(self) -> None:
        client = Client({"limit": {"requests": 0, "per": "10s"}})
        reply = client.ask("POST", body=b"{}")

        assert (reply.status, reply.json()) == (429, {"title": "Slow down"})
        assert reply.header("x-ratelimit-remaining") == "0"

    def test_the_operations_of_a_rule_count_together(self) -> None:
        client = Client({"rules": [{"for": "GET", "limit": "2/h"}]})

        assert [client.ask(path=path).status for path in ("/orders", "/health", "/odd")] == [200, 200, 429]
        assert client.ask("POST", body=b"{}").status == 201


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"latncy": 1}, "latncy: unknown key 'latncy' (did you mean 'latency'?)"),
        ({"latency": "soon"}, "latency: this must be a duration (200ms), a range"),
        ({"latency": "3s..1s"}, "latency: the longer time stands before the shorter one"),
        ({"latency": {"p50": 2, "p99": 1}}, "latency: the longer time stands"),
        ({"latency": {"p101": 2}}, "latency: this must be a duration"),
        ({"latency": {}}, "latency: this must be a duration"),
        ({"errors": 2}, "errors: this must be a number from 0 to 1, or {rate, status}"),
        ({"errors": {"rate": 1, "status": 200}}, "errors: this must be a number"),
        ({"connection": {"rate": 1, "kinds": ["rest"]}}, "where kinds are some of reset, empty"),
        ({"limit": "100"}, "limit: this must be requests in a time such as 100/1m"),
        ({"limit": "1/0s"}, "limit: the time is nothing"),
        ({"limit": "1/" + "9" * 400 + "h"}, "limit: this must be"),
        ({"rules": [{"latency": 1}]}, "rules[0]: for is missing"),
        ({"rules": [{"for": []}]}, "rules[0].for: this must be an operation"),
        ([], "this must be a table of faults"),
        (None, "this must be a table of faults"),
        ({1: 2}, "cannot be read as JSON"),
    ],
)
def test_wrong_plans_are_explained(plan: Any, message: str) -> None:
    with pytest.raises(WrongPlan) as caught:
        read_plan(plan)

    assert message in str(caught.value)


class TestDesk:
    """``/__specforge/faults``."""

    @pytest.fixture
    def ask(self) -> Callable[..., Reply]:
        service = Service(load_text(_TEXT), Settings(seed=1))

        def send(method: str, path: str, body: Any = None) -> Reply:
            content = b"" if body is None else orjson.dumps(body)
            found = service.handle(Request(method, path, "", {"origin": "x"}, content))
            assert isinstance(found, Reply)
            return found

        return send

    def test_a_plan_is_put_changed_and_taken_away(self, ask: Callable[..., Reply]) -> None:
        url = "/__specforge/faults"
        assert ask("GET", url).json() == {}
        assert ask("PUT", url, {"latency": 1, "errors": {"rate": 1, "status": 404}}).status == 200
        assert ask("GET", "/orders").status == 404
        assert ask("PATCH", url, {"errors": {"status": 503}, "latency": None}).json() == {
            "errors": {"rate": 1, "status": 503}
        }
        assert ask("GET", "/orders").status == 503
        assert ask("DELETE", url).status == 204
        assert (ask("GET", "/orders").status, ask("GET", url).json()) == (200, {})

    @pytest.mark.parametrize(
        ("plan", "message", "help"),
        [
            ({"rules": [{"for": "listOrder"}]}, "no operation, path, method or tag 'listOrder'", "did you mean 'listO"),
            ({"rules": [{"for": "/health", "errors": 1}]}, "/health has no such error response", "it has 200"),
        ],
    )
    def test_a_wrong_plan_changes_nothing(self, ask: Callable[..., Reply], plan: Any, message: str, help: str) -> None:
        reply = ask("PUT", "/__specforge/faults", plan)

        assert reply.status == 422
        (entry,) = reply.json()["validation"]  # type: ignore[index]
        assert entry["location"][:4] == ["request", "body", "rules", "0"]
        assert message in entry["message"]
        assert help in entry["help"]
        assert ask("GET", "/__specforge/faults").json() == {}

    def test_what_is_no_json_and_what_is_not_there(self, ask: Callable[..., Reply]) -> None:
        assert ask("PUT", "/__specforge/faults").status == 400
        assert ask("POST", "/__specforge/faults").status == 405
        assert ask("GET", "/__specforge/faults/x").status == 404
        assert ask("GET", "/__specforge/faults/schema").json()["title"] == "Faults of specforge mock"  # type: ignore[index]

    def test_a_reset_begins_all_counts_anew(self, ask: Callable[..., Reply]) -> None:
        ask("PUT", "/__specforge/faults", {"limit": "1/h"})
        assert [ask("GET", "/orders").status for _ in range(2)] == [200, 429]
        assert ask("POST", "/__specforge/reset").status == 204
        assert ask("GET", "/orders").status == 200


def test_a_plan_outlives_a_reload() -> None:
    service = Service(load_text(_TEXT), Settings(faults={"errors": 1, "rules": [{"for": "/odd", "latency": 1}]}))
    service.use(load_text(_TEXT.replace("/odd", "/even")))

    reply = service.handle(Request("GET", "/even"))
    assert isinstance(reply, Reply)
    assert (reply.status, reply.delivery) == (500, None)


def test_a_wrong_plan_of_the_settings_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"faults: rules.0..for: no operation"):
        Service(load_text(_TEXT), Settings(faults={"rules": [{"for": "x"}]}))


@pytest.mark.parametrize(
    ("prefer", "delivery"),
    [
        ("delay=200ms", Delivery(delay=0.2)),
        ("fault=reset, delay=1", Delivery(delay=1, has_head=False, end=End.RESET)),
        ("fault=truncated", Delivery(share=0.5, end=End.CLOSE)),
    ],
)
def test_a_client_may_ask_for_it(prefer: str, delivery: Delivery) -> None:
    pipeline = compile_mock(load_text(_TEXT))

    assert pipeline.handle(Request("GET", "/orders", "", {"prefer": prefer})).delivery == delivery
    assert pipeline.handle(Request("POST", "/orders", "", {"prefer": prefer})).delivery == delivery


@pytest.mark.parametrize("query", ["__delay=soon", "__delay=-1", "__fault=rest", "__delay=" + "9" * 5000])
def test_a_client_cannot_ask_for_nonsense(query: str) -> None:
    assert compile_mock(load_text(_TEXT)).handle(Request("GET", "/orders", query)).status in (200, 422)


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_the_published_schema_is_the_one_in_use(name: str) -> None:
    root = Path(__file__).parents[3]

    assert json.loads((root / "docs" / "reference" / f"{name}.schema.json").read_text()) == PUBLISHED[name]
