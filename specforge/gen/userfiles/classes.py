"""The classes of Python files: which methods they have, inherited ones too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from specforge.gen.userfiles.script import Script
from specforge.gen.userfiles.signatures import Function

# The function of generated packages by which a stub says that it is one.
UNIMPLEMENTED = "unimplemented"


@dataclass(frozen=True, slots=True)
class Class:
    """One class. ``methods`` are by name; what is bound to a name otherwise has no node. ``bases`` are last names."""

    script: Script
    node: ast.ClassDef
    bases: tuple[str, ...]
    methods: dict[str, Function | None] = field(repr=False)

    @property
    def name(self) -> str:
        return self.node.name


class Classes:
    """The classes of several files, by name."""

    def __init__(self, scripts: Iterable[Script]) -> None:
        self._by_name: dict[str, list[Class]] = {}
        for script in scripts:
            for one in classes_of(script):
                self._by_name.setdefault(one.name, []).append(one)

    def find(self, name: str, base: str) -> Class | None:
        """The class of this name, or one that derives from ``base``, whatever it is called."""
        if name in self._by_name:
            return self._by_name[name][0]
        return next((one for found in self._by_name.values() for one in found if base in one.bases), None)

    def methods(self, start: Class) -> dict[str, tuple[Class, Function | None]]:
        """The methods of a class and of those of its bases that are known, with the class that has each."""
        found: dict[str, tuple[Class, Function | None]] = {}
        waiting, seen = [start], {start.name}
        while waiting:
            one = waiting.pop(0)
            found = {name: (one, node) for name, node in one.methods.items()} | found
            for base in one.bases:
                if base not in seen and base in self._by_name:
                    seen.add(base)
                    waiting.append(self._by_name[base][0])
        return found

    def knows_all_of(self, start: Class, base: str) -> bool:
        """True when every base besides ``base`` is a class of these files: others may have methods that nobody sees."""
        waiting, seen = [start], set()
        while waiting:
            for name in waiting.pop().bases:
                if name not in seen and name != base:
                    seen.add(name)
                    if name not in self._by_name:
                        return False
                    waiting.append(self._by_name[name][0])
        return True


def classes_of(script: Script) -> Iterator[Class]:
    """The classes at the top of a file, also under an ``if`` or a ``try``."""
    for node in _statements(script.tree.body):
        if isinstance(node, ast.ClassDef):
            bases = tuple(name for base in node.bases if (name := _last_name(base)))
            yield Class(script, node, bases, dict(_members(node)))


def is_stub(node: Function) -> bool:
    """True for a method that does nothing but say that it is not implemented."""
    body = [one for one in node.body if not isinstance(one, ast.Expr)]
    last = body[0] if len(body) == 1 else None
    if not isinstance(last, ast.Raise) or not isinstance(last.exc, ast.Call):
        return False
    return _last_name(last.exc.func) == UNIMPLEMENTED


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        for name in ("body", "orelse", "handlers", "finalbody"):
            if isinstance(node, ast.If | ast.Try | ast.ExceptHandler):
                yield from _statements(getattr(node, name, []))


def _members(node: ast.ClassDef) -> Iterator[tuple[str, Function | None]]:
    for one in _statements(node.body):
        if isinstance(one, Function):
            yield one.name, one
        elif isinstance(one, ast.Assign):
            yield from ((target.id, None) for target in one.targets if isinstance(target, ast.Name))
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value:
            yield one.target.id, None


def _last_name(node: ast.expr) -> str | None:
    """``Protocol`` of ``Protocol``, ``typing.Protocol`` and ``Protocol[T]``."""
    node = node.value if isinstance(node, ast.Subscript) else node
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
