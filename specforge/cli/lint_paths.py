"""From what stands on the command line to the documents that are meant."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path

from specforge.document.roots import find_roots, is_root

_MAGIC = re.compile(r"[*?[]")


def documents(names: list[str]) -> list[str]:
    """Each document once. A folder and a glob stand for the documents in them, in the order of their names.

    What stands for nothing stays as it is written: loading it says what is wrong, and the others are still linted.
    """
    found: dict[str, str] = {}
    for document in dict.fromkeys(document for name in dict.fromkeys(names) for document in _meant(name)):
        found.setdefault(_identity(document), document)
    return list(found.values())


def _identity(name: str) -> str:
    """A file may be called in several ways: ``./a.yaml``, or by a link."""
    return os.path.realpath(name) if os.path.isfile(name) else name  # noqa: PTH113  as below


def _meant(name: str) -> list[str]:
    if name == "-" or "://" in name:
        return [name]
    if os.path.isdir(name):  # noqa: PTH112  Path.is_dir raises for a name that is too long
        return [str(root) for root in find_roots(Path(name))] or [name]
    if _MAGIC.search(name) and not os.path.lexists(name):
        return sorted(_matches(name)) or [name]
    return [name]


def _matches(pattern: str) -> Iterator[str]:
    """The files that a pattern means. ``**`` looks for documents as in a folder: parts of documents are left out."""
    is_search = "**" in pattern
    for name in glob.iglob(pattern, recursive=True):  # noqa: PTH207  keeps the spelling of the pattern
        file = Path(name)
        if file.is_dir():
            yield from () if is_search else map(str, find_roots(file))
        elif not is_search or ("node_modules" not in file.parts and is_root(file)):
            yield name
