"""The outline of a file: its top-level fields, paths with their operations, components by section."""

from __future__ import annotations

from dataclasses import dataclass, field

from lsprotocol.types import DocumentSymbol, Position, Range, SymbolKind

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.source import Source
from specforge.lsp.positions import Encoding

# Fields of the root whose members are worth a line of the outline, and those whose members' members are too.
_MAPS = ("paths", "webhooks", "definitions", "parameters", "responses", "securityDefinitions")
_KINDS = {
    "Operation": SymbolKind.Method,
    "PathItem": SymbolKind.Module,
    "Schema": SymbolKind.Class,
    "Parameter": SymbolKind.Variable,
    "SecurityScheme": SymbolKind.Key,
}


@dataclass(slots=True)
class _Item:
    node: Node
    name: str
    kind: SymbolKind
    detail: str | None = None
    children: list[_Item] = field(default_factory=list)


def symbols_of(document: Document, source: Source, encoding: Encoding) -> list[DocumentSymbol]:
    """The outline of one of the document's files, in the order of its text."""
    root = Node(document.resolver, source, (), source.value)
    items = [_field(document, node, name) for name, node in root.items()]
    source.locate([item.node.key_place for item in _flat(items)])
    return _symbols(items, source, encoding, (len(source.lines), len(source.lines[-1]) + 1))


def _field(document: Document, node: Node, name: str) -> _Item:
    """A field of a file's root: what is below it depends on whether it is known, or of a known kind itself."""
    item = _Item(node, name, _kind(document, node, SymbolKind.Property))
    if not node.is_mapping:
        return item
    if name == "components" and node.source is document.root:
        item.children = [_section(document, child, key) for key, child in node.items()]
    elif name in _MAPS and node.source is document.root:
        item.children = _members(document, node)
    elif node.source is not document.root:
        item.children = [_member(document, child, key) for key, child in node.items() if document.index.visit(child)]
    return item


def _section(document: Document, node: Node, name: str) -> _Item:
    return _Item(node, name, SymbolKind.Namespace, children=_members(document, node))


def _members(document: Document, node: Node) -> list[_Item]:
    return [_member(document, child, name) for name, child in node.items()]


def _member(document: Document, node: Node, name: str) -> _Item:
    """A path item, a component, or an operation of a path item."""
    visit = document.index.visit(node)
    item = _Item(node, name, _kind(document, node, SymbolKind.Object), _detail(node))
    if visit is not None and visit.kind == "PathItem":
        item.children = [
            _member(document, child, key) for key, child in node.items() if document.index.kind_at(child) == "Operation"
        ]
    return item


def _kind(document: Document, node: Node, default: SymbolKind) -> SymbolKind:
    return _KINDS.get(document.index.kind_at(node) or "", default)


def _detail(node: Node) -> str | None:
    value = node.value if isinstance(node.value, dict) else {}
    known = (value.get(key) for key in ("operationId", "summary", "title", "type", "name"))
    return next((text[:80] for text in known if isinstance(text, str) and text), None)


def _flat(items: list[_Item]) -> list[_Item]:
    return [one for item in items for one in (item, *_flat(item.children))]


def _symbols(items: list[_Item], source: Source, encoding: Encoding, end: tuple[int, int]) -> list[DocumentSymbol]:
    """Each item reaches to the start of the next one."""
    starts = [(region.line, region.column) for item in items for region in [item.node.key_place.region]]
    symbols = []
    for index, item in enumerate(items):
        stop = max(starts[index + 1], starts[index]) if index + 1 < len(items) else max(end, starts[index])
        selection = encoding.to_range(source.lines, item.node.key_place.region)
        last = _later(encoding.to_position(source.lines, *stop), selection.end)
        symbols.append(
            DocumentSymbol(
                name=item.name or "(empty)",
                detail=item.detail,
                kind=item.kind,
                range=Range(selection.start, last),
                selection_range=selection,
                children=_symbols(item.children, source, encoding, stop),
            )
        )
    return symbols


def _later(one: Position, other: Position) -> Position:
    return max(one, other, key=lambda position: (position.line, position.character))
