"""Sorting: the fields of every object of a document brought into customary order, everything else byte for byte."""

from __future__ import annotations

from specforge.document.customary import in_order, is_in_order
from specforge.document.edits import EditProblem, Reorder
from specforge.document.model import Document
from specforge.document.rewrite import containers, rewrite, text_edits
from specforge.document.source import Source


def sort_fields(document: Document) -> dict[str, Source]:
    """The files of the document that change, by URI. An object that cannot be sorted stays as it is: where a YAML
    anchor would come behind its alias, or a comment inside of braces would lose its place. What is no OpenAPI document,
    or of an unknown version, has no customary order."""
    if document.version.family is None:
        return {}
    orders: dict[str, list[Reorder]] = {}
    for visit in document.index.visits():
        node = visit.node
        if isinstance(node.value, dict) and not is_in_order(visit.kind, node.value):
            order = Reorder(node.place, tuple(in_order(visit.kind, node.value)))
            orders.setdefault(node.source.uri, []).append(order)
    sorted_files = {uri: _sort(document.sources[uri], made) for uri, made in orders.items()}
    return {uri: new for uri, new in sorted_files.items() if new is not document.sources[uri]}


def _sort(source: Source, orders: list[Reorder]) -> Source:
    try:
        return rewrite(source, orders)
    except EditProblem:
        source.outline(containers(orders))
        return _sort_all(source, [order for order in orders if _is_possible(source, order)])


def _is_possible(source: Source, order: Reorder) -> bool:
    try:
        text_edits(source, [order])
    except EditProblem:
        return False
    return True


def _sort_all(source: Source, orders: list[Reorder]) -> Source:
    """All of the orders at once; where that fails (each try reads the whole file) by halves, down to one."""
    if not orders:
        return source
    try:
        return rewrite(source, orders)
    except EditProblem:
        if len(orders) == 1:
            return source
    half = len(orders) // 2
    # Keys keep their names, so that the paths of the second half are right in the new text too.
    return _sort_all(_sort_all(source, orders[:half]), orders[half:])
