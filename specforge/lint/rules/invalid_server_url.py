"""invalid-server-url: what the URL of a server must not have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from specforge.document.model import Server
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@rule("invalid-server-url", on="Server", when="url", severity=Severity.WARNING, versions=("3.2",))
def check(server: Server, context: Context) -> Iterator[Problem]:
    """The URL of a server has a part that it must not have."""
    url = server.text("url") or ""
    place = server.place.child("url")
    if "?" in url or "#" in url:
        yield Problem("the URL of a server has no query and no fragment", place)
    for name, count in Counter(_VARIABLE.findall(url)).items():
        if count > 1:
            yield Problem(f"variable `{{{name}}}` stands more than once in the URL", place)
