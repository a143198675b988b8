"""Idempotency keys: what is sent again with the same one is the same request."""

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
info: {title: Payments, version: "1"}
paths:
  /payments:
    post:
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string, minLength: 8}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/New"}, example: {amount: 3}}}
      responses:
        "201": {description: paid, content: {application/json: {schema: {$ref: "#/components/schemas/Payment"}}}}
        "409": {description: known}
  /payments/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
      responses:
        "200": {description: it, content: {application/json: {schema: {$ref: "#/components/schemas/Payment"}}}}
        "404": {description: none}
components:
  schemas:
    New: {type: object, required: [amount], properties: {amount: {type: integer}}}
    Payment: {type: object, required: [id], properties: {id: {type: integer}, amount: {type: integer}}}
"""
SETTINGS = Settings(seed=1, phases=("probes",), ignored_checks=frozenset(CHECKS) - {"idempotency-ignored"})


class Payments:
    """``repeats``: what it does when a key comes again."""

    def __init__(self, reply: Any, repeats: str) -> None:
        self.reply, self.repeats = reply, repeats
        self.made: list[dict[str, Any]] = []
        self.keys: dict[str, dict[str, Any]] = {}

    def __call__(self, request: Any) -> Any:
        if request.method == "GET":
            number = int(request.path.rpartition("/")[2])
            return self.reply(200, self.made[number - 1]) if number <= len(self.made) else self.reply(404)
        key = request.headers.get("idempotency-key")
        if key in self.keys and self.repeats != "creates":
            return self.reply(409) if self.repeats == "refuses" else self.reply(201, self.keys[key])
        self.made.append({"id": len(self.made) + 1, **json.loads(request.body)})
        if key is not None:
            self.keys[key] = self.made[-1]
        return self.reply(201, self.made[-1])


@pytest.mark.parametrize(("repeats", "wanted"), [("answers", []), ("refuses", []), ("creates", ["Idempotency-Key"])])
def test_a_key_that_comes_again_creates_nothing(make_app: Any, reply: Any, repeats: str, wanted: list[str]) -> None:
    document = load_text(DOCUMENT, "payments.yaml")
    found = run(document, AppTarget(make_app(Payments(reply, repeats))), SETTINGS).findings
    assert [finding.rule for finding in found] == ["contract/idempotency-ignored"] * len(wanted)
    assert all(name in finding.message for name, finding in zip(wanted, found, strict=True))
