"""Which path template a request path belongs to (OpenAPI "Path Templating Matching": concrete before templated)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

_EXPRESSION = re.compile(r"\{([^{}]*)\}")


class Match(NamedTuple):
    """``parameters`` hold the raw (still percent-encoded) text of each template expression."""

    template: str
    parameters: dict[str, str]


class Router:
    """Finds the template of a path among many.

    Templates are filed under their number of segments and then segment by segment: a literal segment is a dictionary
    look-up, and only segments with expressions in them (``{id}``, ``{name}.{ext}``) cost a regular expression.
    Literal beats mixed beats a bare expression, from left to right; going back is needed only when a concrete branch
    dead-ends. Among templates that differ by the names of their expressions only, the first one wins.
    """

    def __init__(self, templates: Iterable[str]) -> None:
        self._root = _Branch()
        for template in templates:
            self._root.add(template, template.split("/")[1:])

    def match(self, path: str) -> Match | None:
        """The template for ``path`` (raw, starting with a slash, without the query), or None."""
        found = self._root.find(path.split("/")[1:], 0)
        if found is None:
            return None
        (template, names), pieces = found
        return Match(template, dict(zip(names, pieces, strict=True)))


class _Branch:
    """All templates that share the segments so far."""

    __slots__ = ("literal", "mixed", "template")

    def __init__(self) -> None:
        # With the names of its expressions.
        self.template: tuple[str, list[str]] | None = None
        self.literal: dict[str, _Branch] = {}
        self.mixed: list[tuple[int, re.Pattern[str], _Branch]] = []

    def add(self, template: str, segments: list[str]) -> None:
        if not segments:
            self.template = self.template or (template, _EXPRESSION.findall(template))
            return
        segment, rest = segments[0], segments[1:]
        if not _EXPRESSION.search(segment):
            branch = self.literal.setdefault(unquote(segment), _Branch())
        else:
            branch = self._mixed_branch(segment)
        branch.add(template, rest)

    def _mixed_branch(self, segment: str) -> _Branch:
        pattern = _pattern(segment)
        for _, known, branch in self.mixed:
            if known.pattern == pattern:
                return branch
        branch = _Branch()
        literal_length = len(_EXPRESSION.sub("", segment))
        self.mixed.append((-literal_length, re.compile(pattern, re.DOTALL), branch))
        self.mixed.sort(key=lambda entry: entry[0])
        return branch

    def find(self, segments: list[str], depth: int) -> tuple[tuple[str, list[str]], list[str]] | None:
        if depth == len(segments):
            return (self.template, []) if self.template is not None else None
        segment = segments[depth]
        literal = self.literal.get(unquote(segment) if "%" in segment else segment)
        if literal is not None and (found := literal.find(segments, depth + 1)):
            return found
        for _, pattern, branch in self.mixed:
            match = pattern.fullmatch(segment)
            if match and (found := branch.find(segments, depth + 1)):
                return found[0], [*match.groups(), *found[1]]
        return None


def _pattern(segment: str) -> str:
    """A path parameter is never empty and holds no slash."""
    parts = _EXPRESSION.split(segment)
    return "".join(re.escape(part) if i % 2 == 0 else "(.+?)" for i, part in enumerate(parts))
