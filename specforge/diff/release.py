"""Release: what the changes between two documents ask of ``info.version``, and whether it was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from specforge.diff.change import Change
from specforge.diff.versions import Bump, Semantic, bump_for, is_bumped_enough, next_version, parse_version
from specforge.document.model import Document
from specforge.document.place import Place
from specforge.errors import UsageError


@dataclass(frozen=True, slots=True)
class Release:
    """``old`` and ``new`` are ``info.version`` as written, ``next`` the least version that is honest after ``old``
    (None where that is no semantic version), ``is_enough`` whether ``new`` is at least that (None where nobody knows).
    """

    old: str
    new: str
    bump: Bump
    next: Semantic | None
    is_enough: bool | None
    place: Place

    def require_next(self) -> Semantic:
        """The next version. Raises UsageError, at the version, where there is none to count from."""
        if self.next is not None:
            return self.next
        region = self.place.region
        raise UsageError(
            f"after info.version {self.old!r} there is no next one: it is no semantic version",
            help="write it as three numbers, such as 1.4.0",
            file=self.place.file,
            line=region.line,
            column=region.column,
        )


def release_of(changes: Sequence[Change], base: Document, revision: Document) -> Release:
    """What the changes ask for."""
    bump = bump_for(changes, is_same=_texts(base) == _texts(revision))
    old, new = parse_version(base.api_version), parse_version(revision.api_version)
    place = base.place.child("info", "version", key=True)
    return Release(
        old=base.api_version,
        new=revision.api_version,
        bump=bump,
        next=next_version(old, bump) if old else None,
        is_enough=is_bumped_enough(old, new, bump) if old and new else None,
        place=place,
    )


def _texts(document: Document) -> list[bytes]:
    """What all files of a document say, whatever they are called and however they are laid out."""
    return sorted(_text(source.value) for source in document.sources.values())


def _text(value: object) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
    except orjson.JSONEncodeError:
        return repr(value).encode("utf-8", "replace")
