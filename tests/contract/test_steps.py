"""Findings of several requests: sent again as a whole, made smaller, and told as commands."""

from __future__ import annotations

import json
import math
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from specforge.contract.collect import Collector, Sample
from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.probing.pace import Pace
from specforge.contract.problem import Problem
from specforge.contract.proofs.write import write_tests
from specforge.contract.refine.again import Again
from specforge.contract.refine.refiner import Refiner
from specforge.contract.regressions.keep import Kept, User, keep
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.steps.carried import Carried, carried
from specforge.contract.steps.claim import GONE, TAKEN, Claim, Member, Source, Value
from specforge.contract.steps.script import as_script
from specforge.contract.target import AppTarget, UrlTarget
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.redact import Redactor
from specforge.values.check import SchemaChecker

PEOPLE = """\
openapi: 3.1.0
info: {title: People, version: '1'}
paths:
  /people:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [email]
              properties:
                email: {type: string, format: email}
                name: {type: string}
                note: {type: string}
      responses: {'201': {description: made}, '409': {description: there is one}}
    get: {responses: {'200': {description: all}}}
  /people/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      parameters: [{name: v, in: query, schema: {type: string}}]
      responses: {'200': {description: one}, '404': {description: none}}
    delete: {responses: {'204': {description: gone}}}
"""


@pytest.fixture(scope="module")
def people() -> Document:
    return load_text(PEOPLE, "people.yaml")


class People:
    """A service whose ids are new ones each time, and emails are there once only. ``fault`` is what it does wrong."""

    is_stuck = False

    def __init__(self, fault: str, chance: Callable[[int], bool] = lambda count: True) -> None:
        self.fault, self.chance = fault, chance
        self.known: dict[int, dict[str, Any]] = {}
        self.count = 100
        self.requests: list[SentRequest] = []

    def send(self, request: SentRequest) -> Answer:
        self.requests.append(request)
        if request.method == "POST":
            return self._created(json.loads(request.body or b"{}"))
        if request.path == "/people":
            return reply(200, {"items": list(self.known.values())})
        number = int(request.path.rpartition("/")[2])
        if request.method == "DELETE":
            person = self.known.get(number) if self.fault == "forgets" else self.known.pop(number, None)
            return Answer(204 if person else 404)
        return reply(200, self.known[number]) if number in self.known else reply(404, {})

    def _created(self, body: dict[str, Any]) -> Answer:
        if any(each["email"] == body["email"] for each in self.known.values()):
            return reply(409, {})
        self.count += 1
        is_wrong = self.chance(self.count)
        kept = {name: text[:3] for name, text in body.items()} if self.fault == "cuts" and is_wrong else body
        if not (self.fault == "loses" and is_wrong):
            self.known[self.count] = {"id": self.count, **kept, "email": body["email"]}
        return reply(201, {"id": self.count, **body}, location=f"http://x/people/{self.count}")

    def close(self) -> None:
        """Nothing to let go of."""


def reply(status: int, body: Any, **headers: str) -> Answer:
    told = {"content-type": ("application/json",), **{name: (text,) for name, text in headers.items()}}
    return Answer(status, told, json.dumps(body).encode())


def asking(method: str, target: str, body: Any = None, **headers: str) -> SentRequest:
    content = json.dumps(body).encode() if body is not None else None
    told = {"Content-Type": "application/json", **headers} if body is not None else headers
    return SentRequest(method, f"http://x{target}", told, content)


