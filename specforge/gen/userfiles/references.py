"""References: what of the generated package a user's file names, as dotted paths below ``generated``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from specforge.document.place import Place
from specforge.gen.userfiles.script import Script

GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class References:
    """``names``: ``models.Book``, ``models.Sort.TITLE``, ``services.books.BooksProtocol``, each where it stands
    first. ``bases`` are those of them that classes derive from; ``arguments`` are those of calls of ``Services``."""

    names: dict[str, Place] = field(default_factory=dict)
    arguments: dict[str, Place] = field(default_factory=dict)
    bases: set[str] = field(default_factory=set)

    def add(self, script: Script, module: str, package: str) -> None:
        """What the file, which is imported as ``module``, names of ``package.generated``."""
        bound: dict[str, str] = {}
        for node in ast.walk(script.tree):
            for path, local in _imported(node, module, package):
                if path:
                    self.names.setdefault(path, script.place(node, path))
                bound.setdefault(local, path)
        if bound:
            for node in ast.walk(script.tree):
                self._look(node, bound, script)

    def _look(self, node: ast.AST, bound: dict[str, str], script: Script) -> None:
        if isinstance(node, ast.Attribute) and (path := _path_of(node, bound)):
            self.names.setdefault(path, script.place(node, path))
        elif isinstance(node, ast.ClassDef):
            self.bases.update(path for base in node.bases if (path := _path_of(base, bound)))
        elif isinstance(node, ast.Call) and _path_of(node.func, bound) == "services.Services":
            for keyword in node.keywords:
                if keyword.arg:
                    self.arguments.setdefault(keyword.arg, script.place(keyword, "Services", keyword.arg))


def module_name(path: str) -> str:
    """``shop.services`` for ``shop/services/__init__.py``, ``shop.main`` for ``shop/main.py``."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(node: ast.AST, module: str, package: str) -> Iterator[tuple[str, str]]:
    """Pairs of a path below ``generated`` ("" for itself) and the name that it is bound to."""
    root = f"{package}.{GENERATED}"
    if isinstance(node, ast.ImportFrom):
        source = _absolute(node, module)
        for alias in node.names:
            full = f"{source}.{alias.name}"
            if full == root or full.startswith(f"{root}."):
                yield full[len(root) + 1 :], alias.asname or alias.name
    elif isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name == root or alias.name.startswith(f"{root}."):
                # Without a name of its own it binds the first part only: the rest is written out at each use.
                yield alias.name[len(root) + 1 :], alias.asname or root


def _absolute(node: ast.ImportFrom, module: str) -> str:
    """Where an import reads from. ``module`` of a package's ``__init__`` ends in ``.__init__``."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")[: -node.level]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _path_of(node: ast.expr, bound: dict[str, str]) -> str | None:
    """The path below ``generated`` that ``a.b.c`` means; None for what is none."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    names.insert(0, node.id)
    for end in range(len(names), 0, -1):
        start = ".".join(names[:end])
        if start in bound:
            return ".".join(part for part in (bound[start], *names[end:]) if part) or None
    return None
