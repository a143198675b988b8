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
    circular = _circular(parents)
    for tag in document.tags:
        parent = parents[tag.name]
        if parent is None:
            continue
        place = tag.place.child("parent")
        if parent not in parents:
            yield Problem(f"there is no tag `{parent}`", place, help=did_you_mean(parent, parents))
        elif tag.name in circular:
            # One mistake for the whole circle, wherever its author wants to cut it.
            circle = _circle(tag.name, parents)
            circular.difference_update(circle)
            way = f": {' under '.join(f'`{name}`' for name in (*circle, tag.name))}" if len(circle) > 1 else ""
            yield Problem(f"tag `{tag.name}` is its own ancestor{way}", place)


def _circle(name: str, parents: dict[str, str | None]) -> list[str]:
    """The tags from this one to its parents and back, itself first."""
    circle, current = [name], parents[name]
    while current is not None and current != name:
        circle.append(current)
        current = parents[current]
    return circle


def _circular(parents: dict[str, str | None]) -> set[str]:
    """The tags that are their own ancestors. Every tag is passed once, however deep the tree is."""
    circular: set[str] = set()
    passed: set[str | None] = set()
    for name in parents:
        chain: dict[str | None, int] = {}
        current: str | None = name
        while current in parents and current not in passed:
            chain[current] = len(chain)
            passed.add(current)
            current = parents[current]
        if current in chain:
            circular.update(str(one) for one, at in chain.items() if at >= chain[current])
    return circular
