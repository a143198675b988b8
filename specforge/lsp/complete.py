"""Completion of the value of a ``$ref``: every component of the documents that the file belongs to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from lsprotocol.types import CompletionItem, CompletionItemKind, Position, Range, TextEdit

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.lsp.positions import Encoding

_BEFORE = re.compile(r"""["']?\$ref["']?\s*:\s*(["']?)([^"'\s]*)$""")
_AFTER = re.compile(r"""[^"'\s,}\]]*""")
_MAPS = ("definitions", "parameters", "responses")


def completions(
    documents: Iterable[Document], uri: str, lines: list[str], position: Position, encoding: Encoding
) -> list[CompletionItem]:
    """What the ``$ref`` at the position may name; nothing anywhere else."""
    line = lines[position.line] if position.line < len(lines) else ""
    index = encoding.index(line, position.character)
    before = _BEFORE.search(line[:index])
    if before is None:
        return []
    start, tail = before.start(2), _AFTER.match(line, index)
    end = tail.end() if tail else index
    range = Range(
        Position(position.line, encoding.units(line[:start])), Position(position.line, encoding.units(line[:end]))
    )
    quote = "" if before[1] else "'"
    names = {ref: node for document in documents for ref, node in _components(document, uri)}
    return [_item(ref, node, quote, range) for ref, node in names.items()]


def _item(ref: str, node: Node, quote: str, range: Range) -> CompletionItem:
    value = node.value if isinstance(node.value, dict) else {}
    about = next((text for key in ("title", "description") if isinstance(text := value.get(key), str)), None)
    return CompletionItem(
        label=ref,
        kind=CompletionItemKind.Reference,
        documentation=about,
        filter_text=f"{quote}{ref}",
        text_edit=TextEdit(range, f"{quote}{ref}{quote}"),
    )


def _components(document: Document, uri: str) -> Iterator[tuple[str, Node]]:
    """The text of a reference from the file ``uri`` to each component."""
    file = "" if document.root.uri == uri else _relative(document.root.uri, uri)
    if document.version.is_swagger:
        sections = [document.node.get(name) for name in _MAPS]
    else:
        components = document.node.get("components")
        sections = [node for _, node in components.items()] if components else []
    for section in sections:
        for _, node in section.items() if section else ():
            yield f"{file}#{node.place.pointer}", node


def _relative(uri: str, start: str) -> str:
    return os.path.relpath(uri, os.path.dirname(start))  # noqa: PTH120  URIs, not files
