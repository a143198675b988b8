"""no-unsafe-markdown: a description that runs code where it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

# Gaps are bounded, so that a long text cannot make the search slow.
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_HANDLER = re.compile(r"<[a-z][^<>]{0,2000}[\s\"'/]on[a-z]{1,40}\s{0,9}=", re.IGNORECASE)
_URL = re.compile(r"(?:\]\(\s{0,9}|\b(?:href|src)\s{0,9}=\s{0,9}[\"']?\s{0,9})javascript:", re.IGNORECASE)
# What is shown as code is not run.
_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`", re.DOTALL)
_UNSAFE = ((_SCRIPT, "a `<script>` tag"), (_HANDLER, "an event handler"), (_URL, "a `javascript:` URL"))


@rule("no-unsafe-markdown", on="Document", severity=Severity.WARNING, origin="redocly", default=False)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A description contains code that a browser would run."""
    for visit in context.index.visits():
        text = visit.node.value.get("description") if visit.node.is_mapping else None
        if not isinstance(text, str) or not ("<" in text or "javascript:" in text.lower()):
            continue
        text = _CODE.sub("", text)
        for pattern, what in _UNSAFE:
            if pattern.search(text):
                yield Problem(f"the description contains {what}", visit.node.place.child("description"))
