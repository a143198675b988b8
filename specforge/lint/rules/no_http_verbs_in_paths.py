"""no-http-verbs-in-paths: a path that says again what the method says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.templates import path_nodes
from specforge.lint.rule import Context, Problem, rule

_VERBS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z\d._-]+|\d+")


@rule(
    "no-http-verbs-in-paths",
    on="Document",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
    options={"splitIntoWords": True, "excludedPaths": []},
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path contains the name of an HTTP method."""
    options = context.options("no-http-verbs-in-paths")
    for path, node in path_nodes(document):
        if path in options["excludedPaths"]:
            continue
        segments = [segment for segment in path.split("/") if segment and not _is_template(segment)]
        for verb in _VERBS:
            if any(_contains(segment, verb, whole_words=options["splitIntoWords"]) for segment in segments):
                yield Problem(f"path `{path}` contains the HTTP method `{verb}`", node.key_place)


def _contains(segment: str, verb: str, *, whole_words: bool) -> bool:
    if not whole_words:
        return verb in segment.lower()
    return verb in (word.lower() for word in _WORD.findall(segment))


def _is_template(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")
