"""duplicated-entry-in-enum: one value twice in an enum."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specforge.document.edits import Remove
from specforge.document.model import View
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "duplicated-entry-in-enum",
    on=("Schema", "Parameter", "Header", "ServerVariable", "Stray"),
    when="enum",
    severity=Severity.WARNING,
    origin="spectral:oas",
    fixable=True,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """An enum has the same value twice."""
    values = view.get("enum")
    if not isinstance(values, list):
        return
    # 1 and 1.0 are one value for JSON, 1 and true are not: compared as text, whole numbers without their point.
    texts = [json.dumps(int(v) if isinstance(v, float) and v.is_integer() else v, sort_keys=True) for v in values]
    twice = [text for text in dict.fromkeys(texts) if texts.count(text) > 1] if len(set(texts)) < len(texts) else []
    if twice:
        listed = ", ".join(f"`{text}`" for text in twice)
        message = f"{listed} stands more than once in the enum"
        yield Problem(message, view.place.child("enum"), fix=_fix(view, texts))


def _fix(view: View, texts: list[str]) -> Fix | None:
    """The later ones go; not where a list of names for the values (``x-enum-varnames``) would no longer fit."""
    if any(key.startswith("x-") and isinstance(value, list) for key, value in view.raw.items()):
        return None
    later = [index for index, text in enumerate(texts) if text in texts[:index]]
    return Fix("remove the repetition", tuple(Remove(view.place.child("enum", index)) for index in later))