def refined(document: Document, service: People, requests: list[SentRequest], claim: Claim | None) -> Sample:
    """What is shown of these requests, the last of which has a fault; ``{id}`` in a path is that of the first."""
    done: list[Exchange] = []
    for request in requests:
        made = json.loads(done[0].answer.body or b"{}").get("id") if done and done[0].answer else ""
        sent = replace(request, url=request.url.replace("{id}", str(made)))
        done.append(Exchange(sent, service.send(sent)))
    operation = next(one for one in document.operations if one.label == "GET /people/{id}")
    checker = SchemaChecker(document)
    collector = Collector(Redactor())
    problem = Problem("some-rule", "what is wrong", operation.node.key_place)
    collector.add(problem, operation.label, done[-1], tuple(done[:-1]), claim=claim)
    again = Again(Conformance(checker), RequestJudge(checker))
    operations = {one.label: one for one in document.operations}
    refiner = Refiner(service, Pace(None), again, operations, Redactor().is_credential, checker, math.inf)
    refiner.refine(collector.groups.values())
    (group,) = collector.groups.values()
    return group.shown


def shown(sample: Sample) -> list[tuple[str, str, Any]]:
    assert sample.exchange is not None
    requests = [step.request for step in (*sample.steps, sample.exchange)]
    return [(one.method, one.url, json.loads(one.body) if one.body else None) for one in requests]


NEW = {"email": "ann@example.com", "name": "Ann", "note": "a text that is longer than it has to be"}


class TestSmaller:
    """A sequence is told with what it takes."""

    @pytest.fixture(autouse=True)
    def _at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("specforge.contract.refine.sequences._PATIENCE", 0)

    def test_members_parameters_and_steps_that_are_not_needed(self, people: Document) -> None:
        requests = [
            asking("POST", "/people", NEW),
            asking("GET", "/people"),
            asking("DELETE", "/people/{id}"),
            asking("GET", "/people/{id}?v=1"),
        ]

        post, delete, get = shown(refined(people, People("forgets"), requests, TAKEN))

        assert post[0] == "POST" and post[2].keys() == {"email"} and post[2]["email"] != "ann@example.com"
        number = delete[1].rpartition("/")[2]
        assert int(number) > 101
        assert (delete[0], get[:2]) == ("DELETE", ("GET", f"http://x/people/{number}"))

    def test_what_the_message_tells_of_stays(self, people: Document) -> None:
        claim = Value(("note",), Source(0, ("note",)))
        requests = [asking("POST", "/people", NEW), asking("GET", "/people/{id}")]

        post, _ = shown(refined(people, People("cuts"), requests, claim))

        assert post[2].keys() == {"email", "note"} and post[2]["note"] == NEW["note"]

    def test_members_of_lists(self, people: Document) -> None:
        claim = Member(("items",), "id", Source(0, ("id",), is_sent=False))
        other = asking("POST", "/people", {"email": "bob@example.com"})
        service = People("loses", lambda count: count != 101)
        service.send(other)

        post, get = shown(refined(people, service, [asking("POST", "/people", NEW), asking("GET", "/people")], claim))

        assert post[2].keys() == {"email"} and get[1] == "http://x/people"


class TestChance:
    """What does not always show says so."""

    def test_k_of_n(self, people: Document) -> None:
        requests = [asking("POST", "/people", NEW), asking("GET", "/people/{id}")]

        sample = refined(people, People("loses", lambda count: count % 2 == 1), requests, GONE)

        assert sample.problem.message == "what is wrong (3 of 5 tries show it)"

    def test_never_again(self, people: Document) -> None:
        requests = [asking("POST", "/people", NEW), asking("GET", "/people/{id}")]

        sample = refined(people, People("loses", lambda count: count == 101), requests, GONE)

        assert "not shown again in 4 tries" in sample.extra["repeated"]

    def test_what_was_there_before_is_not_deleted(self, people: Document) -> None:
        service = People("forgets")
        service.send(asking("POST", "/people", NEW))
        requests = [asking("DELETE", "/people/101"), asking("GET", "/people/101")]

        refined(people, service, requests, TAKEN)

        assert [one.method for one in service.requests] == ["POST", "DELETE", "GET"]


