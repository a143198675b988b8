"""Two users: what is one user's own, and what they share."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.contract.run import run
from specforge.contract.settings import Identity, Settings, parse_identities
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.errors import UsageError
from specforge.findings.model import Severity

DOCUMENT = """\
openapi: 3.1.0
info: {title: Boxes, version: "1", description: "ABOUT"}
security: [{token: []}]
paths:
  /boxes:
    get:
      responses:
        "200":
          description: boxes
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Box"}}}}
        "401": {description: who}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Box"}, example: {label: x}}}
      responses:
        "201": {description: l, content: {application/json: {schema: {$ref: "#/components/schemas/Box"}}}}
        "401": {description: who}
  /boxes/{id}:
    SETTING: true
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
    get:
      responses:
        "200": {description: l, content: {application/json: {schema: {$ref: "#/components/schemas/Box"}}}}
        "401": {description: who}
        "404": {description: none}
    delete:
      responses:
        "204": {description: gone}
        "401": {description: who}
        "404": {description: none}
  /boxes/{id}/lid:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
    get:
      responses: &lid
        "200": {description: l, content: {application/json: {schema: {$ref: "#/components/schemas/Lid"}}}}
        "401": {description: who}
        "404": {description: none}
    put:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Lid"}}}}
      responses: *lid
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Lid: {type: object, required: [color], properties: {color: {type: string}}}
    Box: {type: object, required: [label], properties: {id: {type: integer, readOnly: true}, label: {type: string}}}
"""


class Boxes:
    """``open`` names what another user than the owner may do: ``list``, ``get``, ``delete``."""

    def __init__(self, reply: Any, *open: str) -> None:
        self.reply, self.open = reply, open
        self.boxes: dict[int, tuple[str, dict[str, Any]]] = {}
        self.lids: dict[int, Any] = {}

    def __call__(self, request: Any) -> Any:
        user = {"bearer ann": "ann", "bearer bob": "bob"}.get(request.headers.get("authorization", "").lower())
        if user is None:
            return self.reply(401, headers={"WWW-Authenticate": "Bearer"})
        if request.path == "/boxes" and request.method == "GET":
            return self.reply(200, [box for owner, box in self.boxes.values() if owner == user or "list" in self.open])
        if request.path == "/boxes":
            box = {**json.loads(request.body), "id": len(self.boxes) + 1}
            self.boxes[box["id"]] = (user, box)
            return self.reply(201, box)
        if request.path.endswith("/lid"):
            return self._lid(user, request)
        owner, box = self.boxes.get(int(request.path.rpartition("/")[2]), ("", {}))
        if not box or (owner != user and request.method.lower() not in self.open):
            return self.reply(404)
        if request.method == "DELETE":
            self.boxes[box["id"]] = ("", {})
            return self.reply(204)
        return self.reply(200, box)

    def _lid(self, user: str, request: Any) -> Any:
        number = int(request.path.split("/")[2])
        owner, box = self.boxes.get(number, ("", {}))
        if not box or (owner != user and "lid" not in self.open):
            return self.reply(404)
        if request.method == "PUT":
            self.lids[number] = json.loads(request.body)
        return self.reply(200, self.lids.get(number, {"color": "red"}))


@pytest.fixture
def found(make_app: Any, reply: Any) -> Any:
    def test(*open: str, about: str = "", setting: str = "x-nothing: 1") -> set[tuple[str | None, Severity]]:
        document = load_text(DOCUMENT.replace("ABOUT", about).replace("SETTING: true", setting), "boxes.yaml")
        bob = Identity("bob", {"Authorization": "Bearer bob"})
        settings = Settings({"Authorization": "Bearer ann"}, seed=1, phases=("probes",), identities=(bob,))
        findings = run(document, AppTarget(make_app(Boxes(reply, *open))), settings).findings
        return {(each.operation, each.severity) for each in findings if each.rule == "contract/object-of-another"}

    return test


GET, DELETE, LIST = "GET /boxes/{id}", "DELETE /boxes/{id}", "GET /boxes"


@pytest.mark.parametrize("open", [(), ("list", "get"), ("list", "get", "delete")])
def test_what_users_share_is_nobodys_own(found: Any, open: tuple[str, ...]) -> None:
    assert found(*open) == set()


def test_what_the_other_users_list_does_not_have_is_not_theirs(found: Any) -> None:
    assert found("get") == {(GET, Severity.WARNING)}
    assert found("get", setting="x-specforge-resource: {private: false}") == set()


def test_what_cannot_be_read_cannot_be_deleted(found: Any) -> None:
    assert found("delete") == {(DELETE, Severity.WARNING)}


def test_a_part_of_a_box_is_its_owners_as_well(found: Any) -> None:
    assert found("lid") == {(f"{method} /boxes/{{id}}/lid", Severity.WARNING) for method in ("GET", "PUT")}


@pytest.mark.parametrize(
    "about", ["A box that is not yours answers 404.", "Boxes of another user do not exist for you."]
)
def test_the_words_for_it_differ(found: Any, about: str) -> None:
    assert (GET, Severity.WARNING) in found("list", "get", "delete", about=about)


def test_what_the_document_calls_private(found: Any) -> None:
    everything = ("list", "get", "delete")

    said = found(*everything, about="Boxes are private.")
    known = found(*everything, setting="x-specforge-resource: {private: true}")
    another = found(*everything, about="Letters are private. A box may be private or public.")

    assert said == {(operation, Severity.WARNING) for operation in (GET, DELETE, LIST)}
    assert known == {(operation, Severity.ERROR) for operation in (GET, DELETE, LIST)}
    assert another == set()


def test_users_are_named_on_the_command_line() -> None:
    texts = ("bob=Authorization: Bearer a=b", "eve=X-Key: 1", "bob=X-Key: 2")

    assert parse_identities(texts, {"eve": {"X-Key": "0"}, "joe": {"A": "b"}}) == {
        "bob": {"Authorization": "Bearer a=b", "X-Key": "2"},
        "eve": {"X-Key": "1"},
        "joe": {"A": "b"},
    }


@pytest.mark.parametrize("text", ["Authorization: Bearer secret", "=A: b", "bob=secret", "a b=A: b"])
def test_what_names_no_user_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_identities([text])
