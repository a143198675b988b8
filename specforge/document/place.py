"""Place: where something stands in the author's files. Lines and columns are computed only when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from specforge.document.source import Source

Tokens = tuple[str, ...]


class Region(NamedTuple):
    """A range of text. Lines and columns are 1-based, the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Place:
    """A source file and the path of a value inside it. Sequence positions are decimal strings, as in RFC 6901.

    ``key`` asks for the region of the mapping key itself rather than of its value.
    """

    source: Source
    tokens: Tokens = ()
    key: bool = False

    @property
    def file(self) -> str:
        """The file as the user would type it (relative to the working folder where possible), or its URL."""
        return self.source.name

    @property
    def pointer(self) -> str:
        """The RFC 6901 pointer, for example ``/paths/~1users/get``."""
        return join_pointer(self.tokens)

    @property
    def region(self) -> Region:
        """Scalars: the value; mappings and sequences: their key (what a reader looks for), so that it is one line.

        A pointer to something absent gives the nearest ancestor that exists.
        """
        return self.source.region(self)

    def child(self, *tokens: str | int, key: bool = False) -> Place:
        return Place(self.source, (*self.tokens, *map(str, tokens)), key)


_START = Region(1, 1, 1, 2)


@dataclass(frozen=True, slots=True)
class TextPlace(Place):
    """A place whose region is known because it is no value's: a comment. ``tokens`` say what it stands beside."""

    region: Region = _START


def join_pointer(tokens: Tokens) -> str:
    """Tokens to an RFC 6901 JSON pointer."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def split_pointer(pointer: str) -> Tokens:
    """An RFC 6901 JSON pointer to tokens; the caller has percent-decoded it already."""
    if not pointer:
        return ()
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/"))
