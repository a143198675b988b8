"""spec-components-invalid-map-name: a component whose name holds characters that are not allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_NAME = re.compile(r"[a-zA-Z0-9._-]+\Z")


@rule(
    "spec-components-invalid-map-name",
    on="Components",
    severity=Severity.ERROR,
    origin="redocly",
    structural=True,
    versions=OPENAPI_3,
)
def check(components: View, context: Context) -> Iterator[Problem]:
    """The name of a component holds characters that are not allowed."""
    for section, names in components.node.items():
        if section.startswith("x-"):
            continue
        for name, component in names.items():
            if not _NAME.match(name):
                yield Problem(
                    f"component name `{name}` may hold letters of ASCII, digits, `.`, `_` and `-` only",
                    component.key_place,
                    help=_help(name),
                )


def _help(name: str) -> str | None:
    better = re.sub(r"[^a-zA-Z0-9._-]+", "_", name).strip("_")
    return f"for example `{better}`" if better else None
