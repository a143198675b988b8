"""Defaults of bodies, secrets, conditions on requests, and things of which there is one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text

DOCUMENT = """\
openapi: 3.1.0
info: {title: Cards, version: "1"}
paths:
  /cards:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/New"}, example: {pin: "12345678"}}}
      responses:
        "201": {description: card, content: {application/json: {schema: {$ref: "#/components/schemas/Card"}}}}
  /cards/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
    get:
      responses:
        "200":
          description: card
          content: {application/json: {schema: {$ref: "#/components/schemas/Card"}}}
        "304": {description: the same}
        "404": {description: none}
    put:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/New"}, example: {pin: "12345678"}}}
      responses:
        "200": {description: card, content: {application/json: {schema: {$ref: "#/components/schemas/Card"}}}}
        "404": {description: none}
        "412": {description: another}
  /settings:
    get:
      responses:
        "200": {description: all, content: {application/json: {schema: {$ref: "#/components/schemas/Settings"}}}}
    patch:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Settings"}}}
      responses:
        "200": {description: all, content: {application/json: {schema: {$ref: "#/components/schemas/Settings"}}}}
components:
  schemas:
    New:
      type: object
      required: [pin]
      properties:
        color: {type: string, enum: [red, blue], default: red}
        pin: {type: string, minLength: 8, writeOnly: true}
    Card: {type: object, required: [id], properties: {id: {type: integer}, color: {type: string, enum: [red, blue]}}}
    Settings:
      type: object
      properties:
        theme: {type: string, enum: [dark, light]}
        lines: {type: integer, minimum: 1, maximum: 99}
"""
HERE = {"conditional-ignored", "conditional-wrong", "default-not-applied", "secret-shown", "update-not-kept"}
SETTINGS = Settings(seed=1, phases=("probes",), ignored_checks=frozenset(set(CHECKS) - HERE))


class Cards:
    """``broken`` is the promise that is not kept."""

    def __init__(self, reply: Any, broken: str = "") -> None:
        self.reply, self.broken = reply, broken
        self.cards: dict[int, dict[str, Any]] = {}
        self.settings: dict[str, Any] = {"theme": "dark", "lines": 20}

    def __call__(self, request: Any) -> Any:
        if request.path == "/settings":
            return self._settings(request)
        if request.path == "/cards":
            number = len(self.cards) + 1
            color = {"color": "blue" if self.broken == "default" else "red"}
            card = {"id": number, **color, **json.loads(request.body)}
            pin = card.pop("pin")
            self.cards[number] = card
            return self.reply(201, {**card, "hint": pin} if self.broken == "secret" else card)
        card = self.cards.get(int(request.path.rpartition("/")[2]))
        return self.reply(404) if card is None else self._card(request, card)

    def _card(self, request: Any, card: dict[str, Any]) -> Any:
        tag = f'"{card["color"]}"'
        if request.method == "GET":
            known = request.headers.get("if-none-match")
            is_known = (known == tag and self.broken != "none-match") or (self.broken == "any" and known is not None)
            if self.broken == "present" and known == tag:
                return self.reply(412)
            return self.reply(304, headers={"ETag": tag}) if is_known else self.reply(200, card, {"ETag": tag})
        if request.headers.get("if-match", tag) != tag and self.broken != "match":
            card["color"] = "blue" if self.broken == "half" else card["color"]
            return self.reply(412)
        if self.broken == "never" and "if-match" in request.headers:
            return self.reply(412)
        card["color"] = json.loads(request.body).get("color", "red")
        return self.reply(200, card)

    def _settings(self, request: Any) -> Any:
        if request.method == "PATCH":
            value = {**self.settings, **json.loads(request.body)}
            self.settings = dict(self.settings) if self.broken == "settings" else value
            return self.reply(200, value)
        return self.reply(200, self.settings)


NULL = """\
openapi: 3.1.0
info: {title: settings, version: "1"}
paths:
  /settings:
    get:
      responses:
        "200": {description: all, content: {application/json: {schema: {$ref: "#/components/schemas/Settings"}}}}
    patch:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                theme: {anyOf: [{type: string, maxLength: 9}, {type: "null"}]}
                note: {type: [string, "null"], maxLength: 9}
      responses:
        "200": {description: all, content: {application/json: {schema: {$ref: "#/components/schemas/Settings"}}}}
