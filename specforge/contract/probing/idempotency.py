"""Idempotency keys: a request that has the key of another is answered as that one was, whatever it asks for.

See https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header. So no two requests may have the same.
"""

from __future__ import annotations

from uuid import uuid4

from specforge.document.model import Parameter
from specforge.values.check import SchemaChecker
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.names import bare


def keyed(parameter: Parameter) -> bool:
    """True for the header that has an idempotency key."""
    return parameter.location == "header" and "idempot" in bare(parameter.name)


def with_new_key(draft: Draft, checker: SchemaChecker, *, is_added: bool = False) -> Draft:
    """The request with a key that was never used, where it has one; where it may have one, if ``is_added``."""
    views = draft.operation.parameters if is_added else [view for view, _ in draft.parameters]
    for view in filter(keyed, views):
        schema, key = schema_of(view), str(uuid4())
        if schema is None or checker.compile(schema, "request").is_valid(key):
            draft = draft.with_parameter(view, key)
    return draft
