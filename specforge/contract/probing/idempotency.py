"""Idempotency keys: a request that has the key of another is answered as that one was, whatever it asks for.

See https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header. So no two requests may have the same.
"""

from __future__ import annotations

from uuid import uuid4

from specforge.values.check import SchemaChecker
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.names import bare


def with_new_key(draft: Draft, checker: SchemaChecker) -> Draft:
    """The request with a key that was never used, where it has one."""
    for view, _ in draft.parameters:
        schema = schema_of(view)
        if view.location == "header" and "idempot" in bare(view.name):
            key = str(uuid4())
            if schema is None or checker.compile(schema, "request").is_valid(key):
                draft = draft.with_parameter(view, key)
    return draft
