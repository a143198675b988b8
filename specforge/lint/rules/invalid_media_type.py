"""invalid-media-type: names of media types that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import View
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# RFC 9110 section 8.3.1; templates in braces are left alone.
_TYPE = re.compile(rf'{_TOKEN}/{_TOKEN}(?:\s*;(?:\s*{_TOKEN}=(?:{_TOKEN}|"[^"]*"))?)*\s*\Z')


@rule(
    "invalid-media-type",
    on=("RequestBody", "Response", "Parameter", "Header", "Document", "AnyOperation"),
    when=("content", "consumes", "produces"),
    severity=Severity.WARNING,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """The name of a media type is none."""
    for name, place in _names(view, context.document.version.is_swagger):
        if "{" not in name and not _TYPE.match(name):
            yield Problem(f"`{name}` is no media type", place, help="for example `application/json`")


def _names(view: View, is_swagger: bool) -> Iterator[tuple[str, Place]]:
    if not is_swagger:
        content = view.node.get("content")
        for name, media_type in content.items() if content else ():
            if not name.startswith("x-") and name != "$ref":
                yield name, media_type.key_place
        return
    for field in ("consumes", "produces"):
        listed = view.node.get(field)
        for entry in listed.elements() if listed else ():
            if isinstance(entry.value, str):
                yield entry.value, entry.place
