"""What was found is sent again: the smallest request that shows it, and what does not always show."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from specforge.contract.collect import Collector, Group
from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.events import TroubleKind
from specforge.contract.probing.client import Unanswered
from specforge.contract.probing.pace import Pace
from specforge.contract.problem import Problem
from specforge.contract.refine import refiner
from specforge.contract.refine.again import Again
from specforge.contract.refine.culprit import parts
from specforge.contract.refine.refiner import Refiner
from specforge.contract.refine.smaller import smaller, smaller_values
from specforge.contract.refine.usual import Usual
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.steps.fresh import Fresh
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.document.model import Document, Operation
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.redact import Redactor
from specforge.values.check import SchemaChecker

NOTES = """\
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    get:
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: q, in: query, schema: {type: string}}
        - {name: X-Trace, in: header, schema: {type: string}}
      responses: {'200': {description: notes, content: {application/json: {schema: {type: array}}}}}
    post:
      requestBody:
        content:
          application/json:
            schema:
              required: [title]
              properties:
                title: {type: string, maxLength: 10}
                text: {type: string}
                labels: {type: array, items: {type: string}}
      responses: {'201': {description: made}}
    delete: {responses: {'204': {description: gone}}}
"""
KEPT = """\
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get:
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses: {'200': {description: note}}
    put: {responses: {'200': {description: kept}}}
