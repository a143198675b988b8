"""Checks on a small register of members: each finds the one promise that is broken, and nothing where all are kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.probing import promptness, tester, things
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.document.model import Document

DOCUMENT = """\
openapi: 3.1.0
info: {title: Members, version: "1"}
x-max-response-ms: 1000
security: [{token: []}]
paths:
  /alive:
    get:
      security: []
      responses: {"200": {description: alive}}
  /members:
    get:
      parameters:
        - {name: inactive, in: query, description: also show inactive members, schema: {type: boolean, default: false}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: q, in: query, schema: {type: string, maxLength: 20}}
      responses:
        "200":
          description: members
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Member"}}}}
        "401": {description: who}
        "422": {description: no}
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Input"}, example: {email: ann, code: Abc}}
      responses: &changed
        "200": &member
          description: a member
          content: {application/json: {schema: {$ref: "#/components/schemas/Member"}}}
        "201": *member
        "401": {description: who}
        "404": {description: none}
        "409": {description: taken}
        "415": {description: what}
        "422": {description: no}
  /members/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {responses: *changed}
    patch:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Patch"}}}
      responses: *changed
  /list.csv:
    get:
      responses:
        "200": {description: cells, content: {text/csv: {schema: {type: string}}}}
        "401": {description: who}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Input:
      type: object
      additionalProperties: false
      required: [email, code]
      properties: {email: {type: string, pattern: "^[a-z]{1,12}$"}, code: {type: string, pattern: "^[A-Z][a-z]{2,9}$"}}
    Patch:
      type: object
      additionalProperties: false
      minProperties: 1
      properties: {code: {type: string, pattern: "^[A-Z][a-z]{2,9}$"}, active: {type: boolean}}
    Member:
      type: object
      required: [id, email, code, active]
      properties: {id: {type: integer}, email: {type: string}, code: {type: string}, active: {type: boolean}}