class TestCarried:
    """What later requests have from earlier answers is found, and nothing else."""

    def test_ids_locations_and_tags(self) -> None:
        made = Exchange(asking("POST", "/people", {"n": 7}), reply(201, {"id": 7, "n": 7}, etag='"v1"'))
        located = Exchange(asking("POST", "/people", {}), reply(201, {}, location="http://x/people/9?a=1"))
        last = Exchange(asking("PUT", "/people/7?n=7", {"owner_id": 7, "n": 7}, **{"If-Match": '"v1"'}), reply(200, {}))

        assert carried([made, last]) == (Carried("7", 0, ("id",)), Carried('"v1"', 0, header="etag"))
        below = Exchange(asking("GET", "/people/9/notes"), reply(200, []))
        assert carried([located, below]) == (Carried("/people/9", 0, header="location"),)

    def test_what_the_client_has_chosen_is_its_own(self) -> None:
        made = Exchange(asking("PUT", "/people/ann", {"id": "ann"}), reply(201, {"id": "ann", "paid": 3}))
        last = Exchange(asking("GET", "/people/ann/3"), reply(200, {}))

        assert carried([made, last]) == ()


def as_handler(service: People) -> Any:
    """The service behind HTTP."""

    def handle(request: Any) -> Any:
        answer = service.send(SentRequest(request.method, f"http://x{request.path}", {}, request.body))
        headers = {name.title(): values[0] for name, values in answer.headers.items()}
        return SimpleNamespace(status=answer.status, body=answer.body, headers=headers)

    return handle


READ = [
    asking("POST", "/people", {"email": "abcdefghij@example.com", "name": "Ann Smith"}),
    asking("GET", "/people/101"),
]
MADE = Source(0, ("id",), is_sent=False)
OTHER = {"email": "a@x.org"}
CLAIMS: list[tuple[str, Claim, list[SentRequest]]] = [
    ("loses", GONE, READ),
    ("forgets", TAKEN, [READ[0], asking("DELETE", "/people/101"), READ[1]]),
    ("cuts", Value(("name",), Source(0, ("name",))), READ),
    ("cuts", Value(("name",), Source(0, ("name",), is_sent=False)), READ),
    ("loses", Member(("items",), "id", MADE), [READ[0], asking("POST", "/people", OTHER), asking("GET", "/people")]),
]


