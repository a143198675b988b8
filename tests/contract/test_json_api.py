"""JSON:API: what a thing was sent with, in ``data.attributes``, is what its ``attributes`` show."""

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
info: {title: Pens, version: "1"}
paths:
  /pens:
    post:
      requestBody:
        required: true
        content:
          application/vnd.api+json:
            schema:
              type: object
              required: [data]
              properties:
                data:
                  type: object
                  required: [type, attributes]
                  properties: {type: {const: pens}, attributes: {$ref: "#/components/schemas/Attributes"}}
      responses:
        "201": {description: made, content: {application/vnd.api+json: {schema: {$ref: "#/components/schemas/One"}}}}
  /pens/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: it, content: {application/vnd.api+json: {schema: {$ref: "#/components/schemas/One"}}}}
        "404": {description: none}
components:
  schemas:
    Attributes:
      type: object
      required: [ink]
      properties: {ink: {type: string}, price: {type: integer, minimum: 1}}
    Pen:
      type: object
      required: [type, id, attributes]
      properties: {type: {const: pens}, id: {type: string}, attributes: {$ref: "#/components/schemas/Attributes"}}
    One: {type: object, required: [data], properties: {data: {$ref: "#/components/schemas/Pen"}}}
"""
SETTINGS = Settings(seed=1, phases=("probes",), ignored_checks=frozenset(CHECKS) - {"value-not-kept"})


class Pens:
    """``loses`` is the attribute that is not kept."""

    def __init__(self, reply: Any, loses: str) -> None:
        self.reply, self.loses = reply, loses
        self.made: list[dict[str, Any]] = []

    def __call__(self, request: Any) -> Any:
        if request.method == "GET":
            text = request.path.rpartition("/")[2]
            found = [pen for pen in self.made if pen["id"] == text]
            return self._answer(200, found[0]) if found else self.reply(404)
        attributes = json.loads(request.body)["data"]["attributes"]
        kept = {name: "other" if name == self.loses else value for name, value in attributes.items()}
        self.made.append({"type": "pens", "id": str(len(self.made) + 1), "attributes": kept})
        return self._answer(201, self.made[-1])

    def _answer(self, status: int, pen: dict[str, Any]) -> Any:
        return self.reply(status, {"data": pen}, {"Content-Type": "application/vnd.api+json"})


@pytest.mark.parametrize("loses", ["", "ink"])
def test_attributes_are_kept(make_app: Any, reply: Any, loses: str) -> None:
    found = run(load_text(DOCUMENT, "pens.yaml"), AppTarget(make_app(Pens(reply, loses))), SETTINGS).findings
    assert {each.rule for each in found} == ({"contract/value-not-kept"} if loses else set())
    assert all(each.message.startswith("ink was sent as ") for each in found)
