"""Checks that create things and follow them: each finds what breaks its promise, and nothing in what keeps them all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.probing import things
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.model import Severity

DOCUMENT = """\
openapi: 3.1.0
info: {title: Notes, version: "1"}
security: [{token: []}]
paths:
  /notes:
    get:
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 3, default: 2}}
      responses:
        "200":
          description: notes
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Note"}}}}
        "401": {description: who}
        "422": {description: no}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/NoteInput"}
            example: {slug: first, text: hello}
      responses:
        "201":
          description: created
          headers: {Location: {required: true, schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}
        "401": {description: who}
        "409": {description: taken}
        "422": {description: no}
  /notes/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
    get:
      operationId: getNote
      responses: &note
        "200":
          description: a note
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}
        "401": {description: who}
        "404": {description: gone}
        "409": {description: no}
        "422": {description: no}
    put:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/NoteInput"}}}
      responses: *note
    patch:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              minProperties: 1
              additionalProperties: false
              properties:
                text: {type: string, maxLength: 40}
                label: {type: [string, "null"], maxLength: 10}
      responses: *note
    delete:
      responses:
        "204": {description: gone}
        "401": {description: who}
        "404": {description: gone}
        "422": {description: no}
  /notes/{id}/close:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
      responses: *note
  /files:
    post:
      requestBody:
        required: true
        content:
          application/octet-stream: {schema: {type: string, format: binary}}
      responses:
        "201":
          description: stored
          headers: {Location: {schema: {type: string}}}
          content:
            application/json:
              schema: {type: object, properties: {id: {type: integer}, size: {type: integer}}}
        "401": {description: who}
  /files/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
      responses:
        "200": {description: bytes, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
        "401": {description: who}
        "404": {description: gone}
        "422": {description: no}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
  schemas:
    NoteInput:
      type: object
      additionalProperties: false
      required: [slug, text]
      properties:
        slug: {type: string, pattern: "^[a-z]{1,12}$"}
        text: {type: string, maxLength: 40}
        label: {type: [string, "null"], maxLength: 10}
        id: {type: integer, minimum: 1, readOnly: true}
    Note:
      type: object
      required: [id, slug, text, state, created_at]
      properties:
        id: {type: integer, readOnly: true}
        slug: {type: string}
        text: {type: string}
        label: {type: [string, "null"]}
        state: {type: string, enum: [open, closed]}
        created_at: {type: string}
"""

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"  # what looks like a JSON Web Token


class Notes:
    """The implementation; ``broken`` names the promises that it does not keep."""

    def __init__(self, reply: type[Any], *broken: str) -> None:
        self.reply, self.broken = reply, set(broken)
        self.notes: dict[int, dict[str, Any]] = {}
        self.files: dict[int, bytes] = {}
        self.last = 0
        self.numbers = count(1)
        self.listed: dict[int, dict[str, Any]] = {}

    def __call__(self, request: Any) -> Any:
        if not self._is_known(request.headers.get("authorization", "")):
            return self.reply(401, headers={"WWW-Authenticate": "Bearer"} if "challenge" not in self.broken else {})
        path = request.path.strip("/").split("/")
        if path[0] == "old":
            return self.reply(404)
        if path[0] == "files":
            return self._files(request, path)
        if len(path) == 1:
            return self._create(request) if request.method == "POST" else self._list(request)
        note = self.notes.get(int(path[1])) if path[1].isdecimal() else None
        if note is None and "unknown" in self.broken and request.method == "GET":
            return self.reply(200, {"id": 1, "slug": "a", "text": "b", "state": "open", "created_at": "c"})
        if note is None:
            return self.reply(404 if re.fullmatch("[1-9][0-9]*", path[1]) else 422)
        return self._close(note) if len(path) > 2 else self._item(request, note)

    def _is_known(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        if "signature" in self.broken:
            return token.split(".")[:2] == TOKEN.split(".")[:2]
        if "begins" in self.broken:
            return token.startswith(TOKEN)
        return token == TOKEN and (scheme == "Bearer" if "case" in self.broken else scheme.lower() == "bearer")

    def _create(self, request: Any) -> Any:
        value = json.loads(request.body)
        if not self._is_valid(value, {"slug", "text"}, {"label"} | ({"id"} & self.broken)):
            return self.reply(422)
        if any(note["slug"] == value["slug"] for note in self.notes.values()) and "twice" not in self.broken:
            return self.reply(409)
        self.last += "same" not in self.broken or not self.last
        note = {"label": None, **value, "id": value.get("id", self.last), "state": "open", "created_at": "2024"}
        note["text"] = note["text"][: 10 if "short" in self.broken else 40]
        if "forgets" not in self.broken:
            self.notes[note["id"]] = note
        start = "/old/notes" if "moved" in self.broken else "/notes"
        return self.reply(201, note, {"Location": f"{start}/{note['id'] + ('location' in self.broken)}"})

    def _is_valid(self, value: Any, required: set[str], optional: set[str]) -> bool:
        texts = [text for name, text in value.items() if name != "id" and not (name == "label" and text is None)]
        is_short = not isinstance(value.get("label"), str) or len(value["label"]) <= 10
        is_whole = required <= value.keys() <= required | optional
        is_slug = re.fullmatch("[a-z]{1,12}", value.get("slug", "a")) is not None
        return is_whole and is_slug and is_short and all(isinstance(text, str) and len(text) <= 40 for text in texts)

    def _list(self, request: Any) -> Any:
        page, limit = (int(request.query.get(name, [default])[0]) for name, default in (("page", 1), ("limit", 2)))
        if page < 1 or not 1 <= limit <= 3:
            return self.reply(422)
        notes = [*self.notes.values()][: 1 if "list" in self.broken else None]
        if "cache" in self.broken:
            notes = [self.listed.setdefault(note["id"], dict(note)) for note in notes]
        return self.reply(200, notes[(page - 1) * limit : page * limit])

    def _item(self, request: Any, note: dict[str, Any]) -> Any:
        match request.method:
            case "GET":
                if "reading" in self.broken:
                    note["label"] = "read"
                return self.reply(200, note, {"ETag": f'"{next(self.numbers) if "etag" in self.broken else 1}"'})
            case "DELETE":
                if "delete" not in self.broken:
                    del self.notes[max(self.notes) if "other" in self.broken else note["id"]]
                return self.reply(204)
            case "PUT":
                return self._put(json.loads(request.body), note)
        return self._patch(json.loads(request.body), note)

    def _put(self, value: Any, note: dict[str, Any]) -> Any:
        if not self._is_valid(value, {"slug", "text"}, {"label"}):
            return self.reply(422)
        taken = any(other["slug"] == value["slug"] and other is not note for other in self.notes.values())
        if taken and "taken" not in self.broken:
            return self.reply(409)
        note.update({} if "merges" in self.broken else {"label": None}, **value)
        note["created_at"] = str(next(self.numbers)) if "created" in self.broken else "2024"
        return self.reply(200, note)

    def _patch(self, value: Any, note: dict[str, Any]) -> Any:
        if not self._is_valid(value, set(), {"text", "label"}) or not value:
            return self.reply(422)
        if "patch" in self.broken:
            return self.reply(200, {**note, **value})
        value = dict(list(value.items())[:1]) if "one" in self.broken else value
        note.update({"label": None} if "resets" in self.broken else {}, **value)
        return self.reply(200, note)

    def _close(self, note: dict[str, Any]) -> Any:
        if note["state"] == "closed" and "again" not in self.broken:
            return self.reply(404 if "denied" in self.broken else 409)
        old = dict(note)
        note["state"] = "closed"
        return self.reply(200, old if "old" in self.broken else note)

    def _files(self, request: Any, path: list[str]) -> Any:
        if request.method == "POST":
            self.last += 1
            self.files[self.last] = request.body.strip() if "strip" in self.broken else request.body
            size = len(request.body) + ("size" in self.broken)
            return self.reply(201, {"id": self.last, "size": size}, {"Location": f"/files/{self.last}"})
        data = self.files.get(int(path[1])) if path[1].isdecimal() else None
        return self.reply(404) if data is None else self.reply(200, data, {"Content-Type": "application/octet-stream"})


CHECKS_HERE = {
    "action-not-kept", "auth-forged", "auth-ignored", "auth-scheme-case", "created-unlisted", "duplicate-accepted",
    "location", "read-changes", "read-only-taken", "resource-unavailable", "unknown-id", "update-not-kept",
    "upload-not-kept", "use-after-free", "value-not-kept", "www-authenticate",
}  # fmt: skip
SETTINGS = Settings(
    headers={"Authorization": f"Bearer {TOKEN}"},
    seed=1,
    phases=("probes",),
    ignored_checks=frozenset(set(CHECKS) - CHECKS_HERE),
)


@pytest.fixture(scope="module")
def notes() -> Document:
    return load_text(DOCUMENT, "notes.yaml")


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(things, "_PATIENCE", (0.0,))


@pytest.fixture
def tested(notes: Document, make_app: Any, reply: Any) -> Callable[..., Result]:
    def test(*broken: str, document: Document = notes, **changes: Any) -> Result:
        return run(document, AppTarget(make_app(Notes(reply, *broken))), replace(SETTINGS, **changes))

    return test


def found(result: Result) -> set[tuple[str, str | None]]:
    return {(finding.rule.removeprefix("contract/"), finding.operation) for finding in result.findings}


def test_what_keeps_its_promises_has_no_findings(tested: Callable[..., Result]) -> None:
    result = tested()

    assert found(result) == set()
    assert result.stopped == "completed"


@pytest.mark.parametrize(
    "broken, rule, operation",
    [
        ("forgets", "resource-unavailable", "GET /notes/{id}"),
        ("same", "resource-unavailable", "POST /notes"),
        ("other", "resource-unavailable", "GET /notes/{id}"),
        ("delete", "use-after-free", "GET /notes/{id}"),
        ("location", "location", "POST /notes"),
        ("moved", "location", "POST /notes"),
        ("short", "value-not-kept", "POST /notes"),
        ("patch", "update-not-kept", "PATCH /notes/{id}"),
        ("resets", "update-not-kept", "PATCH /notes/{id}"),
        ("merges", "update-not-kept", "PUT /notes/{id}"),
        ("created", "update-not-kept", "PUT /notes/{id}"),
        ("list", "created-unlisted", "GET /notes"),
        ("cache", "created-unlisted", "GET /notes"),
        ("twice", "duplicate-accepted", "POST /notes"),
        ("taken", "duplicate-accepted", "PUT /notes/{id}"),
        ("reading", "read-changes", "GET /notes/{id}"),
        ("unknown", "unknown-id", "GET /notes/{id}"),
        ("old", "action-not-kept", "POST /notes/{id}/close"),
        ("again", "action-not-kept", "POST /notes/{id}/close"),
        ("denied", "action-not-kept", "POST /notes/{id}/close"),
        ("one", "update-not-kept", "PATCH /notes/{id}"),
        ("strip", "upload-not-kept", "GET /files/{id}"),
        ("size", "upload-not-kept", "POST /files"),
        ("id", "read-only-taken", "POST /notes"),
        ("signature", "auth-ignored", "GET /notes"),
        ("begins", "auth-ignored", "GET /notes"),
        ("case", "auth-scheme-case", "GET /notes"),
        ("challenge", "www-authenticate", "GET /notes"),
    ],
)
def test_a_broken_promise_is_found(tested: Callable[..., Result], broken: str, rule: str, operation: str) -> None:
    assert (rule, operation) in found(tested(broken))


class Peculiar(Notes):
    """Keeps every promise, each of them in its own way."""

    def _create(self, request: Any) -> Any:
        answer = super()._create(request)
        if answer.status == 201 and "tidy" in self.broken:
            answer.body["text"] = " ".join(answer.body["text"].lower().split())
        return answer

    def _list(self, request: Any) -> Any:
        answer = super()._list(request)
        if answer.status == 200 and "brief" in self.broken:
            return self.reply(200, [{**note, "text": f"{note['text'][:10].strip()}…"} for note in answer.body])
        return answer

    def __call__(self, request: Any) -> Any:
        answer = super().__call__(request)
        number = request.path.rpartition("/")[2]
        if "slow" in self.broken and request.method == "GET" and number.isdecimal():
            self.listed[int(number)] = self.listed.get(int(number), {"views": -1})
            self.listed[int(number)]["views"] += 1
            return self.reply(404) if self.listed[int(number)]["views"] == 0 else answer
        if "calm" in self.broken and request.method == "DELETE" and answer.status == 404 and number.isdecimal():
            return self.reply(204) if int(number) <= self.last else answer
        return answer

    def _item(self, request: Any, note: dict[str, Any]) -> Any:
        if "soft" in self.broken and request.method == "DELETE":
            note["label"] = "deleted"
            return self.reply(204)
        if "accepts" in self.broken and request.method == "DELETE":
            return self.reply(202)
        answer = super()._item(request, note)
        if "counts" in self.broken and request.method == "GET":
            note["views"] = note.get("views", 0) + 1
        if "time" in self.broken and request.method in ("PATCH", "PUT"):
            note["updated_at"] = str(next(self.numbers))
        return answer


@pytest.mark.parametrize("way", ["tidy", "brief", "slow", "calm", "soft", "counts", "time"])
def test_what_is_done_in_another_way_is_not_wrong(make_app: Any, reply: Any, way: str) -> None:
    more = "views: {type: integer}\n        updated_at: {type: string}\n        slug: {type: string}\n"
    known = load_text(DOCUMENT.replace("slug: {type: string}\n", more), "notes.yaml")

    assert found(run(known, AppTarget(make_app(Peculiar(reply, way))), SETTINGS)) == set()


class Later(Notes):
    """Says that work was begun, and has nothing to show yet."""

    def __call__(self, request: Any) -> Any:
        answer = super().__call__(request)
        if request.method == "POST" and request.path == "/notes" and answer.status == 201:
            del self.notes[self.last]
            return self.reply(202, answer.body, {"Location": f"/notes/{self.last}"})
        return answer


def test_what_is_begun_need_not_be_there(make_app: Any, reply: Any) -> None:
    begun = load_text(DOCUMENT.replace('"201":', '"202":', 1), "notes.yaml")

    assert found(run(begun, AppTarget(make_app(Later(reply))), SETTINGS)) == set()


def test_what_was_created_is_deleted_in_the_end(notes: Document, make_app: Any, reply: Any) -> None:
    service = Notes(reply)

    run(notes, AppTarget(make_app(service)), SETTINGS)

    assert service.notes == {}
    assert service.files != {}, "nothing deletes them"


def test_a_guess_is_a_warning_until_the_document_says_it(tested: Callable[..., Result]) -> None:
    said = load_text(
        DOCUMENT.replace('"201":\n          description: created', f'"201":\n          {LINKS}', 1), "n.yaml"
    )

    guessed = {each.severity for each in tested("delete").findings if each.rule == "contract/use-after-free"}
    known = {
        each.severity for each in tested("delete", document=said).findings if each.rule == "contract/use-after-free"
    }

    assert (guessed, known) == ({Severity.WARNING}, {Severity.ERROR})


LINKS = """description: created
          links: {one: {operationId: getNote, parameters: {id: "$response.body#/id"}}}"""
