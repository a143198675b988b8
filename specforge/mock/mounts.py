"""Under which prefix a document answers when a mock serves several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.mock.engine import Mount, Target
from specforge.mock.settings import Settings

# Files that are called as the format is say nothing of the API: their folder, or the title of the document, does.
_PLAIN = re.compile(r"(open-?api|swagger|api|spec|index|root|main|schema|document)(\b.*)?", re.IGNORECASE)
_ODD = re.compile(r"[^A-Za-z0-9._~-]+")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~%!$&'()*+,;=:@-]+)+")
_RESERVED = "__specforge"


def mounted(mounts: Iterable[Mount]) -> Target:
    """One target of several documents. Raises UsageError when two of them want one prefix, or there is none."""
    found = tuple(mounts)
    if not found:
        raise UsageError("there is no document to mock", help="name one, or configure [apis.NAME] with a spec")
    seen: dict[str, Mount] = {}
    for mount in found:
        other = seen.setdefault(mount.prefix, mount)
        if other is not mount:
            raise UsageError(f"{mount.prefix} is the prefix of two documents", help="choose others with --mount")
    return Target(found[0].target.document, mounts=found)


def named(target: Target, taken: Iterable[str], settings: Settings | None = None) -> Mount:
    """A document under a prefix that its file, its folder or its title gives, and that is not taken."""
    known = set(taken)
    names = [name for name in _names(target.document) if name and name != _RESERVED] or ["api"]
    name = next((name for name in names if name not in known), "")
    number = 2
    while not name:
        name = f"{names[0]}-{number}" if f"{names[0]}-{number}" not in known else ""
        number += 1
    return Mount(name, f"/{name}", target, settings)


def under(prefix: str, target: Target, settings: Settings | None = None) -> Mount:
    """A document under a prefix that was chosen. Raises UsageError for one that no path can begin with."""
    whole = "/" + prefix.strip("/")
    # Clients resolve the dots before they ask.
    if not _PREFIX.fullmatch(whole) or whole.split("/")[1] == _RESERVED or {".", ".."} & set(whole.split("/")):
        raise UsageError(f"{prefix!r} is no prefix of paths", help="write it as /billing")
    return Mount(whole[1:], whole, target, settings)


def targets_by_prefix(targets: Mapping[str, Target]) -> Target:
    """Several documents under the prefixes that are given. Raises UsageError."""
    return mounted(under(prefix, target) for prefix, target in targets.items())


def _names(document: Document) -> list[str]:
    path = PurePath(unquote(urlsplit(document.root.uri).path))
    stem, folder = path.name.partition(".")[0], path.parent.name
    titled = slug(document.title) if document.info is not None else ""
    by_file = [] if _PLAIN.fullmatch(stem) else [slug(stem)]
    return [*by_file, slug(folder), titled, slug(stem)]


def slug(text: str) -> str:
    """``Pet Store`` as a part of a path: ``pet-store``."""
    return _ODD.sub("-", text).strip("-.").lower()
