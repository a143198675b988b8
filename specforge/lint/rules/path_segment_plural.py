"""path-segment-plural: a segment of a path that names one thing where there are many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.english import is_singular
from specforge.lint.about.templates import path_nodes
from specforge.lint.rule import Context, Problem, rule

_VERSION = re.compile(r"v?\d+([._-]\d+)*(-?(alpha|beta|rc)\d*)?\Z", re.IGNORECASE)


@rule(
    "path-segment-plural",
    on="Document",
    severity=Severity.INFO,
    origin="redocly",
    ruleset_severity=Severity.WARNING,
    recommended=False,
    options={"ignoreLastPathSegment": False, "exceptions": []},
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A segment of a path is in the singular."""
    options = context.options("path-segment-plural")
    for path, node in path_nodes(document):
        segments = path.split("/")[1:-1] if options["ignoreLastPathSegment"] else path.split("/")[1:]
        for segment in dict.fromkeys(segments):
            if segment in options["exceptions"] or "{" in segment or _VERSION.match(segment):
                continue
            if is_singular(segment):
                yield Problem(f"path segment `{segment}` is in the singular", node.key_place)
