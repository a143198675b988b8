"""What has to stay as a placeholder: names that the contract has lost and the user's code still imports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from specforge.gen.plan import Plan, Retired, RetiredModule
from specforge.gen.target import File
from specforge.gen.userfiles.code import UserCode
from specforge.gen.userfiles.exports import Exports
from specforge.gen.userfiles.references import GENERATED

_SERVICES = "services/__init__.py"


@dataclass(slots=True)
class _Found:
    modules: dict[str, set[str]] = field(default_factory=dict)
    names: set[tuple[str, str]] = field(default_factory=set)
    members: set[tuple[str, str, str]] = field(default_factory=set)
    bases: set[tuple[str, str]] = field(default_factory=set)


def retired_of(code: UserCode, plan: Plan, files: Iterable[File]) -> Retired:
    """The names that ``code`` uses and ``files`` no longer have.

    A name that never was generated is a slip of the user's, which nothing may hide.
    """
    old_texts, start = _OnDisk(code.folder / code.package / GENERATED), f"{plan.package}/{GENERATED}/"
    new = Exports({file.path.removeprefix(start): file.text for file in files if file.path.startswith(start)})
    old, known = Exports(old_texts), frozenset(code.manifest.record.retired)
    found = _Found()
    for path in code.references.names:
        _retire(path, old, new, known, found)
        module, _, name = path.rpartition(".")
        was_class = path in code.references.bases and (old.is_base(module, name) or path in known)
        if was_class and new.has(module, name) and not new.is_base(module, name):
            found.bases.add((module, name))
    return Retired(
        modules=tuple(RetiredModule(name, tuple(sorted(names))) for name, names in sorted(found.modules.items())),
        names=tuple(sorted(found.names)),
        members=tuple(sorted(found.members)),
        bases=tuple(sorted(found.bases)),
        services=tuple(_retired_services(code, plan, old_texts.get(_SERVICES, ""))),
    )


def _retire(path: str, old: Exports, new: Exports, known: frozenset[str], found: _Found) -> None:
    module, before = new.module_of(path), old.module_of(path)
    if len(before) > len(module):
        names = path[len(before) + 1 :].split(".")[:1]
        found.modules.setdefault(before.replace(".", "/"), set()).update(filter(None, names))
        return
    rest = path[len(module) + 1 :].split(".") if module else path.split(".")
    if not rest[0]:
        return
    name, member = rest[0], rest[1] if len(rest) > 1 else None
    label = f"{module}.{name}".lstrip(".")
    if not new.has(module, name):
        if module and (old.has(module, name) or label in known):
            found.names.add((module, name))
            if member:
                found.members.add((module, name, member))
    elif member and not new.has_member(module, name, member):
        was = old.has_member(module, name, member) or f"{label}.{member}" in known
        if was:
            found.members.add((module, name, member))


def _retired_services(code: UserCode, plan: Plan, old: str) -> list[str]:
    """Arguments of ``Services`` that the user gives and the contract has no tag for any more."""
    current = {group.name for group in plan.groups}
    given = code.references.arguments.keys() - current
    return sorted(name for name in given if re.search(rf"^    {name}\s*:", old, re.M))


class _OnDisk(Mapping[str, str]):
    """The Python files of a folder by path below it, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if path.is_file()]

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        return (self._folder / path).read_text("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
