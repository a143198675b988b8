"""Stubs: the methods that the user's classes lack, written at their end; not a character of the rest is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst import matchers as m

from specforge.errors import OutputError
from specforge.gen.userfiles.classes import Classes
from specforge.gen.userfiles.code import UserCode
from specforge.gen.userfiles.expected import Wanted
from specforge.gen.userfiles.imports import bindings, needed, renamed, with_imports
from specforge.gen.userfiles.script import Script

_BLANK = cst.EmptyLine(indent=False)


@dataclass(frozen=True, slots=True)
class Completed:
    """A file of the user's with stubs: ``added`` are methods as ``BooksService.list_books``."""

    path: str
    old: bytes
    new: bytes
    added: tuple[str, ...]


def complete(code: UserCode, wanted: list[Wanted], missing: Mapping[str, list[str]]) -> list[Completed]:
    """The user's files with the ``missing`` methods, by service. A service without a class gets all of it."""
    classes = Classes(code.scripts.values())
    files: dict[str, Completed] = {}
    for one in wanted:
        names = missing.get(one.group.service, [])
        own = classes.find(one.group.service, one.group.protocol)
        path = _path_of(own.script, code) if own else one.path
        if not names or (path in code.scripts and code.scripts[path].problem):
            continue
        before = files.get(path) or _as_it_is(path, code)
        new = _with_stubs(before.new, path, one, names, own.name if own else None)
        added = tuple(f"{own.name if own else one.group.service}.{name}" for name in names)
        files[path] = Completed(path, before.old, new, before.added + added)
    return list(files.values())


def _as_it_is(path: str, code: UserCode) -> Completed:
    data = code.scripts[path].data if path in code.scripts else b""
    return Completed(path, data, data, ())


def _path_of(script: Script, code: UserCode) -> str:
    return next(path for path, one in code.scripts.items() if one is script)


def _with_stubs(data: bytes, path: str, wanted: Wanted, names: list[str], class_name: str | None) -> bytes:
    """The file with the methods at the end of the class, or with the whole class at its end."""
    if not data.strip():
        return wanted.text.encode()
    template, module = cst.parse_module(wanted.text), _parsed(data, path)
    offered = bindings(template, wanted.path)
    source = next(one for one in template.body if isinstance(one, cst.ClassDef) and _is_called(one, wanted))
    if class_name is None:
        need = needed([source], offered, module, path)
        added = renamed(source, need.renames).with_changes(leading_lines=[_BLANK, _BLANK])
        return with_imports(module.with_changes(body=[*module.body, added]), path, need.imports).bytes
    methods = [one for one in source.body.body if isinstance(one, cst.FunctionDef) and one.name.value in names]
    need = needed(methods, offered, module, path)
    methods = [renamed(one, need.renames) for one in methods]
    completed = module.visit(_Appender(class_name, methods))
    return with_imports(completed, path, need.imports).bytes


def _parsed(data: bytes, path: str) -> cst.Module:
    """Raises OutputError for what Python reads and LibCST does not."""
    try:
        return cst.parse_module(data)
    except (cst.ParserSyntaxError, RecursionError) as problem:
        raise OutputError(f"cannot add methods to {path}: {problem}") from problem


def _is_called(node: cst.ClassDef, wanted: Wanted) -> bool:
    return node.name.value == wanted.group.service


class _Appender(m.MatcherDecoratableTransformer):
    """Writes methods at the end of the first class of a name, wherever it stands."""

    def __init__(self, name: str, methods: Sequence[cst.FunctionDef]) -> None:
        super().__init__()
        self._name = name
        self._methods = methods

    @m.leave(m.ClassDef())
    def _append(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        if updated_node.name.value != self._name or not self._methods:
            return updated_node
        methods, self._methods = self._methods, ()
        return _appended(updated_node, methods)


def _appended(node: cst.ClassDef, methods: Sequence[cst.FunctionDef]) -> cst.ClassDef:
    """The class with methods after everything in it; comments at its end stay before them."""
    if not isinstance(node.body, cst.IndentedBlock):
        # ``class A(B): pass`` in one line.
        line = cst.SimpleStatementLine(body=[one for one in node.body.body if isinstance(one, cst.BaseSmallStatement)])
        node = node.with_changes(body=cst.IndentedBlock(body=[line]))
    block = node.body
    assert isinstance(block, cst.IndentedBlock)
    first = methods[0].with_changes(leading_lines=[*block.footer, _BLANK])
    rest = [method.with_changes(leading_lines=[_BLANK]) for method in methods[1:]]
    return node.with_changes(body=block.with_changes(body=[*block.body, first, *rest], footer=[]))