@pytest.mark.parametrize(("fault", "claim", "requests"), CLAIMS)
def test_what_is_written_fails_until_it_is_mended(
    fault: str,
    claim: Claim,
    requests: list[SentRequest],
    people: Document,
    serve: Any,
    make_app: Any,
    tmp_path: Path,
) -> None:
    """Again and again on the same server, though emails are there once only."""
    service = People(fault, lambda count: count == 101)
    exchanges = [Exchange(one, service.send(one)) for one in requests]
    collector = Collector(Redactor())
    operation = people.operations[-2]
    problem = Problem("some-rule", "what is wrong", operation.node.key_place)
    collector.add(problem, operation.label, exchanges[-1], tuple(exchanges[:-1]), claim=claim)

    (path,) = write_tests(collector.evidence(), people, UrlTarget("http://127.0.0.1:1"), Settings(), tmp_path).written

    for command in (["format", "--check"], ["check", "--select", "F,E7,I"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", str(path)]
        assert subprocess.run(ruff, capture_output=True, check=False).returncode == 0
    (test,) = [value for name, value in runpy.run_path(str(path)).items() if name.startswith("test_")]
    for known, is_wrong in ((People(fault, lambda count: count % 2 == 1), True), (People(""), False)):
        with serve(make_app(as_handler(known))) as url:
            test.__globals__["BASE_URL"] = url
            for _ in range(2):
                outcome = pytest.raises(AssertionError) if is_wrong else nullcontext()
                with outcome:
                    test()
                known.known = {key: one for key, one in known.known.items() if one["email"] != OTHER["email"]}
                known.count += known.count % 2


@pytest.mark.skipif(shutil.which("jq") is None or shutil.which("curl") is None, reason="curl or jq is not installed")
def test_the_commands_do_the_same_in_a_shell(serve: Any, make_app: Any) -> None:
    """Whoever pastes them sees the same answer, although ids are other ones."""
    service = People("forgets")

    requests = [
        asking("POST", "/people", {"email": "ann@example.com", "name": 'it\'s "Ann" [1] \u00e9\n'}),
        asking("DELETE", "/people/101"),
        asking("GET", "/people/101"),
    ]
    exchanges = [Exchange(one, service.send(one)) for one in requests]
    service.known.clear()
    with serve(make_app(as_handler(service))) as url:
        script = as_script(exchanges, Redactor()).replace("http://x", url)
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)

    assert "101" not in script
    assert json.loads(done.stdout) == {"id": 102, **json.loads(requests[0].body or b"")}


def test_commands_for_values_of_every_kind() -> None:
    made = Exchange(asking("POST", "/people", {}), reply(201, {"a b": [{"id": 7}]}, etag='"v1"'))
    located = Exchange(asking("POST", "/people", {}), reply(201, {}, location="http://x/people/9"))
    last = Exchange(
        asking("PUT", "/people/7?q=[1]", {"owner_id": 7, "ids": ["7"]}, **{"If-Match": '"v1"'}), reply(200, {})
    )

    lines = as_script([made, last], Redactor()).splitlines()
    below = as_script([located, Exchange(asking("GET", "/people/9/notes"), reply(200, []))], Redactor()).splitlines()

    assert lines[1].endswith("""| jq -r '."a b"[0].id')""") and lines[2].startswith("etag=$(printf")
    assert """-H 'If-Match: '"$etag" """ in lines[3] and """'{"owner_id": '"$id"', "ids": ["'"$id"'"]}'""" in lines[3]
    assert lines[3].startswith("curl -g ") and lines[3].endswith("""'http://x/people/'"$id"'?q=[1]'""")
    assert below[0].startswith("location=$(curl -s -D - -o /dev/null -X POST")
    assert below[1] == """curl -X GET 'http://x/'"$location"'/notes'"""


@pytest.mark.parametrize(("fault", "claim", "requests"), CLAIMS)
def test_what_was_kept_is_found_again_with_other_ids(
    fault: str,
    claim: Claim,
    requests: list[SentRequest],
    people: Document,
    make_app: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before everything else, and not when it is mended; a place that is gone from the document is told of."""
    monkeypatch.setattr("specforge.contract.regressions.replay._PATIENCE", 0)
    service = People(fault, lambda count: count == 101)
    exchanges = [Exchange(one, service.send(one)) for one in requests]
    collector = Collector(Redactor())
    operation = people.operations[-2]
    problem = Problem("some-rule", "what is wrong", operation.node.key_place)
    collector.add(problem, operation.label, exchanges[-1], tuple(exchanges[:-1]), claim=claim)
    labels = [one.label for one in people.operations]

    def kept(document: Document, known: People) -> tuple[Kept, list[str]]:
        settings = Settings(phases=("examples",), regressions=tmp_path, include=("GET /people/{id}", "/people*"))
        result = run(document, AppTarget(make_app(as_handler(known))), settings)
        found = [one.message for one in result.findings if one.rule == "contract/some-rule"]
        return keep(tmp_path, result.evidence, result.replayed, labels, "", User({}), Redactor(), document), found

    added = keep(tmp_path, collector.evidence(), (), labels, "http://x", User({}), Redactor(), people).added
    known = People(fault, lambda count: count % 2 == 1)
    known.known[7] = {"id": 7, "email": "abcdefghij@example.com"}

    assert len(added) == 1
    again, found = kept(people, known)
    assert (again.failing, again.passing, len(found)) == (added, [], 1)
    again, found = kept(people, People(""))
    assert (again.failing, again.passing, found) == ([], added, [])
    data = json.loads(added[0].read_text())
    data["story"]["place"]["pointer"] = "/paths/~1gone"
    added[0].write_text(json.dumps(data))
    assert kept(people, known)[0].stale == added
