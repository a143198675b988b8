"""What authors ignore: ``# specforge: ignore[rule] reason`` in YAML, ``x-specforge-ignore`` in YAML and JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from specforge.document.comments import Comment, find_comments
from specforge.document.place import Place, Region, TextPlace, Tokens
from specforge.document.source import Source

FIELD = "x-specforge-ignore"
_NAMES = ("specforge", "SpecForge", "Specforge", "SPECFORGE")
# A reason may hold a `#12`; what comes behind ` # ` is another comment.
_COMMENT = re.compile(
    r"#[ \t]*specforge:[ \t]*ignore(?P<file>-file)?(?![\w-])[ \t]*"
    r"(?:\[(?P<names>[^\]\n#]*)(?P<end>\])?)?(?P<reason>(?:(?! # |#[ \t]*specforge:)[^\n])*)"
)
# What nobody writes who does not mean an ignore: our name in any letters, another word or no colon, and brackets.
_SLIP = re.compile(
    r"#[ \t]*(?!specforge:[ \t]*ignore(?:-file)?(?![\w-]))"
    r"(?i:specforge)[ \t:_-]{0,9}(?i:[a-z]{1,20}(?P<file>-file)?[a-z-]{0,20})[ \t]{0,9}\[(?P<names>[^\]\n#]*)\]",
)
_HINT = re.compile(r"#[ \t]*(?i:specforge)|" + FIELD)


@dataclass(frozen=True, slots=True)
class Ignore:
    """One rule that an author does not want to hear of, and where.

    ``rule`` is a name or a glob, None where none is written. ``scope`` is the path of a node: findings there and below
    are meant; ``line`` means those that are shown on that line. ``place`` is where the ignore stands. ``meant`` is how
    it would be right where it is written so that it ignores nothing.
    """

    place: Place
    rule: str | None
    reason: str
    scope: Tokens | None
    line: int | None = None
    meant: str | None = None


def ignores_in(sources: Iterable[Source]) -> list[Ignore]:
    """Every ignore of these files. A file without the words costs a search for them."""
    return [ignore for source in sources for ignore in _of_source(source)]


def matches(pattern: str, rule: str) -> bool:
    """True when the name or glob means the rule. A glob without any letter would mean all of them, and means none."""
    return pattern == rule or (
        _is_glob(pattern) and not names_nothing(pattern) and _compiled(pattern).fullmatch(rule) is not None
    )


def names_nothing(pattern: str) -> bool:
    """True for ``*`` and its like, which do not say what is ignored."""
    return not pattern.strip("*?")


def _is_glob(pattern: str) -> bool:
    return "*" in pattern or "?" in pattern


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A glob of ``*`` and ``?`` only: brackets are what the list of rules stands in."""
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."))


def comment_around(place: TextPlace) -> re.Match[str] | None:
    """The comment of ours that a place is in, as a match in its line."""
    lines = place.source.lines
    line = lines[place.region.line - 1] if place.region.line <= len(lines) else ""
    found = (match for match in _COMMENT.finditer(line) if match.start() < place.region.column <= match.end())
    return next(found, None)


def _of_source(source: Source) -> Iterator[Ignore]:
    if not any(name in source.text for name in _NAMES) or _HINT.search(source.text) is None:  # the first is fast
        return
    if not source.is_json:
        for comment in find_comments(source.text, _COMMENT):
            yield from _of_comment(source, comment)
        for comment in find_comments(source.text, _SLIP):
            yield _of_slip(source, comment)
    if FIELD in source.text:
        for tokens, value in _fields(source.value):
            yield from _of_field(Place(source, tokens), value)


def _of_comment(source: Source, comment: Comment) -> Iterator[Ignore]:
    match, beside = comment.match, comment.beside
    tokens = beside.tokens if beside else ()
    scope: Tokens | None = None
    line = beside.line if beside else None
    if match["file"]:
        tokens, scope, line = (), (), None
    elif comment.is_alone:
        scope = tokens if beside else None
    else:
        line = comment.region.line
    reason = (match["reason"] or "").strip(" \t\r:-")
    for name, region in _names(comment) or [(None, comment.region)]:
        yield Ignore(TextPlace(source, tokens, region=region), name, reason, scope, line)


def _of_slip(source: Source, comment: Comment) -> Ignore:
    """A comment that was to be an ignore: it has no rule, so that it means no finding."""
    match = comment.match
    meant = f"# specforge: ignore{'-file' if match['file'] else ''}[{match['names'].strip()}]"
    tokens = comment.beside.tokens if comment.beside else ()
    return Ignore(TextPlace(source, tokens, region=comment.region), None, "", None, meant=meant)


def _names(comment: Comment) -> list[tuple[str | None, Region]]:
    """The names between the brackets, each with its region; none where a bracket is missing."""
    match = comment.match
    if not match["end"]:
        return []
    first = match.start("names") - match.start() + comment.region.column
    line = comment.region.line
    return [
        (one[0], Region(line, first + one.start(), line, first + one.end()))
        for one in re.finditer(r"[^\s,]+", match["names"])
    ]


def _fields(value: Any) -> Iterator[tuple[Tokens, Any]]:
    """The paths of the objects that carry our field, and what it holds."""
    waiting: list[tuple[Tokens, Any]] = [((), value)]
    while waiting:
        tokens, value = waiting.pop()
        if isinstance(value, dict):
            if FIELD in value:
                yield tokens, value[FIELD]
            waiting.extend(((*tokens, key), child) for key, child in value.items() if isinstance(child, dict | list))
        elif isinstance(value, list):
            waiting.extend(((*tokens, str(at)), child) for at, child in enumerate(value))


def _of_field(holder: Place, value: Any) -> Iterator[Ignore]:
    field = holder.child(FIELD)
    if isinstance(value, dict):
        for name, reason in value.items():
            text = reason.strip() if isinstance(reason, str) else ""
            yield Ignore(field.child(name, key=True), name, text, holder.tokens)
        return
    names = value if isinstance(value, list) else [value]
    for index, name in enumerate(names):
        place = field.child(index) if isinstance(value, list) else field
        yield Ignore(place, name if isinstance(name, str) and name else None, "", holder.tokens)
    if not names:
        yield Ignore(field, None, "", holder.tokens)
