"""Hiding secrets in what is shown of the traffic: credentials, cookies, and fields whose names say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from specforge.document.model import Document
from specforge.findings.redact import FILTERED, Redactor

# Whole names: a nextPageToken is no secret.
_SECRET = (
    r"(?:(?:\w*[_-])?(?:password|passwd|pwd|passphrase|secret|credential|private[_-]?key|api[_-]?key)s?"
    r"|(?:access|refresh|id|auth|session|bearer|csrf|client)?[_-]?(?:token|secret)|authorization)"
)
_IN_JSON = re.compile(rf'("{_SECRET}"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?[0-9][0-9.eE+-]*)', re.IGNORECASE)
_IN_FORM = re.compile(rf"((?:^|&){_SECRET}=)[^&\s]*", re.IGNORECASE)
_IN_XML = re.compile(rf"(<{_SECRET}>)[^<]*", re.IGNORECASE)


class Mask:
    """Knows the names of the API keys of documents, too."""

    def __init__(self, *documents: Document) -> None:
        known = (Redactor.of(document).names for document in documents)
        self._redactor = Redactor(frozenset[str]().union(*known))

    def headers(self, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, FILTERED if self._redactor.is_secret(name) else value) for name, value in headers]

    def query(self, query: str) -> str:
        return self._redactor.url(f"?{query}")[1:]

    def body(self, text: str) -> str:
        """A body with its secrets hidden, as far as it is JSON, XML or a form (also one that was cut)."""
        text = _IN_JSON.sub(rf'\1"{FILTERED}"', text)
        text = _IN_XML.sub(rf"\g<1>{FILTERED}", text)
        return _IN_FORM.sub(rf"\g<1>{FILTERED}", text)