components:
  schemas:
    Settings:
      type: object
      required: [theme]
      properties:
        theme: {type: string}
        note: {type: [string, "null"]}
"""


@pytest.mark.parametrize("unheard, found", [({"theme"}, []), ({"theme", "note"}, ["note was changed to absent"])])
def test_null_for_what_always_has_a_value_leaves_it(make_app: Any, reply: Any, unheard: set[str], found: Any) -> None:
    """As every update with optional fields does that are left out by default."""
    kept = {"theme": "dark", "note": "a"}

    def answer(request: Any) -> Any:
        if request.method == "PATCH":
            sent = json.loads(request.body)
            kept.update({name: value for name, value in sent.items() if value is not None or name not in unheard})
        return reply(200, kept)

    findings = run(load_text(NULL, "settings.yaml"), AppTarget(make_app(answer)), SETTINGS).findings

    assert [one.message.partition(", ")[0] for one in findings] == found


def test_kept(make_app: Any, reply: Any) -> None:
    cards = Cards(reply)

    assert run(load_text(DOCUMENT, "cards.yaml"), AppTarget(make_app(cards)), SETTINGS).findings == []
    assert cards.settings == {"theme": "dark", "lines": 20}, "what there is one of is as it was"


@pytest.mark.parametrize(
    "broken, rule, place",
    [
        ("default", "default-not-applied", "/components/schemas/New/properties/color/default"),
        ("secret", "secret-shown", "/components/schemas/New/properties/pin"),
        ("none-match", "conditional-ignored", "/paths/~1cards~1{id}/get/responses/304"),
        ("match", "conditional-ignored", "/paths/~1cards~1{id}/put/responses/412"),
        ("any", "conditional-wrong", "/paths/~1cards~1{id}/get"),
        ("present", "conditional-wrong", "/paths/~1cards~1{id}/get"),
        ("half", "conditional-wrong", "/paths/~1cards~1{id}/put"),
        ("never", "conditional-wrong", "/paths/~1cards~1{id}/put"),
        ("settings", "update-not-kept", "/components/schemas/Settings/properties/theme"),
    ],
)
def test_broken(make_app: Any, reply: Any, broken: str, rule: str, place: str) -> None:
    result = run(load_text(DOCUMENT, "cards.yaml"), AppTarget(make_app(Cards(reply, broken))), SETTINGS)

    assert (f"contract/{rule}", place) in {(each.rule, each.place.pointer) for each in result.findings}


JOBS = """\
openapi: 3.1.0
info: {title: Jobs, version: "1"}
paths:
  /start:
    post:
      responses:
        "202":
          description: begun
          content: {application/json: {schema: {type: object, properties: {job: {type: object}}}}}
          links:
            progress: {operationId: progress, parameters: {path.ticket: "$response.body#/job/ticket"}}
  /progress/{ticket}:
    get:
      operationId: progress
      parameters:
        - {name: ticket, in: path, required: true, schema: {type: string}}
      responses:
        "200": {description: it, content: {application/json: {schema: {type: object, required: [done]}}}}
        "404": {description: none}
"""


def test_links_lead_to_requests_that_are_accepted(make_app: Any, reply: Any) -> None:
    def app(request: Any) -> Any:
        if request.path == "/start":
            return reply(202, {"job": {"ticket": "t-41"}})
        return reply(200, {}) if request.path == "/progress/t-41" else reply(404)

    settings = Settings(seed=1, phases=("probes",), include=("/start", "/progress/{ticket}"))
    result = run(load_text(JOBS, "jobs.yaml"), AppTarget(make_app(app)), settings)

    assert "contract/response-schema" in {finding.rule for finding in result.findings}
