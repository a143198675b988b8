"""owasp:api8:2023-define-cors-origin: nobody says which web pages may call."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Response
from specforge.findings.model import Severity
from specforge.lint.about.owasp import header
from specforge.lint.about.presence import says_something
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api8:2023-define-cors-origin",
    on="Response",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
)
def check(response: Response, context: Context) -> Iterator[Problem]:
    """A response has headers, but no Access-Control-Allow-Origin."""
    headers = response.node.get("headers")
    if headers is None:
        return
    allowed = header(response, "Access-Control-Allow-Origin")
    if allowed is None or not says_something(allowed.value):
        place = headers.follow().place if allowed is None else allowed.place
        yield Problem("the header `Access-Control-Allow-Origin` is not declared", place)
