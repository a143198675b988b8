"""Source code of models in pieces: one block for each definition, in an order in which Python can run them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

_WORD = re.compile(r"[A-Za-z_]\w*")
_EXPRESSION = re.compile(r"[\w\[\], |.]+")
LATER = "from __future__ import annotations\n"

Imports = frozenset[tuple[str, str]]
"""What a module imports, as pairs of a module and a name in it, with ``as`` where it has another one here."""


@dataclass(frozen=True, slots=True)
class Block:
    """A statement that defines ``name``, with its text; ``last`` is what follows when all are defined.

    ``uses`` are the names of blocks in it; ``needs`` are those that must be defined before it, since Python evaluates
    them at once: bases of a class and its defaults, whatever an alias stands for.
    """

    name: str
    text: str
    kind: Literal["model", "other"]
    uses: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    last: str = ""


def source_of(imports: Imports, blocks: Iterable[Block]) -> str:
    """One module of everything."""
    return module_source(f"{LATER}\n{import_lines(imports)}", blocks)


def module_source(header: str, blocks: Iterable[Block]) -> str:
    blocks = list(blocks)
    last = "\n".join(block.last for block in blocks if block.last)
    return "\n\n\n".join([header, *(block.text for block in blocks), *([last] if last else [])]) + "\n"


def import_lines(imports: Imports) -> str:
    modules: dict[str, list[str]] = {}
    for module, name in sorted(imports):
        modules.setdefault(module, []).append(name)
    return "\n".join(f"from {module} import {', '.join(names)}" for module, names in modules.items())


def read_blocks(source: str, tree: ast.Module) -> tuple[Imports, dict[str, Block]]:
    """The imports and the definitions of a module."""
    lines = source.split("\n")
    statements = {name: node for node in tree.body if (name := _defined(node))}
    imports = frozenset(pair for node in tree.body for pair in _imported(node))
    return imports, {name: _block(name, node, lines, statements) for name, node in statements.items()}


def in_order(blocks: Mapping[str, Block]) -> dict[str, Block]:
    """The same blocks, each after those that it needs, with a call of ``model_rebuild`` for every model that mentions
    one that comes after it: only then can it be built."""
    ordered: dict[str, Block] = {}
    for start in blocks:
        stack = [(start, iter(blocks[start].needs))]
        pending = {start}
        while stack and start not in ordered:
            name, needs = stack[-1]
            needed = next((one for one in needs if one not in ordered and one in blocks and one not in pending), None)
            if needed is None:
                ordered[name] = blocks[name]
                stack.pop()
            else:
                pending.add(needed)
                stack.append((needed, iter(blocks[needed].needs)))
    return _rebuilt(ordered)


def _rebuilt(blocks: dict[str, Block]) -> dict[str, Block]:
    complete: set[str] = set()
    found: dict[str, Block] = {}
    for name, block in blocks.items():
        if all(one in complete or one == name for one in block.uses):
            complete.add(name)
            found[name] = block
        else:
            found[name] = replace(block, last=f"{name}.model_rebuild()") if block.kind == "model" else block
    return found


def _block(name: str, node: ast.stmt, lines: list[str], statements: Mapping[str, ast.stmt]) -> Block:
    def known(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in names if one in statements))

    is_class = isinstance(node, ast.ClassDef)
    kind: Literal["model", "other"] = "model" if is_class and not _is_enum(node) else "other"
    uses = known(_names(node))
    return Block(name, _text(lines, node), kind, uses, known(_at_once(node)))


def _is_enum(node: ast.stmt) -> bool:
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return any(isinstance(base, ast.Name) and base.id in ("Enum", "StrEnum") for base in bases)


def _defined(node: ast.stmt) -> str | None:
    match node:
        case (
            ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name))
        ):
            return name
    return None


def _imported(node: ast.stmt) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.ImportFrom) and node.module != "__future__":
        for alias in node.names:
            yield (
                "." * node.level + (node.module or ""),
                f"{alias.name} as {alias.asname}" if alias.asname else alias.name,
            )


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


def _at_once(node: ast.stmt) -> Iterator[str]:
    """The names that Python looks up when it runs the statement, annotations of a class aside."""
    parts: list[ast.AST | None] = [node]
    if isinstance(node, ast.ClassDef):
        parts = [*node.bases, *(line.value for line in node.body if isinstance(line, ast.Assign | ast.AnnAssign))]
    for part in parts:
        yield from (inner.id for inner in ast.walk(part) if isinstance(inner, ast.Name)) if part else ()
