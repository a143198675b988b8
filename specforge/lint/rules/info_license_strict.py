"""info-license-strict: a license whose text nobody finds."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule("info-license-strict", on="License", severity=Severity.WARNING, origin="redocly", default=False)
def check(license: View, context: Context) -> Iterator[Problem]:
    """A license has no URL, and no identifier either."""
    fields = ["url", "identifier"] if context.document.version.has_json_schema else ["url"]
    if not any(license.get(name) for name in fields):
        listed = " and no ".join(f"`{name}`" for name in fields)
        yield Problem(f"the license has no {listed}", license.node.key_place)
