"""Check: what clients send as a secret is not in any answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Tools, looks
from specforge.contract.events import Case
from specforge.contract.mocked import lacks
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Schema
from specforge.findings.model import Severity
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content, is_json

# What is shorter turns up by chance.
_SHORTEST = 8


@looks("secret-shown")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """A secret that was sent in a request is in the answer."""
    answer, body = case.exchange.answer, operation.request_body
    if answer is None or body is None or not answer.body or not 200 <= answer.status < 300:
        return
    kind = case.exchange.request.header("content-type")
    key = find_content(body.content, kind)
    schema = body.content[key].schema if key is not None else None
    if schema is None or not is_json(kind or "") or lacks(case.exchange, {"meaning"}):
        return
    for name, view, value in _secrets(schema, case.exchange.request.body or b""):
        if value.encode() in answer.body:
            place = (view.reference or view.node).key_place
            message = f"the {name} that was sent is in the answer"
            severity = Severity.ERROR if view.write_only else Severity.WARNING
            yield Problem("secret-shown", message, place, severity)


def _secrets(schema: Schema, body: bytes) -> Iterator[tuple[str, Schema, str]]:
    """The properties that are ``writeOnly`` or passwords, with what was sent for them."""
    found = {name: view for name, view in _properties(schema) if view.write_only or view.format == "password"}
    value = _value(body) if found else None
    for name, view in found.items() if isinstance(value, dict) else ():
        text = value.get(name) if isinstance(value, dict) else None
        if isinstance(text, str) and len(text) >= _SHORTEST:
            yield name, view, text


def _properties(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for part in (schema, *schema.all_of):
        yield from part.properties.items()


def _value(body: bytes) -> Any:
    try:
        return decode_body("application/json", body)
    except UndecodableBody:
        return None
