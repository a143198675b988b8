"""Which names a generated module has, read off its text: parsing ten thousand lines would take a second."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DEFINED = re.compile(r"^(?:(?:class|def|async def)\s+(\w+)|(\w+)\s*(?::[^=\n]*)?=)", re.M)
_IMPORT = re.compile(r"^[ \t]*(?:from\s+(\.*[\w.]*)\s+)?import\s+(?:\(([^)]*)\)|([^\n(]+))", re.M)
_QUOTED = re.compile(r"[\"'](\w+)[\"']")
_COMMENT = re.compile(r"#[^\n]*")
_ENUM = re.compile(r"\b(?:Str|Int)?Enum\b")


class Exports:
    """The names of the modules of a generated package; ``texts`` are its files by path below ``generated``."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._names: dict[str, frozenset[str]] = {}

    def file_of(self, module: str) -> str | None:
        """The file of a dotted module name; that of ``generated`` itself for an empty one."""
        path = module.replace(".", "/")
        candidates = (f"{path}.py", f"{path}/__init__.py") if path else ("__init__.py",)
        return next((one for one in candidates if one in self._texts), None)

    def module_of(self, path: str) -> str:
        """The longest start of a dotted path that is a module: ``models`` of ``models.Sort.TITLE``."""
        parts = path.split(".")
        starts = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((start for start in starts if self.file_of(start)), "")

    def has(self, module: str, name: str) -> bool:
        """True when the module has the name, or is a package with a module of that name."""
        return name in self._of(module) or self.file_of(f"{module}.{name}" if module else name) is not None

    def has_member(self, module: str, name: str, member: str) -> bool:
        """True when the module's class is an enum with this member."""
        bases, body = self._class(module, name) or ("", "")
        return bool(_ENUM.search(bases) and re.search(rf"^    {member}\s*=", body, re.M))

    def is_base(self, module: str, name: str) -> bool:
        """True when the name is that of a class that others can derive from: an enum is none."""
        found = self._class(module, name)
        return found is not None and not _ENUM.search(found[0])

    def _class(self, module: str, name: str) -> tuple[str, str] | None:
        """The bases and the body of a class, in whichever file of a package it is defined."""
        file = self.file_of(module)
        folder = file.removesuffix("__init__.py") if file and file.endswith("__init__.py") else None
        files = [one for one in self._texts if folder is not None and one.startswith(folder)] or [file or ""]
        pattern = re.compile(rf"^class {name}\b(?:\(([^)]*)\))?:[^\n]*\n((?:[ \t]+[^\n]*\n|\n)*)", re.M)
        for one in files:
            if match := pattern.search(self._texts.get(one, "")):
                return match[1] or "", match[2]
        return None

    def _of(self, module: str) -> frozenset[str]:
        if module not in self._names:
            self._names[module] = frozenset()  # while modules that import one another in circles are asked
            self._names[module] = frozenset(self._find(module))
        return self._names[module]

    def _find(self, module: str) -> set[str]:
        file = self.file_of(module)
        text = self._texts[file] if file else ""
        names = {one or other for one, other in _DEFINED.findall(text)}
        for source, several, single in _IMPORT.findall(text):
            listed = _COMMENT.sub("", several or single).split(",")
            for item in filter(None, map(str.strip, listed)):
                names.add(item.split(" as ")[-1].strip())
                if item == "*" and source.startswith(".") and not source.startswith(".."):
                    names |= self._of(f"{module}{source}")
        if file and file.endswith("__init__.py"):
            # A package that imports its modules when they are asked for lists its names in quotes.
            names |= set(_QUOTED.findall(text))
        return names