"""
Handler = Callable[[SentRequest], Answer]


class Sent:
    """A target that counts what it gets."""

    is_stuck = False

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.requests: list[SentRequest] = []

    def send(self, request: SentRequest) -> Answer:
        self.requests.append(request)
        return self.handler(request)

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture(scope="module")
def notes() -> Document:
    return load_text(NOTES, "notes.yaml")


def refined(
    document: Document,
    target: Sent,
    request: SentRequest,
    rule: str,
    deadline: float = math.inf,
    others: Iterable[SentRequest] = (),
) -> tuple[Group, Refiner]:
    """The group of what the request showed, after it was refined."""
    checker = SchemaChecker(document)
    again = Again(Conformance(checker), RequestJudge(checker))
    operation = next(one for one in document.operations if one.method.upper() == request.method)
    exchange = Exchange(request, target.handler(request))
    collector = Collector(Redactor())
    collector.add(_problem(operation, exchange, rule, checker), operation.label, exchange)
    for other in others:
        problem = _problem(operation, Exchange(other, target.handler(other)), rule, checker)
        collector.add(problem, operation.label, Exchange(other, target.handler(other)))
    operations = {one.label: one for one in document.operations}
    one = Refiner(target, Pace(None), again, operations, Redactor().is_credential, checker, deadline)
    one.refine(collector.groups.values())
    return next(iter(collector.groups.values())), one


def _problem(operation: Operation, exchange: Exchange, rule: str, checker: SchemaChecker) -> Problem:
    if rule == "negative-data-accepted":
        (fault,) = RequestJudge(checker).judge(operation, exchange.request).faults
        return Problem(rule, fault.message, fault.place)
    if rule in ("server-error", "positive-data-rejected"):
        return Problem(rule, "500" if rule == "server-error" else "400", operation.node.key_place)
    return next(one for one in Conformance(checker).problems(operation, exchange) if one.rule == rule)


def shown(group: Group) -> SentRequest:
    exchange = group.shown.exchange
    assert exchange is not None
    return exchange.request


def as_json(value: Any) -> Answer:
    return Answer(200, {"content-type": ("application/json",)}, json.dumps(value).encode())


class TestShrinking:
    """Parts that are not needed are left out."""

    def test_what_may_be_there_once_only_is_new_each_time(self, notes: Document) -> None:
        known: set[str] = set()

        def handle(request: SentRequest) -> Answer:
            value = json.loads(request.body or b"{}")
            if value.get("title") in known:
                return Answer(409)
            known.add(value.get("title"))
            return Answer(500 if "boom" in value.get("labels", []) else 201)

        value = {"title": "a", "text": "b" * 100, "labels": ["x", "boom", "y"]}

        group, _ = refined(notes, Sent(handle), _post(value), "server-error")

        body = json.loads(shown(group).body or b"")
        assert body.keys() == {"title", "labels"} and body["labels"] == ["boom"] and body["title"] not in ("a", "")

    def test_parameters_and_headers(self, notes: Document) -> None:
        target = Sent(lambda request: as_json({} if "q=" in request.query else []))
        headers = {"X-Trace": "1", "Authorization": "Bearer me", "X-Other": "2"}
        request = SentRequest("GET", "http://x/notes?page=1&q=something+that+is+long&page=2", headers)

        group, _ = refined(notes, target, request, "response-schema")

        assert shown(group).url == "http://x/notes?q=something%20t"
        assert dict(shown(group).headers) == {"Authorization": "Bearer me"}

    def test_members_of_bodies(self, notes: Document) -> None:
        target = Sent(
            lambda request: Answer(500 if "boom" in json.loads(request.body or b"{}").get("labels", []) else 201)
        )
        value = {"title": "a", "text": "b" * 100, "labels": ["x", "boom", "y"]}

        group, _ = refined(notes, target, _post(value), "server-error")

        assert json.loads(shown(group).body or b"") == {"title": "a", "labels": ["boom"]}

        assert group.shown.problem.message == "500: `labels[0]` of the body is 'boom'"

    @pytest.mark.parametrize(
        ("request_", "told"),
        [
            (SentRequest("GET", "http://x/notes?page=-1&q=a%20b"), "the query parameter `page` is '-1'"),
            (SentRequest("GET", "http://x/notes", {"X-Trace": "boom"}), "the header `X-Trace` is 'boom'"),
            (SentRequest("POST", "http://x/notes", {"Content-Type": "application/json"}, b"{"), "the body is no JSON"),
        ],
    )
    def test_what_is_at_fault_is_named(self, request_: SentRequest, told: str, notes: Document) -> None:
        def answer(request: SentRequest) -> Answer:
            is_wrong = "page=-1" in request.query or request.header("x-trace") == "boom" or request.body == b"{"
            return Answer(500 if is_wrong else 200)

        group, _ = refined(notes, Sent(answer), request_, "server-error")

        assert group.shown.problem.message == f"500: {told}"
        assert group.shown.problem.related[0].place.file == "notes.yaml"

    def test_what_exists_already_is_at_fault(self, notes: Document) -> None:
        value = {"title": "x"}
        known = json.dumps(value).encode()
        checker = SchemaChecker(notes)
        usual = parts(_post(value), notes.operations[1], checker)
        taken = {known, *(part.harmless.body for part in usual)}
        target = Sent(lambda request: Answer(500 if request.body in taken else 201))

        group, _ = refined(notes, target, _post(value), "server-error")

        assert group.shown.problem.message == "500: `title` of the body is 'x'"

    def test_what_a_valid_request_is_refused_for_is_named(self, notes: Document) -> None:
        target = Sent(lambda request: Answer(400 if "q=zzz" in request.query else 200))

        group, _ = refined(notes, target, SentRequest("GET", "http://x/notes?page=2&q=zzz"), "positive-data-rejected")

        assert group.shown.problem.message == "400: the query parameter `q` is 'zzz'"

    def test_a_refusal_in_other_words_has_another_cause(self, notes: Document) -> None:
        """Without ``q`` it is refused, too, but for something else."""

        def answer(request: SentRequest) -> Answer:
            if "q=" not in request.query:
                return Answer(400, {}, b'{"error": "say what you are looking for"}')
            is_wrong = "page=9" in request.query
            return Answer(400, {}, b'{"error": "there are no such pages"}') if is_wrong else Answer(200)

        group, _ = refined(
            notes, Sent(answer), SentRequest("GET", "http://x/notes?page=9&q=a"), "positive-data-rejected"
        )

        assert group.shown.problem.message == "400: the query parameter `page` is '9'"
        assert shown(group).query == "page=9&q=a"

    def test_a_body_without_anything_is_at_fault(self, notes: Document) -> None:
        document = load_text(NOTES.replace("required: [title]", "type: object"))
        target = Sent(lambda request: Answer(400 if request.body == b"{}" else 201))

        group, _ = refined(document, target, _post({}), "positive-data-rejected")

        assert group.shown.problem.message == "400: the body is {}"

    def test_what_is_gone_is_made_anew(self) -> None:
        document = load_text(KEPT)
        there: set[str] = set()

        def answer(request: SentRequest) -> Answer:
            if request.method == "PUT":
                there.add(request.path)
                return Answer(200)
            return Answer(500 if "q=boom" in request.query else 200) if request.path in there else Answer(404)

        get, put = document.operations
        usual = Usual(document.operations)
        usual.learn(put.label, Exchange(SentRequest("PUT", "http://x/notes/old"), Answer(200)))
        request = SentRequest("GET", "http://x/notes/mine?q=boom")
        collector = Collector(Redactor())
        collector.add(Problem("server-error", "500", get.node.key_place), get.label, Exchange(request, Answer(500)))
        checker = SchemaChecker(document)
        again = Again(Conformance(checker), RequestJudge(checker))
        operations = {one.label: one for one in document.operations}
        is_secret = Redactor().is_credential
        Refiner(Sent(answer), Pace(None), again, operations, is_secret, checker, math.inf, usual=usual).refine(
            collector.groups.values()
        )

        (group,) = collector.groups.values()
        assert group.shown.problem.message == "500: the query parameter `q` is 'boom'"

    def test_several_causes_are_told_apart(self, notes: Document) -> None:
        def answer(request: SentRequest) -> Answer:
            return Answer(500 if "page=-1" in request.query or request.header("x-trace") == "boom" else 200)

        exchanges = [
            SentRequest("GET", "http://x/notes?page=-1"),
            SentRequest("GET", "http://x/notes?page=-1&q=a"),
            SentRequest("GET", "http://x/notes?q=a", {"X-Trace": "boom"}),
        ]
        group, one = refined(notes, Sent(answer), exchanges[0], "server-error", others=exchanges[1:])
        (other,) = one.others()

        assert group.shown.problem.message == "500: the header `X-Trace` is 'boom'"
        assert other.problem.message == "500: the query parameter `page` is '-1'"
        assert group.shown.problem.cause != other.problem.cause

    def test_what_fails_always_blames_nobody(self, notes: Document) -> None:
        request = SentRequest("GET", "http://x/notes?page=1")

        group, _ = refined(notes, Sent(lambda request: Answer(500)), request, "server-error")

        assert group.shown.problem.message == "500"

    def test_the_fault_stays_and_no_other_comes(self, notes: Document) -> None:
        """A server that looks at nothing would take an empty object, which shows something else."""
        target = Sent(lambda request: Answer(201))

        group, _ = refined(notes, target, _post({"title": "x" * 100, "text": "long"}), "negative-data-accepted")

        (title,) = json.loads(shown(group).body or b"").values()
        assert 10 < len(title) <= 13
        assert group.shown.problem.message.startswith("invalid body accepted with 201 Created: title: ")

    def test_a_thing_of_the_examples_is_there_in_every_run(self, shop: Document, shop_app: Any, headers: Any) -> None:
        settings = Settings(headers, phases=("examples", "coverage"))

        (finding,) = run(shop, AppTarget(shop_app("type")), settings).findings

        assert finding.details["curl"].endswith("/items/1")

    def test_what_deletes_is_left_alone(self, notes: Document) -> None:
        target = Sent(lambda request: Answer(200))

        refined(notes, target, SentRequest("DELETE", "http://x/notes?a=1"), "status-code")

        assert target.requests == []

    def test_limits(self, notes: Document, monkeypatch: pytest.MonkeyPatch) -> None:
        target = Sent(lambda request: as_json({}))
        request = SentRequest("GET", "http://x/notes?" + "&".join(f"a{n}=1" for n in range(90)) + "&q=1")

        refined(notes, target, request, "response-schema", deadline=0)
        assert target.requests == []
        monkeypatch.setattr(refiner, "MOST_REQUESTS", 3)
        refined(notes, target, request, "response-schema")
        assert len(target.requests) == 3


class TestFlakiness:
    """What does not always show says so."""

    def test_every_second_time(self, notes: Document) -> None:
        count = iter(range(100))
        target = Sent(lambda request: as_json({} if next(count) % 2 == 0 else []))

        group, _ = refined(notes, target, SentRequest("GET", "http://x/notes?page=1"), "response-schema")

        assert group.shown.problem.message.endswith(" (3 of 5 tries show it)")
        assert shown(group).url == "http://x/notes?page=1"

    def test_only_once(self, notes: Document) -> None:
        count = iter(range(100))
        target = Sent(lambda request: as_json({} if next(count) == 0 else []))

        group, _ = refined(notes, target, SentRequest("GET", "http://x/notes"), "response-schema")

        assert group.shown.extra["repeated"].startswith("not shown again in 4 tries")

    def test_a_second_thing_of_the_same_name_is_no_chance(self, notes: Document) -> None:
        count = iter(range(100))
        target = Sent(lambda request: Answer(201 if next(count) == 0 else 409))

        group, _ = refined(notes, target, _post({"title": "x" * 100}), "negative-data-accepted")

        assert "tries" not in group.shown.problem.message and not group.shown.extra

    def test_a_server_that_is_gone_is_not_asked_for_long(self, notes: Document) -> None:
        target = Sent(lambda request: as_json({}))

        def answer(request: SentRequest) -> Answer:
            if target.requests:
                raise Unanswered(TroubleKind.TIMEOUT, "gave up waiting")
            return as_json({})

        target.handler = answer

        refined(notes, target, SentRequest("GET", "http://x/notes"), "response-schema")

        assert len(target.requests) == 2


def _post(value: Any) -> SentRequest:
    return SentRequest("POST", "http://x/notes", {"Content-Type": "application/json"}, json.dumps(value).encode())


def test_smaller_values() -> None:
    assert list(smaller_values({"a": {"b": 1}, "c": ["x"]}))[:4] == [
        {"c": ["x"]},
        {"a": {"b": 1}},
        {"a": {}, "c": ["x"]},
        {"a": {"b": 1}, "c": []},
    ]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[1e999]", b"[" * 100_000])
def test_bodies_that_are_no_json(body: bytes) -> None:
    request = SentRequest("POST", "http://x/?a=%FF", {"content-type": "application/json"}, body)

    assert [one.body for one in smaller(request, lambda name: False)][:2] == [body, None]


class TestRun:
    """A whole run, against a real application."""

    def test_an_operation_that_fails_two_times_of_three(
        self, shop: Document, make_app: Any, headers: dict[str, str], reply: Any
    ) -> None:
        count = iter(range(10_000))
        app = make_app(lambda request: reply(200, {} if next(count) % 3 else []))
        settings = Settings(headers, phases=("coverage",), include=("listItems",))

        found = run(shop, AppTarget(app), settings).findings

        (message,) = [finding.message for finding in found if finding.rule == "contract/response-schema"]
        assert re.fullmatch(r"\{\} is an object, not an array \([34] of 5 tries show it\)", message)

    def test_the_smallest_request(self, shop: Document, shop_app: Any, headers: dict[str, str]) -> None:
        settings = Settings(headers, phases=("coverage",), include=("listItems",))

        found = run(shop, AppTarget(shop_app("schema")), settings).findings

        (finding,) = [finding for finding in found if finding.rule == "contract/response-schema"]
        assert "limit" not in finding.details["curl"]
        assert "tries" not in finding.message


def test_values_of_bodies_that_are_no_text_are_not_what_has_to_be_new(shop: Document) -> None:
    operation = next(one for one in shop.operations if one.request_body is not None)
    request = SentRequest("POST", "/", {"content-type": "application/json"}, b'{"name": "a", "tags": ["a"], "of": {}}')
    fresh = Fresh(SchemaChecker(shop), 1, {})

    fresh.learn(operation, request, {"a": "b"})

    assert fresh.unique[operation.label] == ("name",)
