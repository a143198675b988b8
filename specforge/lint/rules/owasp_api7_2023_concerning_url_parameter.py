"""owasp:api7:2023-concerning-url-parameter: addresses that the server is told to visit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_URL = re.compile(r"(callback|redirect|.*(_url|Url|-url))\Z", re.DOTALL)


@rule(
    "owasp:api7:2023-concerning-url-parameter",
    on="Document",
    severity=Severity.INFO,
    origin="spectral:owasp",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A parameter is a URL: look at what the server does with it."""
    for item in document.paths.values():
        own = [parameter for operation in item.operations for parameter in operation.own_parameters]
        for parameter in (*item.parameters, *own):
            if _URL.match(parameter.name):
                message = f"`{parameter.name}` is a URL from outside: look at what the server does with it"
                yield Problem(message, parameter.place.child("name"))
