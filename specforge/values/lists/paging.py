"""What parameters that page a list are called, in bare form."""

from __future__ import annotations

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
