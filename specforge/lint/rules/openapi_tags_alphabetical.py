"""openapi-tags-alphabetical: tags in an order that is not that of the alphabet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key
from itertools import pairwise

from specforge.document.edits import Reorder
from specforge.document.model import Document
from specforge.document.node import Node
from specforge.findings.model import Fix, Severity
from specforge.lint.about.alphabet import comes_after
from specforge.lint.rule import Context, Problem, rule


@rule(
    "openapi-tags-alphabetical",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    recommended=False,
    fixable=True,
    options={"ignoreCase": False},
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The tags are not in the order of the alphabet."""
    tags = document.node.at("tags")
    entries = list(tags.elements()) if tags else []
    if tags is None or len(entries) < 2:
        return
    is_caseless = context.options("openapi-tags-alphabetical")["ignoreCase"]
    names = [name for entry in entries if (name := _name(entry)) is not None]
    if len(names) < len(entries):
        yield Problem("a tag without a name has no place in an order", tags.place)
        return
    compared = [name.lower() if is_caseless and isinstance(name, str) else name for name in names]
    for (before, after), (one, other) in zip(pairwise(names), pairwise(compared), strict=True):
        if comes_after(one, other):
            order = sorted(range(len(compared)), key=lambda index: _sorted(compared[index]))
            fix = Fix("sort the tags", (Reorder(tags.place, tuple(map(str, order))),))
            yield Problem(f"tag `{after}` must stand before `{before}`", tags.place, fix=fix)
            return


@cmp_to_key
def _sorted(one: str | float, other: str | float) -> int:
    return int(comes_after(one, other)) - int(comes_after(other, one))


def _name(tag: Node) -> str | float | None:
    value = tag.follow().value
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str | int | float) else None
