"""info-contact: nobody to ask about the API."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule("info-contact", on="Info", severity=Severity.WARNING, origin="spectral:oas")
def check(info: View, context: Context) -> Iterator[Problem]:
    """Nobody is named to ask about the API."""
    if info.get("contact") is None:
        yield Problem("`info` has no `contact`", info.node.key_place)
