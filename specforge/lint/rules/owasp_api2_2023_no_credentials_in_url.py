"""owasp:api2:2023-no-credentials-in-url: passwords and tokens that end up in logs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_CREDENTIAL = re.compile(r"token|password|secret|api-?key", re.IGNORECASE)
# What only sounds like one: the bookmarks of pagination, the id, name or kind of a credential, `tokenize`.
_HARMLESS = re.compile(
    r"(page|paging|pagination|next|prev|previous|continuation|continue|cursor|sync|resume|skip|start)[-_]?token"
    r"|(token|password|secret|api-?key)[-_]?(ids?|names?|types?)\Z"
    r"|tokeni[sz]",
    re.IGNORECASE,
)


@rule(
    "owasp:api2:2023-no-credentials-in-url",
    on=("Parameter", "Stray"),
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(parameter: View, context: Context) -> Iterator[Problem]:
    """A parameter of the URL carries a credential."""
    name = parameter.text("name") if parameter.get("in") in ("query", "path", "querystring") else None
    if name and _CREDENTIAL.search(_HARMLESS.sub("", name)):
        yield Problem(f"`{name}` looks like a credential, sent in the URL", parameter.place.child("name"))
