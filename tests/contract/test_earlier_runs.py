"""What earlier runs have left behind: a database that lasts has the names of the last run already."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text

DOCUMENT = """\
openapi: 3.1.0
info: {title: Users, version: "1"}
paths:
  /users:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/User"}
            example: {email: ann@example.com, age: 3}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}
        "409": {description: taken}
        "422": {description: no}
components:
  schemas:
    User:
      type: object
      required: [email]
      properties: {email: {type: string, maxLength: 60}, age: {type: integer}}
"""


@pytest.mark.parametrize("seeds", [(7,) * 5, range(4)])
def test_the_same_faults_are_found(seeds: Any, make_app: Callable[..., Any], reply: Any) -> None:
    """The implementation takes any age."""
    taken: set[str] = set()
    asked: list[bytes] = []

    def handler(request: Any) -> Any:
        asked.append(request.body)
        if request.method != "POST":
            return reply(405, headers={"Allow": "POST"})
        try:
            body = json.loads(request.body)
        except ValueError:
            return reply(422)
        email = body.get("email") if isinstance(body, dict) else None
        if not isinstance(email, str) or len(email) > 60:
            return reply(422)
        if email in taken:
            return reply(409)
        taken.add(email)
        return reply(201, {"email": email})

    found: list[list[str]] = []
    for seed in seeds:
        result = run(load_text(DOCUMENT), AppTarget(make_app(handler)), Settings(seed=seed, phases=("probes",)))
        found.append([one.place.pointer.rpartition("/")[2] for one in result.findings])

    assert "type" in found[0]
    assert found == [found[0]] * len(found)


def test_one_seed_asks_the_same(make_app: Callable[..., Any], reply: Any) -> None:
    def bodies() -> list[bytes]:
        asked: list[bytes] = []

        def handler(request: Any) -> Any:
            asked.append(request.body)
            return reply(409 if len(asked) < 5 else 201, {"email": "a"})

        run(load_text(DOCUMENT), AppTarget(make_app(handler)), Settings(seed=3, phases=("probes",)))
        return asked

    assert bodies() == bodies()
