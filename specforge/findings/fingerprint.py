"""Fingerprint: what stays the same of a finding while the file around it is edited."""

from __future__ import annotations

import importlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

from specforge.document.place import Place
from specforge.findings.excerpt import Excerpt
from specforge.findings.model import Finding

# What identifies a mapping in a sequence: the first of these that it has. Parameters differ by where they are, too.
_IDENTITY = ("$ref", "operationId", "name", "url", "id", "title")
_REPOSITORY, _PROJECT = (".git",), ("specforge.toml", "pyproject.toml")
_FEW = 50
_LENGTH = 16
_PLACEHOLDER = re.compile(r"\{[^{}/]*\}")


def fingerprint(finding: Finding) -> str:
    """Hexadecimal digits for rule, file and pointer; for a contract failure, which has details, also the operation.

    Lines do not count, nor the position in a sequence where its items have names, nor how a path's parameters are
    called. Nor does the message: its wording may change with the version, and a contract failure's holds values that
    differ from run to run. Nor does the operation through which a shared file happens to be reached first. A finding
    with a ``key`` is known by that alone, and one that was read from a report as it was there.
    """
    if finding.fingerprint is not None:
        return finding.fingerprint
    if finding.key:
        return digest(finding.rule, *finding.key)
    operation = finding.operation if finding.details else None
    return digest(finding.rule, file_of(finding.place), operation or "", *stable_tokens(finding.place))


def digest(*parts: str) -> str:
    """A short hash of what identifies something."""
    # It brings OpenSSL along, and what is printed for people has no fingerprints.
    sha256 = importlib.import_module("hashlib").sha256
    return str(sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH])


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A fingerprint each; where two are the same, the second and later ones get a number, so that all differ."""
    seen: Counter[str] = Counter()
    distinct = []
    for finding in findings:
        own = fingerprint(finding)
        seen[own] += 1
        distinct.append(own if seen[own] == 1 else f"{own}-{seen[own]}")
    return distinct


def file_of(place: Place) -> str:
    """The file's path inside its project, wherever the command was run; as it is shown where there is no project."""
    return _file_in_project(place.file, os.getcwd())  # noqa: PTH109  a string is all that the cache needs


def exists_in_project(name: str, beside: Path) -> bool:
    """False for a file, as ``file_of`` names it, that is gone from the project around ``beside``."""
    project = _project_of(beside.absolute().parent)
    return project is None or "://" in name or name.startswith("<") or os.path.lexists(project / name)


def file_key(name: str) -> str:
    """The file's name without what depends on the machine: an absolute path, or one that leaves the folder."""
    path = PurePath(name)
    if "://" in name or not (path.is_absolute() or ".." in path.parts):
        return name.replace("\\", "/")
    return path.name


@lru_cache(maxsize=4096)
def _file_in_project(name: str, working: str) -> str:
    if "://" in name or name.startswith("<"):
        return name
    path = Path(working, name)
    project = _project_of(path.parent)
    return path.relative_to(project).as_posix() if project else file_key(name)


def _project_of(folder: Path) -> Path | None:
    return _folder_with(folder, _REPOSITORY) or _folder_with(folder, _PROJECT)


@lru_cache(maxsize=4096)
def _folder_with(folder: Path, marks: tuple[str, ...]) -> Path | None:
    """The nearest folder upwards with one of these in it."""
    if any(os.path.lexists(folder / mark) for mark in marks):
        return folder
    return _folder_with(folder.parent, marks) if folder.parent != folder else None


def stable_tokens(place: Place) -> Iterator[str]:
    """The pointer's tokens, with what the items of sequences are called instead of their positions."""
    if isinstance(place.source, Excerpt):
        yield from place.source.stable[place.tokens]
        return
    value: Any = place.source.value
    for token in place.tokens:
        if isinstance(value, list):
            items, value = value, value[int(token)] if token.isdecimal() and int(token) < len(value) else None
            yield _identity(value) or _kind(value, items) or token
        else:
            value = _member(value, token)
            yield _PLACEHOLDER.sub("{}", token) if token.startswith("/") else token


def _member(value: Any, token: str) -> Any:
    """The value under a key that may be no text: ``200`` in YAML is a number."""
    if not isinstance(value, dict):
        return None
    if token in value:
        return value[token]
    return next((item for key, item in value.items() if str(key) == token), None)


def _identity(item: Any) -> str | None:
    """What an item is called; a scalar is its own name."""
    if not isinstance(item, dict):
        return None if isinstance(item, list) else f"={item}"
    name = next((f"{key}={item[key]}" for key in _IDENTITY if isinstance(item.get(key), str)), None)
    if name and isinstance(item.get("in"), str):
        return f"{name},in={item['in']}"
    if not name and len(item) == 1:
        # A security requirement, or an inline example: its only key says which it is.
        return f"{next(iter(item))}:"
    return name


def _kind(item: Any, items: list[Any]) -> str | None:
    """The type of a schema in ``oneOf`` and the like, where no other is of that type: an item may come before it."""
    kind = item.get("type") if isinstance(item, dict) else None
    if not isinstance(kind, str):
        return None
    if len(items) > _FEW:
        return None
    same = sum(isinstance(other, dict) and other.get("type") == kind for other in items)
    return f"type={kind}" if same == 1 else None
