"""owasp:api9:2023-inventory-environment: servers of which nobody says what they are used for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_ENVIRONMENT = re.compile(r"local|sandbox|alpha|beta|test|stag|prod|next", re.IGNORECASE)


@rule(
    "owasp:api9:2023-inventory-environment",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The description of a server does not name the environment."""
    for server in document.servers:
        description = server.description
        if description is not None and not _ENVIRONMENT.search(description):
            yield Problem(
                "the description does not say which environment this is",
                server.place.child("description"),
                help="words that are understood: local, sandbox, alpha, beta, test, staging, preproduction, production",
            )
