"""Branches: which of the schemas in ``allOf``, ``anyOf`` or ``oneOf`` belong together. Their order means nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath
from urllib.parse import unquote

import orjson

from specforge.diff.plain_types import is_list_change
from specforge.diff.shape import ANNOTATIONS, Shape


class Choice(Enum):
    """What becomes of a schema that turns into a choice, or of a choice that turns into a schema.

    ``WRAPPED``: into alternatives that are all others than it was. ``JOINED``: it is one of the alternatives now.
    ``LEFT``: it was one of them.
    """

    WRAPPED = auto()
    JOINED = auto()
    LEFT = auto()


def choice_of(base: Shape, revision: Shape) -> Choice | None:
    """None for two schemas that can be compared word by word."""
    if is_list_change(base, revision):
        return None
    for keyword in ("oneOf", "anyOf", "allOf"):
        if _is_choice(revision, keyword) and _says_something(base):
            return Choice.JOINED if is_among(base, revision.listed(keyword)) else _WRAPPED[keyword]
        if _is_choice(base, keyword) and _says_something(revision) and is_among(revision, base.listed(keyword)):
            return Choice.LEFT
    return None


# Of an ``anyOf`` the schema may be split up without a loss; the parts are compared one by one.
_WRAPPED = {"oneOf": Choice.WRAPPED, "anyOf": None, "allOf": None}


def _is_choice(shape: Shape, keyword: str) -> bool:
    """True where nothing but the alternatives is said."""
    return keyword in shape.words and shape.words.keys() - ANNOTATIONS <= {keyword, "discriminator"}


def _says_something(shape: Shape) -> bool:
    return bool(shape.words.keys() - ANNOTATIONS) and not shape.words.keys() & {"oneOf", "anyOf", "allOf"}


def is_among(shape: Shape, branches: Sequence[Shape]) -> bool:
    """Whether a schema is one of the branches: by its text, or by the name of its component."""
    keys = [key for key in (_text(shape), _component(shape)) if key is not None]
    return any(key in keys for branch in branches for key in (_text(branch), _component(branch)))


@dataclass(frozen=True, slots=True)
class Matched:
    """``pairs``: both sides and what people call the branch; the others are on one side only."""

    pairs: list[tuple[Shape, Shape, str]]
    added: list[Shape]
    removed: list[Shape]


def match_branches(base: Sequence[Shape], revision: Sequence[Shape]) -> Matched:
    """By equal content, then by the component's name, then by title; and the last two without a name."""
    olds, news = list(base), list(revision)
    pairs: list[tuple[Shape, Shape, str]] = []
    for key in (_text, _component, _title):
        pairs += _take(olds, news, key)
    before, after = ([shape for shape in left if not _component(shape)] for left in (olds, news))
    if len(before) == 1 and len(after) == 1:
        # What has no name and is alone on both sides is one branch that changed.
        pairs.append((before[0], after[0], name_of(after[0])))
        olds.remove(before[0])
        news.remove(after[0])
    return Matched(pairs, news, olds)


def name_of(shape: Shape) -> str:
    """What people call a branch."""
    return _component(shape) or shape.schema.title or " or ".join(shape.types) or "a schema without a type"


def _take(olds: list[Shape], news: list[Shape], key: Callable[[Shape], Hashable]) -> list[tuple[Shape, Shape, str]]:
    """Takes those out of both lists that have the same key, which no other on their side has."""
    found = []
    keys = [key(shape) for shape in news]
    for old in list(olds):
        wanted = key(old)
        if wanted is None or keys.count(wanted) == 0:
            continue
        index = keys.index(wanted)
        found.append((old, news[index], name_of(news[index])))
        olds.remove(old)
        del news[index], keys[index]
    return found


def _text(shape: Shape) -> Hashable:
    """Equal text in one version of OpenAPI; what references lead to is compared afterwards."""
    try:
        return orjson.dumps(shape.words, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError, RecursionError):
        return None


def _component(shape: Shape) -> str | None:
    """The name of its component; a schema that is a file is called like the file."""
    if shape.schema.name or shape.node.tokens:
        return shape.schema.name
    return PurePosixPath(unquote(shape.node.source.uri.rpartition("/")[2])).stem or None


def _title(shape: Shape) -> Hashable:
    return shape.schema.title
