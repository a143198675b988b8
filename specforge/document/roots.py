"""Finding documents: which files of a folder are the root of one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

SUFFIXES = (".yaml", ".yml", ".json")
# Nearly every document says in its beginning what it is; a long one that sorts its keys says it late.
_HEAD = 65536
_MAX_BYTES = 200_000_000
_BOM = b"\xef\xbb\xbf"
_LINE = re.compile(rb"""^(?:\xef\xbb\xbf)?(["']?)(?:openapi|swagger)\1[ \t]*:""", re.MULTILINE)
_MEMBER = re.compile(rb"""["']?(?:openapi|swagger)["']?[ \t\r\n]*:""")
# What tells how deep a place in JSON lies. Strings are stepped over, except the two that are looked for.
_STEP = re.compile(
    rb"""(?P<root>(["']?)\b(?:openapi|swagger)\2[ \t\r\n]*:)|"(?:[^"\\]|\\.)*+"?|(?P<open>[{\[])|(?P<close>[}\]])""",
    re.DOTALL,
)


def find_roots(folder: Path) -> list[Path]:
    """The root documents below a folder: files with an ``openapi`` or ``swagger`` field, sorted by path.

    Files and folders that cannot be read are among them: nobody knows, and loading them says why.
    """
    return sorted(_roots(folder))


def is_root(file: Path) -> bool:
    """True for a file that looks like the root of a document, and for one that nobody may read."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
            if looks_like_root(head, file.suffix):
                return True
            return len(head) == _HEAD and looks_like_root(head + stream.read(_MAX_BYTES), file.suffix)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def looks_like_root(text: bytes, suffix: str) -> bool:
    """True when a file with this text looks like the root of a document."""
    if b"openapi" not in text and b"swagger" not in text:  # by far the fastest way to tell
        return False
    if suffix == ".json" or text.removeprefix(_BOM).lstrip()[:1] == b"{":
        return _has_member(text)
    return _LINE.search(text) is not None


def _roots(folder: Path) -> Iterator[Path]:
    locked: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=lambda error: locked.append(Path(error.filename))):
        # What is hidden or installed is not even entered.
        folders[:] = [name for name in folders if not _is_hidden(name)]
        files = (Path(place, name) for name in names if not _is_hidden(name) and name.endswith(SUFFIXES))
        yield from (file for file in files if is_root(file))
    yield from locked


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "node_modules"


def _has_member(text: bytes) -> bool:
    """True when the outermost object has the field."""
    if _MEMBER.search(text) is None:
        return False
    depth = 0
    for step in _STEP.finditer(text):
        if step["root"] and depth == 1:
            return True
        depth += bool(step["open"]) - bool(step["close"])
    return False
