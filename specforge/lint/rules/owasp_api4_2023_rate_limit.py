"""owasp:api4:2023-rate-limit: answers that do not tell the caller how much is left."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Response
from specforge.document.view import members
from specforge.findings.model import Severity
from specforge.lint.about.owasp import header, is_known, place_of, responses
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_WAYS = (("RateLimit",), ("RateLimit-Limit", "RateLimit-Reset"), ("X-RateLimit-Limit",), ("X-Rate-Limit-Limit",))


@rule(
    "owasp:api4:2023-rate-limit",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A response does not say by its headers how often one may call."""
    for declared in responses(context):
        for status, response in members(declared.node, Response):
            if status.startswith(("2", "4")) and is_known(response) and not _tells_limit(response):
                yield Problem("no header of this response tells the rate limit", place_of(response, "headers"))


def _tells_limit(response: Response) -> bool:
    return any(all(header(response, name) is not None for name in names) for names in _WAYS)
