"""owasp:api2:2023-write-restricted: an operation that changes things and is open to everybody."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.owasp import unprotected
from specforge.lint.rule import Context, Problem, rule

_METHODS = frozenset(("post", "put", "patch", "delete"))


@rule(
    "owasp:api2:2023-write-restricted",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A write operation is not protected by any security scheme."""
    yield from unprotected(context, _METHODS)
