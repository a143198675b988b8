"""html: one page that needs nothing else, to keep as an artifact."""

from __future__ import annotations

from specforge.callables import load_name
from specforge.findings.model import Report
from specforge.reporters import REPORTERS

# All formats are imported for any of them, and only this one needs templates.
_RENDER = "specforge.reporters.page.render:render"


@REPORTERS.add("html")
def report_html(report: Report) -> str:
    """The page. Its policy runs no script but its own."""
    page: str = load_name(_RENDER)(report)
    return page
