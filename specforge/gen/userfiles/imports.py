"""The imports of a file in LibCST: what its names mean, which are taken, and how a missing one is added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import libcst as cst
from libcst import matchers as m
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor, ImportItem
from libcst.helpers import get_absolute_module_from_package_for_import

from specforge.gen.userfiles.references import module_name

N = TypeVar("N", bound=cst.CSTNode)


@dataclass(frozen=True, slots=True)
class Import:
    """Where a name comes from: ``module`` is absolute; ``name`` is None for the module itself."""

    module: str
    name: str | None
    alias: str | None = None

    def is_same(self, other: Import) -> bool:
        """True when both mean the same thing, whatever they call it."""
        return (self.module, self.name) == (other.module, other.name)


@dataclass(frozen=True, slots=True)
class Needed:
    """What nodes need in another file: ``imports``, and other names for what is called otherwise there."""

    imports: list[Import]
    renames: dict[str, str]


def needed(nodes: Iterable[cst.CSTNode], offered: Mapping[str, Import], module: cst.Module, path: str) -> Needed:
    """What ``nodes``, written for a file with the imports ``offered``, need in ``module``."""
    bound = bindings(module, path)
    taken = {*bound, *_top_names(module)}
    found = Needed([], {})
    for name in sorted(_names(nodes) & offered.keys()):
        source = offered[name]
        known = next((mine for mine, one in bound.items() if one.is_same(source)), None)
        if known is None:
            known = f"contract_{name}" if name in taken else name
            alias = known if known != name else source.alias
            found.imports.append(Import(source.module, source.name, alias))
        if known != name:
            found.renames[name] = known
    return found


def bindings(module: cst.Module, path: str) -> dict[str, Import]:
    """The names that the imports of a module bind, wherever in it they stand."""
    return dict(_bindings(module, _package(path)))


def renamed(node: N, renames: Mapping[str, str]) -> N:
    """The node with other names; attributes and arguments of these names keep theirs."""
    if not renames:
        return node
    changed = node.visit(_Renamer(renames))
    assert isinstance(changed, type(node))
    return changed


def with_imports(module: cst.Module, path: str, imports: Iterable[Import]) -> cst.Module:
    """The module with imports added to those that it has."""
    items = [_item(one, _package(path).split(".")) for one in imports]
    if not items:
        return module
    context = CodemodContext(scratch={AddImportsVisitor.CONTEXT_KEY: items})
    added = AddImportsVisitor(context).transform_module(module)
    return added if len(module.body) > 1 and _is_import(module.body[1]) else _with_blank_line(added)


def _with_blank_line(module: cst.Module) -> cst.Module:
    """The module with a line between its docstring and the imports that were put right after it."""
    if module.get_docstring() is None or len(module.body) < 2 or not _is_import(module.body[1]):
        return module
    first = module.body[1].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    return module.with_changes(body=[module.body[0], first, *module.body[2:]])


def _is_import(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.SimpleStatementLine) and isinstance(node.body[0], cst.Import | cst.ImportFrom)


class _Renamer(m.MatcherDecoratableTransformer):
    def __init__(self, renames: Mapping[str, str]) -> None:
        super().__init__()
        self._renames = renames

    @m.leave(m.Name())
    def _name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value=self._renames.get(updated_node.value, updated_node.value))

    @m.leave(m.Attribute())
    def _attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        return updated_node.with_changes(attr=original_node.attr)

    @m.leave(m.Param())
    def _parameter(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        return updated_node.with_changes(name=original_node.name)


def _package(path: str) -> str:
    name = module_name(path)
    return name if path.endswith("__init__.py") else name.rpartition(".")[0]


def _bindings(module: cst.Module, package: str) -> Iterator[tuple[str, Import]]:
    for node in m.findall(module, m.ImportFrom() | m.Import()):
        if isinstance(node, cst.Import):
            for alias in node.names:
                bound = alias.evaluated_alias or alias.evaluated_name.split(".")[0]
                yield bound, Import(alias.evaluated_name, None, alias.evaluated_alias)
        elif isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            source = get_absolute_module_from_package_for_import(package, node)
            for alias in node.names if source and source != "__future__" else ():
                bound = alias.evaluated_alias or alias.evaluated_name
                yield bound, Import(source or "", alias.evaluated_name, alias.evaluated_alias)


def _top_names(module: cst.Module) -> set[str]:
    """The names that the module itself defines."""
    names = set()
    for node in module.body:
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            names.add(node.name.value)
        elif isinstance(node, cst.SimpleStatementLine):
            for small in node.body:
                targets = [one.target for one in small.targets] if isinstance(small, cst.Assign) else []
                targets += [small.target] if isinstance(small, cst.AnnAssign) else []
                names |= {target.value for target in targets if isinstance(target, cst.Name)}
    return names


def _names(nodes: Iterable[cst.CSTNode]) -> set[str]:
    """Every name in the code, also those of attributes and arguments: what is imported for them does no harm."""
    found = (one for node in nodes for one in m.findall(node, m.Name()))
    return {one.value for one in found if isinstance(one, cst.Name)}


def _item(one: Import, here: list[str]) -> ImportItem:
    """An import as the user's file writes it: relative inside of the package, else absolute."""
    there, shared = one.module.split("."), 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    if shared == 0 or one.name is None:
        return ImportItem(one.module, one.name, one.alias)
    return ImportItem(".".join(there[shared:]), one.name, one.alias, len(here) - shared + 1)