"""
KINDS = {"email": r'"[a-z]{1,12}"', "code": r'"[A-Z][a-z]{2,9}"', "active": "true|false"}


class Register:
    """The implementation; ``broken`` names the promise that it does not keep."""

    def __init__(self, reply: type[Any], broken: str) -> None:
        self.reply, self.broken = reply, broken
        self.members: dict[int, dict[str, Any]] = {}
        if broken == "instead":
            self.members[1] = {"id": 1, "email": "joe", "code": "Joe", "active": True}

    def __call__(self, request: Any) -> Any:
        if request.path == "/alive" and (self.broken != "public" or "authorization" in request.headers):
            return self.reply(200) if request.method == "GET" else self._other(request)
        if request.method in ("OPTIONS", "TRACE") and self.broken == request.method:
            return self.reply(500 if self.broken == "OPTIONS" else 200)
        if self.broken == "garbled" and " " not in request.headers.get("authorization", " "):
            return self.reply(500)
        if request.headers.get("authorization") != "Bearer good" and not self._is_open(request):
            return self.reply(401, headers={"WWW-Authenticate": "Bearer"})
        if request.path == "/list.csv" and request.method == "GET":
            rows = "id,name\r\n1,Doe, Jane\r\n" if self.broken == "csv" else 'id,name\r\n1,"Doe, Jane"\r\n'
            return self.reply(200, rows.encode(), {"Content-Type": "text/csv"})
        if request.path == "/members":
            return {"GET": self._list, "POST": self._create}.get(request.method, self._other)(request)
        number = request.path.rpartition("/")[2]
        if request.path == "/list.csv":
            return self._other(request)
        if not re.fullmatch("[1-9][0-9]*", number):
            return self.reply(500 if self.broken == "path" and "%" in number else 422)
        member = self.members.get(int(number))
        if member is None:
            return self.reply(404)
        return {"GET": self._read, "PATCH": self._patch}.get(request.method, self._other)(request, member)

    def _is_open(self, request: Any) -> bool:
        return self.broken == "open" and request.method == "POST"

    def _other(self, request: Any, member: Any = None) -> Any:
        return self.reply(405, headers={"Allow": "GET"})

    def _list(self, request: Any) -> Any:
        query = {name: values[-1] for name, values in request.query.items()}
        if self.broken == "twice" and any(len(values) > 1 for values in request.query.values()):
            return self.reply(500)
        if self.broken == "leap" and ":60Z" in query.get("since", ""):
            return self.reply(500)
        if query.get("inactive", "false") not in ("true", "false") or len(query.get("q", "")) > 20:
            return self.reply(422)
        everybody = query.get("inactive") == "true" and self.broken != "flag"
        if everybody and self.broken == "instead":
            return self.reply(200, [one for one in self.members.values() if not one["active"]])
        return self.reply(200, [one for one in self.members.values() if one["active"] or everybody])

    def _value(self, request: Any, known: str) -> dict[str, Any] | None:
        """The body where it has only what is known, and that as it should be."""
        try:
            value = json.loads(request.body)
        except ValueError:
            return None
        if not isinstance(value, dict) or not value.keys() <= set(known.split()):
            return None
        is_good = all(re.fullmatch(KINDS[name], json.dumps(item)) for name, item in value.items())
        return value if value and is_good else None

    def _create(self, request: Any) -> Any:
        if request.headers.get("content-type") != "application/json":
            is_taken = self.broken == "form" and "form" in request.headers.get("content-type", "")
            if not is_taken:
                return self.reply(422 if self.broken == "415" else 415)
        value = self._value(request, "email code active" if self.broken == "mass" else "email code")
        if value is None or not {"email", "code"} <= value.keys():
            return self.reply(422)
        if any(one["email"] == value["email"] for one in self.members.values()):
            return self.reply(409)
        number = 1 if self.broken == "same" else len(self.members) + 1
        self.members[number] = {"active": True, **value, "id": number}
        if self.broken == "case":
            self.members[number]["code"] = value["code"].upper()
        return self.reply(201, self.members[number])

    def _read(self, request: Any, member: Any) -> Any:
        return self.reply(200, member)

    def _patch(self, request: Any, member: Any) -> Any:
        if request.headers.get("content-type") != "application/json":
            return self.reply(415)
        value = self._value(request, "code active")
        if value is None:
            if self.broken == "half" and (found := re.search(rb'"code": ?"([A-Z][a-z]{2,9})"', request.body)):
                member["code"] = found[1].decode()
            return self.reply(422)
        member.update(value)
        return self.reply(200, {**member, "id": 999} if self.broken == "id" else member)


@pytest.fixture(scope="module")
def members() -> Document:
    return load_text(DOCUMENT, "members.yaml")


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(things, "_PATIENCE", (0.0,))


@pytest.fixture
def tested(members: Document, make_app: Any, reply: Any) -> Callable[..., Result]:
    def test(broken: str, *checks: str) -> Result:
        ignored = frozenset(CHECKS) - set(checks) if checks else frozenset[str]()
        settings = Settings(headers={"Authorization": "Bearer good"}, seed=1, phases=("probes",))
        return run(members, AppTarget(make_app(Register(reply, broken))), replace(settings, ignored_checks=ignored))

    return test


NEW = (
    "auth-ignored", "csv-ragged", "flag-lets-nothing-in", "flag-not-honoured", "hostile-url", "public-refused",
    "refused-but-done", "resource-unavailable", "slow-request", "undeclared-taken", "unsupported-media-type",
    "unsupported-method", "update-not-kept", "value-not-kept",
)  # fmt: skip


def test_what_keeps_its_promises_has_no_findings(tested: Callable[..., Result]) -> None:
    found = {each.message for each in tested("", *NEW).findings if each.rule != "contract/allow-header"}

    assert found == set()


@pytest.mark.parametrize(
    ("broken", "check", "rule", "operation"),
    [
        ("case", "value-not-kept", "value-not-kept", "POST /members"),
        ("csv", "csv-ragged", "csv-ragged", "GET /list.csv"),
        ("flag", "flag-lets-nothing-in", "flag-not-honoured", "GET /members"),
        ("garbled", "auth-forged", "server-error", "GET /members"),
        ("half", "refused-but-done", "refused-but-done", "PATCH /members/{id}"),
        ("id", "update-not-kept", "update-not-kept", "PATCH /members/{id}"),
        ("mass", "undeclared-taken", "undeclared-taken", "POST /members"),
        ("open", "auth-ignored", "auth-ignored", "POST /members"),
        ("path", "hostile-url", "server-error", "GET /members/{id}"),
        ("public", "public-refused", "public-refused", "GET /alive"),
        ("same", "resource-unavailable", "resource-unavailable", "POST /members"),
        ("instead", "flag-not-honoured", "flag-not-honoured", "GET /members"),
        ("leap", "hostile-text", "server-error", "GET /members"),
        ("twice", "hostile-url", "server-error", "GET /members"),
        ("415", "unsupported-media-type", "unsupported-media-type", "POST /members"),
        ("form", "unsupported-media-type", "unsupported-media-type", "POST /members"),
        ("OPTIONS", "unsupported-method", "server-error", None),
        ("TRACE", "unsupported-method", "unsupported-method", None),
    ],
)
def test_a_broken_promise_is_found(
    tested: Callable[..., Result], broken: str, check: str, rule: str, operation: str | None
) -> None:
    found = {(each.rule, operation and each.operation) for each in tested(broken, check, rule, "hostile-url").findings}

    assert (f"contract/{rule}", operation) in found


class TestTime:
    """The clock is that of the answers, so nothing has to be slow."""

    def test_what_is_slow_with_one_parameter_is_found(
        self, tested: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def milliseconds(exchange: Any) -> float:
            return 1500.0 if "q=" in exchange.request.url else 1.0

        monkeypatch.setattr(promptness, "_milliseconds", milliseconds)
        monkeypatch.setattr(tester, "_elapsed", lambda exchange: milliseconds(exchange) / 1000)
        findings = [
            each for each in tested("", "slow-request", "slow-answer", "hostile-url").findings if "slow" in each.rule
        ]

        assert [(each.rule, each.operation) for each in findings] == [("contract/slow-answer", "GET /members")]

    def test_what_is_slow_whenever_it_is_carried_out_is_found(
        self, tested: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def milliseconds(exchange: Any) -> float:
            is_created = exchange.answer is not None and exchange.answer.status == 201
            return 1500.0 if is_created else 1.0

        monkeypatch.setattr(promptness, "_milliseconds", milliseconds)
        result = tested("", "slow-request", "slow-answer", "resource-unavailable")
        findings = [each for each in result.findings if "slow" in each.rule]

        assert [(each.rule, each.operation) for each in findings] == [("contract/slow-answer", "POST /members")]
