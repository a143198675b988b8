"""Sorting: the fields of every object of a document brought into customary order, everything else byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field

from specforge.document.customary import in_order, is_in_order
from specforge.document.edits import EditProblem, Reorder
from specforge.document.model import Document
from specforge.document.place import Place
from specforge.document.rewrite import containers, rewrite, text_edits
from specforge.document.source import Source


@dataclass(slots=True)
class Sorted:
    """``changed`` are the files with a new text, by URI; ``moved`` the objects that are sorted there.

    ``left`` are the objects that stay as they are, with the reason: a YAML anchor would come behind its alias, or a
    comment inside of braces would lose its place.
    """

    changed: dict[str, Source] = field(default_factory=dict)
    moved: list[Place] = field(default_factory=list)
    left: list[tuple[Place, str]] = field(default_factory=list)


def sort_fields(document: Document) -> Sorted:
    """The files of the document sorted. What is no OpenAPI document, or of an unknown version, has no order."""
    result = Sorted()
    if document.version.family is None:
        return result
    orders: dict[str, list[Reorder]] = {}
    for visit in document.index.visits():
        node = visit.node
        if isinstance(node.value, dict) and not is_in_order(visit.kind, node.value):
            order = Reorder(node.place, tuple(in_order(visit.kind, node.value)))
            orders.setdefault(node.source.uri, []).append(order)
    for uri, made in orders.items():
        new = _sort(document.sources[uri], made, result)
        if new is not document.sources[uri]:
            result.changed[uri] = new
    return result


def _sort(source: Source, orders: list[Reorder], result: Sorted) -> Source:
    try:
        new = rewrite(source, orders)
    except EditProblem:
        source.outline(containers(orders))
        return _sort_all(source, [order for order in orders if _is_possible(source, order, result)], result)
    result.moved += [order.place for order in orders]
    return new


def _is_possible(source: Source, order: Reorder, result: Sorted) -> bool:
    try:
        text_edits(source, [order])
    except EditProblem as problem:
        result.left.append((order.place, str(problem)))
        return False
    return True


def _sort_all(source: Source, orders: list[Reorder], result: Sorted) -> Source:
    """All of the orders at once; where that fails (each try reads the whole file) by halves, down to one."""
    if not orders:
        return source
    try:
        new = rewrite(source, orders)
    except EditProblem as problem:
        if len(orders) == 1:
            result.left.append((orders[0].place, str(problem)))
            return source
    else:
        result.moved += [order.place for order in orders]
        return new
    half = len(orders) // 2
    # Keys keep their names, so that the paths of the second half are right in the new text too.
    return _sort_all(_sort_all(source, orders[:half], result), orders[half:], result)
