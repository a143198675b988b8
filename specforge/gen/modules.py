"""The module of models in several, when it is a large one: a module for what the operations of one topic use alone.

What several topics use is in ``shared``, what no operation uses in ``others``. What a class refers to is used by
whoever uses the class, so modules of topics import ``shared`` only, ``others`` imports both, and nothing runs in
circles: whatever refers to one another in a circle has the same users.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from specforge.gen.models import Models
from specforge.gen.naming import Names
from specforge.gen.plan import ModelModule

# From here on one file is tedious to read and slow to import.
LARGE = 250
_WORD = re.compile(r"[A-Za-z_]\w*")
_EXPRESSION = re.compile(r"[\w\[\], |.]+")
_LATER = "from __future__ import annotations\n"
_RELATIVE = re.compile(r"^from \.(?=\w)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Block:
    """A statement that defines ``name``, with its text; ``last`` is what follows when all are defined. ``uses`` are
    names of blocks."""

    name: str
    text: str
    uses: tuple[str, ...]
    last: str = ""


def split_models(models: Models, topics: Mapping[str, Iterable[str]]) -> tuple[ModelModule, ...]:
    """The modules, ``shared`` first; none for models that are well off in one.

    ``topics`` are the names of models that the operations of each topic mention.
    """
    if models.tree is None or len(models.tree.body) < LARGE:
        return ()
    header, blocks = _blocks(models.source, models.tree)
    homes = _homes(blocks, topics)
    members: dict[str, list[_Block]] = {}
    for name, block in blocks.items():
        members.setdefault(homes[name], []).append(block)
    if len(members) < 2:
        return ()
    return tuple(_module(home, members[home], header, homes) for home in sorted(members, key=_rank))


def _blocks(source: str, tree: ast.Module) -> tuple[str, dict[str, _Block]]:
    """The imports, and the definitions. After these come calls of ``model_rebuild``, for classes in a circle."""
    lines = source.split("\n")
    statements = {name: node for node in tree.body if (name := _defined(node))}
    imports = [_text(lines, node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    header = _RELATIVE.sub("from ..", "\n".join(imports))
    last = {name: _text(lines, node) for node in tree.body if (name := _called(node))}
    blocks = {}
    for name, node in statements.items():
        uses = tuple(dict.fromkeys(word for word in _names(node) if word in statements))
        blocks[name] = _Block(name, _text(lines, node), uses, last.get(name, ""))
    return header, blocks


def _called(node: ast.stmt) -> str | None:
    """``Node`` of ``Node.model_rebuild()``."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name
    return None


def _defined(node: ast.stmt) -> str | None:
    match node:
        case (
            ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name))
        ):
            return name
    return None


def _text(lines: list[str], node: ast.stmt) -> str:
    """The lines of a statement, its decorators included."""
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    return "\n".join(lines[first - 1 : node.end_lineno])


def _names(node: ast.AST) -> Iterator[str]:
    """The names in a statement, those in quoted types too."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str) and _EXPRESSION.fullmatch(inner.value):
            yield from _WORD.findall(inner.value)


def _homes(blocks: Mapping[str, _Block], topics: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The module of each definition."""
    names = Names()
    shared, others = names.take("shared"), names.take("others")
    found: dict[str, str] = {}
    for topic, mentioned in topics.items():
        home = names.take(topic)
        for name in _reached(mentioned, blocks):
            found[name] = shared if name in found else home
    return {name: found.get(name, others) for name in blocks}


def _reached(start: Iterable[str], blocks: Mapping[str, _Block]) -> set[str]:
    reached: set[str] = set()
    stack = [name for name in start if name in blocks]
    while stack:
        name = stack.pop()
        if name not in reached:
            reached.add(name)
            stack += blocks[name].uses
    return reached


def _rank(home: str) -> tuple[int, str]:
    return ({"shared": 0, "others": 2}.get(home, 1), home)


def _module(home: str, blocks: list[_Block], header: str, homes: Mapping[str, str]) -> ModelModule:
    imported: dict[str, set[str]] = {}
    for name in (name for block in blocks for name in block.uses if homes[name] != home):
        imported.setdefault(homes[name], set()).add(name)
    imports = [f"from .{module} import {', '.join(sorted(names))}" for module, names in sorted(imported.items())]
    if not _looks_ahead(blocks):
        # Types that Python evaluates at once cost less than text that Pydantic has to compile.
        header = header.replace(_LATER, "")
    last = "\n".join(block.last for block in blocks if block.last)
    source = "\n\n\n".join(["\n".join([header, *imports]), *(block.text for block in blocks), last])
    return ModelModule(home, tuple(sorted(block.name for block in blocks)), source)


def _looks_ahead(blocks: list[_Block]) -> bool:
    """True when a class mentions one that is defined after it, or itself."""
    places = {block.name: place for place, block in enumerate(blocks)}
    return any(places.get(name, -1) >= place for place, block in enumerate(blocks) for name in block.uses)
