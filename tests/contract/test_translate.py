"""The engine's events are no documented interface: what the adapter reads of them is pinned here, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import schemathesis
from schemathesis.core.failures import Failure as RawFailure
from schemathesis.engine import StopReason, from_schema
from schemathesis.engine import events as raw

from specforge.contract.engine import adapter as engine
from specforge.contract.engine import translate as adapter
from specforge.contract.engine.handover import hand_over
from specforge.contract.events import (
    Ended,
    Event,
    Kind,
    PhaseBegan,
    PhaseEnded,
    ScenarioBegan,
    ScenarioEnded,
    Trouble,
    TroubleKind,
)
from specforge.contract.transport.lines import GivenUp, TooLong
from specforge.document.load import load_text
from specforge.document.model import Document

CONFIG = {
    "seed": 1,
    "headers": {"Authorization": "Bearer let-me-in"},
    "continue-on-failure": True,
    "cache": {"enabled": False},
    "generation": {"database": "none", "max-examples": 3},
    "suppress-health-check": ["all"],
}


def run_raw(document: Document, app: Any, **more: Any) -> list[raw.EngineEvent]:
    config = schemathesis.Config.from_dict({**CONFIG, **more})
    schema = schemathesis.openapi.from_dict(hand_over(document), config=config)
    schema.app = app
    return list(from_schema(schema).execute())


def translated(events: list[raw.EngineEvent]) -> list[Event]:
    return [ours for event in events for ours in adapter.translate(event)]


def subclasses(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


@pytest.fixture(scope="module")
def events(shop: Document, shop_app: Callable[..., Any]) -> list[Event]:
    return translated(run_raw(shop, shop_app("limit", "method", "auth")))


class TestFailureClasses:
    """Failures are known by the names of their classes and a few attributes."""

    def test_every_name_is_that_of_a_class(self) -> None:
        known = {kind.__name__ for kind in subclasses(RawFailure)}

        assert set(adapter._KINDS) <= known

    def test_every_fact_is_an_attribute(self) -> None:
        kinds = [RawFailure, *subclasses(RawFailure)]
        attributes = {name for kind in kinds for name in getattr(kind, "__slots__", ())}

        assert set(adapter._FACTS) <= attributes

    def test_every_engine_kind_is_reached(self) -> None:
        assert set(Kind) - {Kind.OTHER} == set(adapter._KINDS.values())


class TestEvents:
    """One raw run, seen through the adapter."""

    def test_phases_in_their_order(self, events: list[Event]) -> None:
        began = [event.phase for event in events if isinstance(event, PhaseBegan)]
        ended = [event.phase for event in events if isinstance(event, PhaseEnded)]

        assert began == ended
        assert began[-4:] == ["examples", "coverage", "fuzzing", "stateful"]

    def test_scenarios_are_named_after_operations(self, events: list[Event]) -> None:
        labels = {"GET /items", "POST /items", "GET /items/{id}"}

        for kind in (ScenarioBegan, ScenarioEnded):
            assert labels == {e.label for e in events if isinstance(e, kind) and e.phase == "coverage"}

    def test_exchanges(self, events: list[Event]) -> None:
        cases = [case for event in events if isinstance(event, ScenarioEnded) for case in event.cases]

        post = next(case for case in cases if case.operation == "POST /items" and case.phase == "examples")
        sent, answer = post.exchange.request, post.exchange.answer
        assert (sent.method, sent.path, sent.body) == ("POST", "/items", b'{"name": "pen"}')
        assert sent.header("content-type") == "application/json"
        assert not [name for name in sent.headers if "schemathesis" in name.lower()]
        assert answer is not None
        assert (answer.status, answer.content_type, answer.truncated) == (201, "application/json", False)
        assert answer.elapsed >= 0

    def test_what_a_case_is_for(self, events: list[Event]) -> None:
        cases = [case for event in events if isinstance(event, ScenarioEnded) for case in event.cases]

        assert any(case.probe and case.exchange.request.method == "TRACE" for case in cases)
        aims = {(aim.location, aim.parameter) for case in cases if case.negative for aim in case.aims}
        assert {("query", "limit"), ("path", "id"), ("body", "application/json")} <= aims
        assert any(aim.pointer for case in cases for aim in case.aims)

    def test_failures_point_at_their_case(self, events: list[Event]) -> None:
        failures = [failure for event in events if isinstance(event, ScenarioEnded) for failure in event.failures]

        assert {Kind.NEGATIVE_DATA_ACCEPTED, Kind.UNSUPPORTED_METHOD, Kind.AUTH_IGNORED} <= {f.kind for f in failures}
        ignored = next(failure for failure in failures if failure.kind is Kind.AUTH_IGNORED)
        assert ignored.case.exchange.request.header("authorization") is None
        assert ignored.facts["scenario"] == "no_auth"
        assert "steps" not in ignored.facts
        method = next(failure for failure in failures if failure.kind is Kind.UNSUPPORTED_METHOD)
        assert method.facts["method"] == method.case.exchange.request.method

    def test_the_end(self, events: list[Event]) -> None:
        assert events[-1] == Ended("completed")

    def test_why_a_run_stops(self) -> None:
        assert set(engine._REASONS) - {"failed"} <= {reason.value for reason in StopReason}

    def test_why_a_phase_is_left_out(self, shop: Document, shop_app: Callable[..., Any]) -> None:
        phases = {name: {"enabled": False} for name in ("coverage", "fuzzing", "stateful")}

        events = translated(run_raw(shop, shop_app(), phases=phases))

        skipped = {event.phase: event.skipped for event in events if isinstance(event, PhaseEnded)}
        assert {skipped[name] for name in phases} == {"disabled"}
        assert skipped["examples"] is None

    def test_what_went_before_a_failure(self, make_app: Any, reply: Any) -> None:
        """A thing that was created and cannot be read, by a sequence of requests."""
        document = load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /things:\n    post:\n      responses:\n"
            "        201:\n          description: made\n          content: {application/json: {schema: {type: object,"
            " required: [id], properties: {id: {type: integer}}}}}\n"
            "          links: {read: {operationId: read, parameters: {id: '$response.body#/id'}}}\n"
            "  /things/{id}:\n    get:\n      operationId: read\n"
            "      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]\n"
            "      responses: {200: {description: a}, 404: {description: b}}\n"
        )
        app = make_app(lambda request: reply(201, {"id": 7}) if request.method == "POST" else reply(404))
        phases = {name: {"enabled": False} for name in ("examples", "coverage", "fuzzing")}

        events = translated(run_raw(document, app, phases=phases))

        failures = [failure for event in events if isinstance(event, ScenarioEnded) for failure in event.failures]
        failure = next(failure for failure in failures if failure.kind is Kind.RESOURCE_UNAVAILABLE)
        steps = [(step.request.method, step.request.path) for step in failure.facts["steps"]]
        assert steps[-2:] == [("POST", "/things"), ("GET", "/things/7")]
        assert failure.facts["operation"] == "POST /things"


class TestTrouble:
    """Errors of the network, of the application and of the document are told apart."""

    def trouble(self, error: Exception) -> Trouble:
        event = raw.NonFatalError(error=error, phase=None, label="GET /a", related_to_operation=True)
        (ours,) = adapter.translate(event)
        assert isinstance(ours, Trouble)
        return ours

    def test_timeout(self) -> None:
        ours = self.trouble(requests.ReadTimeout("Read timed out. (read timeout=0.3)"))

        assert (ours.kind, ours.message) == (TroubleKind.TIMEOUT, "gave up after 0.3 s")

    def test_what_would_have_gone_on_for_ever(self) -> None:
        ours = self.trouble(TooLong(1.5))

        assert (ours.kind, ours.message) == (TroubleKind.TIMEOUT, "no complete answer in 1.5 s")

    def test_what_was_not_asked_again(self) -> None:
        event = raw.NonFatalError(error=GivenUp(1.5), phase=None, label="GET /a", related_to_operation=True)

        assert list(adapter.translate(event)) == []

    def test_of_no_operation(self) -> None:
        event = raw.NonFatalError(error=ValueError("no"), phase=None, label="checks", related_to_operation=False)
        (ours,) = adapter.translate(event)

        assert isinstance(ours, Trouble)
        assert (ours.kind, ours.operation) == (TroubleKind.UNTESTABLE, None)

    def test_connection(self) -> None:
        refused = requests.ConnectionError("NewConnectionError: Connection refused")
        broken = requests.ConnectionError("Connection aborted")

        assert self.trouble(refused).kind is TroubleKind.DOWN
        assert self.trouble(broken) == Trouble(TroubleKind.BROKEN, "Connection failed", "GET /a")

    def test_document(self) -> None:
        ours = self.trouble(schemathesis.errors.InvalidSchema("no such thing"))

        assert (ours.kind, ours.message) == (TroubleKind.UNTESTABLE, "no such thing")

    def test_what_is_wrong_with_a_schema_in_short(self) -> None:
        told = 'Invalid `type` definition\n\nLocation:\n  properties -> n\n\nProblematic definition:\n  "int"\n\n'
        ours = self.trouble(schemathesis.errors.InvalidSchema(f"{told}Error details:\n  It fits nowhere."))

        assert ours.message == 'Invalid `type` definition "int" at properties -> n'

    def test_application(self, shop: Document, shop_app: Callable[..., Any]) -> None:
        phases = {name: {"enabled": False} for name in ("fuzzing", "stateful")}
        events = translated(run_raw(shop, shop_app("crash"), phases=phases))

        crash = next(event for event in events if isinstance(event, Trouble))
        assert (crash.kind, crash.operation) == (TroubleKind.CRASH, "GET /items")
        assert crash.message == "ZeroDivisionError: division by zero"
        assert crash.curl is not None
        assert crash.curl.startswith("curl -X GET")

    def test_the_engine_itself(self) -> None:
        trouble, ended = adapter.translate(raw.FatalError(exception=ZeroDivisionError("by zero")))

        assert isinstance(trouble, Trouble)
        assert trouble.message == "Schemathesis gave up: ZeroDivisionError: by zero"
        assert ended == Ended("failed")
