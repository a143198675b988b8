"""tag-parent: a tag whose parent does not exist, or that is its own ancestor."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule
from specforge.registry import did_you_mean


@rule("tag-parent", on="Document", when="tags", severity=Severity.ERROR, structural=True, versions=("3.2",))
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The parent of a tag is not declared, or is one of its own children."""
    parents = {tag.name: tag.text("parent") for tag in document.tags}
    for tag in document.tags:
        parent = parents[tag.name]
        if parent is None:
            continue
        place = tag.place.child("parent")
        if parent not in parents:
            yield Problem(f"there is no tag `{parent}`", place, help=did_you_mean(parent, parents))
        elif _is_circular(tag.name, parents):
            yield Problem(f"tag `{tag.name}` is its own ancestor", place)


def _is_circular(name: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    current: str | None = name
    while current is not None and current not in seen:
        seen.add(current)
        current = parents.get(current)
    return current == name
