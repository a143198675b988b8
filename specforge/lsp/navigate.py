"""From a reference to what it names, and back: definition, references, hover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.document.source import Source
from specforge.document.walk import Reference

# A `$ref` with its value, or any value that looks like a reference (a discriminator's mapping has such).
_REF = re.compile(
    r"""["']?\$ref["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#,}\]][^\s,}\]]*|\#[^\s,}\]]*))"""
    r"""|"([^"\s]*\#/[^"]*)"|'([^'\s]*\#/[^']*)'|([^\s"'{[,]*\#/[^\s"',}\]]+)"""
)
_EXCERPT = 24


class Written(NamedTuple):
    """A reference as it is written in a line; columns are 0-based, ``start`` and ``end`` are those of the whole."""

    text: str
    start: int
    end: int


def reference_in(line: str, column: int) -> Written | None:
    """The reference at a 0-based column of a line: its text is all that is needed, so that a broken file will do."""
    for match in _REF.finditer(line):
        if match.start() <= column <= match.end():
            return Written(next(group for group in match.groups() if group is not None), *match.span())
    return None


def target_of(document: Document, source: Source, text: str) -> Node | None:
    """Where a reference with this text leads that stands in ``source``."""
    for reference in document.index.references:
        if reference.node.source is source and reference.text == text:
            return reference.target
    return document.resolver.lookup(Node(document.resolver, source, (), source.value), text).target


def definition_at(document: Document, source: Source, line: int, column: int) -> Node | None:
    """The target whose key stands at a 1-based line and column."""
    targets = {ref.target for ref in document.index.references if ref.target and ref.target.source is source}
    source.locate([target.key_place for target in targets])
    for target in targets:
        region = target.key_place.region
        if region.line == line and region.column <= column <= region.end_column and target.tokens:
            return target
    return None


def references_to(document: Document, target: Node) -> Iterator[Reference]:
    """Every reference that leads to the target."""
    for reference in document.index.references:
        if reference.target == target:
            yield reference


def describe(document: Document, target: Node) -> str:
    """What stands at the end of a reference, as Markdown."""
    kind = document.index.kind_at(target)
    name = target.tokens[-1] if target.tokens else target.source.name
    value = target.value if isinstance(target.value, dict) else {}
    parts = [f"**{name}**" + (f" · {kind}" if kind else "")]
    parts += [text for key in ("title", "summary", "description") if isinstance(text := value.get(key), str) and text]
    parts.append(_excerpt(target.key_place if target.tokens else target.place))
    parts.append(f"{target.source.name}#{target.place.pointer}")
    return "\n\n".join(parts)


def _excerpt(place: Place) -> str:
    """The lines of the target, as they are written."""
    lines = place.source.lines
    start = place.region.line - 1
    indent = _indent(lines[start]) if start < len(lines) else 0
    shown = lines[start : start + 1]
    for line in lines[start + 1 : start + _EXCERPT]:
        if line.strip() and (_indent(line) < indent or (_indent(line) == indent and place.tokens)):
            break
        shown.append(line)
    language = "json" if place.source.is_json else "yaml"
    text = "\n".join(line[indent:][:200] for line in shown).rstrip()
    return f"```{language}\n{text}\n```"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
