"""Versions: what the number of a document promises (https://semver.org)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from specforge.diff.change import Change
from specforge.findings.model import Severity

_SEMANTIC = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\Z")


class Semantic(NamedTuple):
    """A semantic version without what follows its three numbers."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def parse_version(text: str) -> Semantic | None:
    """None for what is no semantic version: a date, ``1.0``, ``v1``."""
    match = _SEMANTIC.match(text.strip())
    return Semantic(int(match[1]), int(match[2]), int(match[3])) if match else None


class Bump(Enum):
    """How much of a version must change, from nothing to everything."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        return list(Bump).index(self)


def bump_for(changes: Iterable[Change], *, is_same: bool) -> Bump:
    """What the changes ask of the version: what may break somebody a major one, what is new a minor one, and a
    document that says nothing else in other words (not ``is_same``) a patch."""
    severities = {change.severity for change in changes}
    if any(severity.reaches(Severity.WARNING) for severity in severities):
        return Bump.MAJOR
    if severities:
        return Bump.MINOR
    return Bump.NONE if is_same else Bump.PATCH


def next_version(version: Semantic, bump: Bump) -> Semantic:
    """The least version that promises no more than is true. Below 1.0.0 the minor number has the part of the major."""
    major, minor, patch = version
    if bump is Bump.MAJOR and major > 0:
        return Semantic(major + 1, 0, 0)
    if bump is Bump.MAJOR or (bump is Bump.MINOR and major > 0):
        return Semantic(major, minor + 1, 0)
    return version if bump is Bump.NONE else Semantic(major, minor, patch + 1)


def is_bumped_enough(old: Semantic, new: Semantic, bump: Bump) -> bool:
    """True when the new version is at least the next one."""
    return new >= next_version(old, bump)
