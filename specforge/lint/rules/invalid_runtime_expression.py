"""invalid-runtime-expression: links and callbacks that ask for what no message has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Link, View
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_EXPRESSION = re.compile(
    r"\$(?:url|method|statusCode"
    r"|(?:request|response)\.(?:header\.[!#$%&'*+.^_`|~\w-]+|query\..+|path\..+|body(?:#(?:/.*)?)?))\Z",
    re.DOTALL,
)
_BRACES = re.compile(r"\{([^{}]*)\}")
_HELP = "for example `$request.body#/url`, `$response.header.Location` or `$request.path.id`"


@rule("invalid-runtime-expression", on=("Link", "Callback"), severity=Severity.WARNING, versions=OPENAPI_3)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A runtime expression is not written as OpenAPI says."""
    if not isinstance(view, Link):
        for name, item in view.node.items():
            for expression in () if name.startswith("x-") else _in_key(name):
                yield Problem(f"`{expression}` is no runtime expression", item.key_place, help=_HELP)
        return
    parameters = view.node.get("parameters")
    values = [value for _, value in parameters.items()] if parameters else []
    body = view.node.get("requestBody")
    for value in [*values, *([body] if body else [])]:
        # Anything else is a constant.
        if isinstance(value.value, str) and value.value.startswith("$") and not _EXPRESSION.match(value.value):
            yield Problem(f"`{value.value}` is no runtime expression", value.place, help=_HELP)


def _in_key(name: str) -> list[str]:
    """The broken expressions of a callback's URL: in braces, or the whole of it."""
    found = [name] if name.startswith("$") else _BRACES.findall(name)
    return [expression for expression in found if not _EXPRESSION.match(expression)]
