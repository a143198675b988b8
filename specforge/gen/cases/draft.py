"""A sample request as a test writes it."""

from __future__ import annotations

from typing import Any

from specforge.document.model import Operation
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.context import Context
from specforge.gen.keywords import plain
from specforge.gen.plan_cases import Sample
from specforge.values import requests
from specforge.values.mediatypes import is_json
from specforge.values.requests import Draft


def draft_of(context: Context, operation: Operation) -> Draft:
    """A request with everything that is required and nothing else. Raises Unsatisfiable."""
    return requests.draft_of(operation, context.checker, prepare=plain)


def parameter_value(context: Context, parameter: ParameterView) -> Any:
    """A valid value. Raises Unsatisfiable."""
    return requests.parameter_value(parameter, context.checker, plain)


def written(draft: Draft) -> Sample:
    """The request as a test sends it."""
    url, headers = draft.target()
    argument, code, content_type = _written_body(draft)
    if content_type:
        headers["Content-Type"] = content_type
    return Sample(url, tuple(headers.items()), argument, code)


def _written_body(draft: Draft) -> tuple[str, str | None, str | None]:
    """How a test passes the body: the argument's name, the expression, and a Content-Type that it must name."""
    if draft.media is None:
        return "content", None, None
    if is_json(draft.media.name):
        named = None if draft.media.name == "application/json" else draft.media.name
        return "json", repr(draft.body), named
    content = draft.content()
    assert content is not None
    content_type, data = content
    return "content", repr(data), content_type
