"""no-undefined-server-variable: the URL of a server and its variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Server
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule
from specforge.registry import did_you_mean

_EXPRESSION = re.compile(r"\{([^{}]+)\}")


@rule(
    "no-undefined-server-variable",
    on="Server",
    severity=Severity.ERROR,
    origin="redocly",
    default=False,
    versions=OPENAPI_3,
)
def check(server: Server, context: Context) -> Iterator[Problem]:
    """The URL of a server uses a variable that is not described, or the other way round."""
    url = server.text("url")
    if url is None:
        return
    variables = server.node.get("variables")
    described = dict(variables.items()) if variables else {}
    used = list(dict.fromkeys(_EXPRESSION.findall(url)))
    for name in used:
        if name not in described:
            yield Problem(
                f"variable `{name}` is not described under `variables`",
                server.place.child("url"),
                help=did_you_mean(name, described),
            )
    for name, node in described.items():
        if name not in used and not name.startswith("x-"):
            yield Problem(f"variable `{name}` does not occur in the `url`", node.key_place, mild=True)
