"""Reports that every reporter is tried with."""

from __future__ import annotations

import pytest

from specforge.document.edits import Rename
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.document.place import Place
from specforge.errors import SyntaxProblem
from specforge.findings.model import Finding, Fix, Related, Report, RuleInfo, Severity

TEXT = """\
openapi: 3.0.3
info:
  title: Users
  version: "1"
paths:
  /users/{id}:
    get:
      parameters:
        - name: limit
          in: query
          schema: {type: integer}
      security:
        - token: []
      responses:
        200: {description: OK}
"""
GET = ("paths", "/users/{id}", "get")


@pytest.fixture
def document() -> Document:
    return load_text(TEXT, "api.yaml")


@pytest.fixture
def report(document: Document) -> Report:
    """One finding with everything on it, and one with nothing but the duties."""
    source = document.root
    full = Finding(
        rule="undefined-security-scheme",
        severity=Severity.ERROR,
        message="the security scheme 'token' is not defined",
        place=Place(source, (*GET, "security", "0", "token"), key=True),
        operation="GET /users/{id}",
        help="define it under components/securitySchemes",
        help_url="https://example.com/rules/undefined-security-scheme",
        related=(Related("the operation is here", Place(source, GET, key=True)),),
        fix=Fix("rename it", (Rename(Place(source, (*GET, "security", "0", "token")), "bearer"),)),
        details={"curl": "curl -X GET 'http://localhost/users/1'\n"},
    )
    plain = Finding("no-summary", Severity.WARNING, "the operation has no summary", Place(source, GET, key=True))
    rules = {"no-summary": RuleInfo("An operation has no summary.", "# no-summary\n")}
    return Report("lint", [full, plain], ok=False, summary={"documents": 1}, rules=rules)


@pytest.fixture
def clean() -> Report:
    return Report("lint", [], ok=True, summary={"documents": 1}, subjects=("api.yaml",))


@pytest.fixture
def stopped() -> Report:
    """A report of a command that an error stopped: there is no document, so there is no Place."""
    problem = SyntaxProblem(
        "a tab where blanks are needed",
        file="api.yaml",
        line=7,
        column=1,
        source_line="\tget:",
        help="indent with blanks",
    )
    return Report("lint", [], ok=False, error=problem)


@pytest.fixture
def nasty(document: Document) -> Report:
    """A message that tries to break out of every format."""
    message = (
        "]]> </failure> \x1b[31m \x00 | `a` @team #12 <script>alert(1)</script>\n::error::x %0A \ud800 \"quoted\" 'x' é"
    )
    finding = Finding("r", Severity.ERROR, message, Place(document.root, GET), details={"body": "```\n\x07\ud800<b>"})
    return Report("lint", [finding], ok=False)
