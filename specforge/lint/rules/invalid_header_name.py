"""invalid-header-name: a header that no HTTP message can carry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Parameter, View
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

# RFC 9110 section 5.1: a field name is a token (section 5.6.2).
_TOKEN = re.compile(r"[a-zA-Z0-9!#$%&'*+.^_`|~-]+\Z")


@rule(
    "invalid-header-name",
    on=("Parameter", "Response", "Encoding"),
    when=("in", "headers"),
    severity=Severity.ERROR,
    structural=True,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A header has a name that no HTTP message can carry."""
    for name, place in _names(view):
        if not _TOKEN.match(name):
            yield Problem(f"`{name}` is no name of a header", place, help="letters, digits and hyphens are safe")


def _names(view: View) -> Iterator[tuple[str, Place]]:
    if isinstance(view, Parameter):
        if view.location == "header":
            yield view.name, view.place.child("name")
        return
    headers = view.node.get("headers")
    for name, header in headers.items() if headers else ():
        if not name.startswith("x-"):
            yield name, header.key_place
