"""operation-4xx-problem-details-rfc7807: a refusal that is not told as problem details."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Operation, Response
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.about.defined import defined_names
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_REFUSAL = re.compile(r"4(\d\d|XX|xx)\Z")
_MEDIA_TYPE = "application/problem+json"


@rule(
    "operation-4xx-problem-details-rfc7807",
    on="AnyOperation",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
    versions=OPENAPI_3,
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """A response with a status of 4xx does not follow RFC 9457."""
    seen: set[Node] = context.once("responses seen by operation-4xx-problem-details-rfc7807", lambda _: set())
    for status, response in operation.responses.items():
        is_broken = response.node.reference is not None  # as another finding says
        if _REFUSAL.match(status) and response.node not in seen and not is_broken:
            seen.add(response.node)
            yield from _problems(response, context)


def _problems(response: Response, context: Context) -> Iterator[Problem]:
    media_type = response.content.get(_MEDIA_TYPE)
    if media_type is None:
        yield Problem(f"a response with a status of 4xx has no `{_MEDIA_TYPE}`", response.node.key_place)
        return
    if media_type.schema is None:
        yield Problem(f"`{_MEDIA_TYPE}` has no schema", media_type.node.key_place)
        return
    names = defined_names(media_type.schema, context)
    for name in ("type", "title"):
        if name not in names:
            yield Problem(f"problem details have a property `{name}`", media_type.schema.node.key_place)
