"""Marks written into the source of models: into annotations of fields and aliases, and as attributes of classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from specforge.gen.marks import Mark, Marks

_MODULES = {
    "Conforms": "conforms",
    "Matches": "conforms",
    "OneOf": "alternatives",
    "EXACT": "scalars",
    **dict.fromkeys(("WHOLE", "INT32", "INT64"), "scalars"),
}
MARKED = ("Annotated", "ClassVar", *_MODULES)
"""The names that marks use."""
_FUTURE = "from __future__ import annotations\n"

Edit = tuple[int, int, str]
"""Start and end in the bytes of the source, and what stands there instead."""


def write_marks(source: str, tree: ast.Module, marks: Marks, classes: Mapping[str, str]) -> str:
    """The source with all marks in it. ``classes`` are the names that the definitions got."""
    if not marks:
        return source
    by_class: dict[str, dict[str | None, list[Mark]]] = {}
    for (definition, property_), found in marks.items():
        by_class.setdefault(classes.get(definition, definition), {})[property_] = found
    starts = _line_starts(source)
    data = source.encode()
    edits: list[Edit] = []
    used: set[str] = set()
    for node in tree.body:
        for place, found in _places(node, by_class):
            edits.append(_edit(place, found, data, starts))
            used.update(mark.name for mark in found)
            used.add("ClassVar" if isinstance(place, ast.stmt) else "Annotated")
    for start, end, text in sorted(edits, reverse=True):
        data = data[:start] + text.encode() + data[end:]
    return data.decode().replace(_FUTURE, _FUTURE + _imports(used), 1)


def import_of(name: str) -> tuple[str, str]:
    """The module that a name of a mark comes from, and the name."""
    return (f".{_MODULES[name]}" if name in _MODULES else "typing"), name


def _imports(used: set[str]) -> str:
    return "".join(f"from {module} import {name}\n" for module, name in sorted(map(import_of, used)))


def _places(
    node: ast.stmt, marks: Mapping[str, Mapping[str | None, list[Mark]]]
) -> Iterator[tuple[ast.expr | ast.stmt, list[Mark]]]:
    """The annotations that get marks; for a class the statement before which its own rule stands."""
    match node:
        case ast.ClassDef(name=name, body=body) if name in marks:
            yield from _in_class(body, marks[name])
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[_, type_])) if None in marks.get(name, ()):
            yield type_, marks[name][None]


def _in_class(
    body: list[ast.stmt], marks: Mapping[str | None, list[Mark]]
) -> Iterator[tuple[ast.expr | ast.stmt, list[Mark]]]:
    rules = [mark for mark in marks.get(None, ()) if mark.name == "Conforms"]
    if rules:
        yield body[-1], rules[:1]
    for line in body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            found = marks.get(_alias(line.annotation) or line.target.id)
            if found:
                yield line.annotation, found


def _alias(annotation: ast.expr) -> str | None:
    for node in ast.walk(annotation):
        match node:
            case ast.keyword(arg="alias", value=ast.Constant(value=str(alias))):
                return alias
    return None


def _edit(place: ast.expr | ast.stmt, marks: list[Mark], data: bytes, starts: list[int]) -> Edit:
    start = starts[place.lineno - 1] + place.col_offset
    end = starts[(place.end_lineno or place.lineno) - 1] + (place.end_col_offset or 0)
    text = data[start:end].decode()
    codes = ", ".join(mark.code for mark in marks)
    if isinstance(place, ast.Pass):
        return start, end, f"__conforms__: ClassVar[Conforms] = {codes}"
    if isinstance(place, ast.stmt):
        return end, end, f"\n    __conforms__: ClassVar[Conforms] = {codes}"
    if text.startswith("Annotated["):
        return end - 1, end, f", {codes}]"
    return start, end, f"Annotated[{text}, {codes}]"


def _line_starts(source: str) -> list[int]:
    """Where each line begins, in bytes: columns of the syntax tree count bytes."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts
