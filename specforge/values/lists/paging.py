"""Paging: which parameters of a list say how much of it is wanted, and where that begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from specforge.document.model import Parameter
from specforge.values.lists.meaning import Meaning, meaning_of
from specforge.values.resources.names import bare

LIMITS = frozenset({
    "limit", "perpage", "pagesize", "maxresults", "maxitems", "top", "take", "itemsperpage", "numberofresults",
    "results", "pagelimit", "maxpagesize", "resultsperpage", "count", "size", "rows", "first", "num", "limitnum",
})  # fmt: skip
OFFSETS = frozenset({"offset", "skip", "start", "startat", "startindex", "pageoffset", "from", "rangestart"})
PAGES = frozenset({"page", "pagenumber", "pageno", "pagenum", "pageindex", "p", "currentpage"})
CURSORS = frozenset({
    "cursor", "after", "startingafter", "pagetoken", "nextpagetoken", "continuationtoken", "nexttoken", "marker",
    "next", "pagecursor", "pageafter", "startcursor", "continuation", "bookmark", "aftercursor", "nextcursor", "token",
    "scroll",
})  # fmt: skip
BEFORES = frozenset({"before", "endingbefore", "pagebefore", "beforecursor"})
IDS = frozenset({"startingafter", "after", "marker", "endingbefore", "before", "pageafter"})

# Names that hardly ever mean anything else; any of the others may be a property of the things as well.
_PLAIN = frozenset({"limit", "perpage", "pagesize", "page", "pagenumber", "offset", "skip", "cursor", "pagetoken"})


@dataclass(frozen=True)
class Paging:
    """The parameters that page a list, each None where the document has none."""

    limit: Parameter | None = None
    page: Parameter | None = None
    offset: Parameter | None = None
    cursor: Parameter | None = None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return tuple(each for each in (self.limit, self.page, self.offset, self.cursor) if each is not None)

    @property
    def first_number(self) -> int:
        """The number of the first page: 0 where the document counts pages from 0."""
        schema = self.page.schema if self.page is not None else None
        if schema is None:
            return 1
        return 0 if schema.default == 0 or (schema.default is None and schema.get("minimum") == 0) else 1


def find_paging(parameters: Iterable[Parameter], properties: Iterable[str]) -> Paging:
    """How a list is paged. ``properties`` are those of its things: what is named like one of them filters."""
    known = {bare(name) for name in properties} - _PLAIN
    free = [each for each in parameters if each.location == "query" and bare(each.name) not in known]
    return Paging(
        _first(free, Meaning.LIMIT, LIMITS, is_number=True),
        _first(free, Meaning.PAGE, PAGES, is_number=True),
        _first(free, Meaning.OFFSET, OFFSETS, is_number=True),
        _first(free, Meaning.CURSOR, CURSORS, is_number=False),
    )


def is_cursor(parameter: Parameter) -> bool:
    """True for a mark of where to go on that only the server can make: a text whose form the document leaves open."""
    schema = parameter.schema
    if parameter.location != "query" or schema is None or meaning_of(parameter) not in (None, Meaning.CURSOR):
        return False
    is_named = meaning_of(parameter) is Meaning.CURSOR or bare(parameter.name) in CURSORS | BEFORES
    is_open = not any(schema.get(word) is not None for word in ("format", "enum", "const", "pattern"))
    return is_named and "string" in schema.types and is_open


def _first(
    parameters: list[Parameter], meaning: Meaning, names: frozenset[str], *, is_number: bool
) -> Parameter | None:
    said = next((each for each in parameters if meaning_of(each) is meaning), None)
    guessed = (each for each in parameters if meaning_of(each) is None and bare(each.name) in names)
    return said or next((each for each in guessed if _is_number(each) == is_number), None)


def _is_number(parameter: Parameter) -> bool:
    schema = parameter.schema
    return schema is not None and bool({"integer", "number"} & set(schema.types))
