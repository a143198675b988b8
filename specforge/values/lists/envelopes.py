"""What the parts of an answer that tell of a list and its pages are called, in bare form."""

from __future__ import annotations

TOTALS = frozenset({
    "total", "totalcount", "totalitems", "totalresults", "totalelements", "totalrecords", "totalsize", "totalnumber",
    "itemcount", "numfound", "recordcount", "resultcount", "totalentries", "totalobjects", "allcount",
})  # fmt: skip
LENGTHS = frozenset({"count", "numberofelements", "returned", "returncount", "pagecountitems", "itemsinpage"})
SIZES = frozenset({"limit", "perpage", "pagesize", "size", "itemsperpage", "maxresults", "pagelimit"})
STARTS = frozenset({"offset", "skip", "start", "startindex", "startat", "from"})
NUMBERS = frozenset({"page", "pagenumber", "currentpage", "number", "pageindex", "pageno"})
PAGES = frozenset({"pages", "totalpages", "pagecount", "numpages", "pagestotal", "lastpage"})
MORE = frozenset({"hasmore", "hasnext", "hasnextpage", "more", "truncated", "istruncated", "hasmoreitems"})
BACK = frozenset({"hasprevious", "haspreviouspage", "hasprev", "hasprevpage"})
STEPS = {
    "next": frozenset({
        "next", "nextpage", "nextlink", "nexturl", "nextpageurl", "nexthref", "nexturi", "nextcursor", "nexttoken",
        "nextpagetoken", "nextpageuri", "continuationtoken", "endcursor", "nextmarker", "after", "nextpagelink",
    }),
    "prev": frozenset({
        "prev", "previous", "prevpage", "previouspage", "previouslink", "previousurl", "prevpageurl", "previouspageurl",
        "prevcursor", "previouscursor", "prevtoken", "previouspageuri", "before", "startcursor", "prevmarker",
    }),
    "first": frozenset({"first", "firstpage", "firstlink", "firsturl", "firstpageurl", "firstpageuri"}),
    "last": frozenset({"last", "lastlink", "lasturl", "lastpageurl", "lastpageuri"}),
}  # fmt: skip
