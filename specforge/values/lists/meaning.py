"""What a parameter of a list is for, where the document says it itself: ``x-specforge-meaning``."""

from __future__ import annotations

from enum import Enum

from specforge.document.model import Parameter

EXTENSION = "x-specforge-meaning"


class Meaning(Enum):
    """What authors can say. ``NONE``: nothing that the name suggests."""

    LIMIT = "limit"
    PAGE = "page"
    OFFSET = "offset"
    CURSOR = "cursor"
    SORT = "sort"
    FILTER = "filter"
    SEARCH = "search"
    NONE = "none"


def meaning_of(parameter: Parameter) -> Meaning | None:
    """What the document says of a parameter; None where it leaves that to the name."""
    said = parameter.text(EXTENSION)
    return next((each for each in Meaning if each.value == said), None)
