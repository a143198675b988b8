"""Fingerprint: what stays the same of a finding while the file around it is edited."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from specforge.document.place import Place
from specforge.findings.excerpt import Excerpt
from specforge.findings.model import Finding

# What identifies a mapping in a sequence, in this order: parameters, tags, servers, security requirements, plain names.
_IDENTITY = ("$ref", "operationId", "name", "in", "url", "id", "title")
_LENGTH = 16


def fingerprint(finding: Finding) -> str:
    """Hexadecimal digits for rule, file, operation and pointer.

    Lines do not count, nor does the position in a sequence where its items have names. Nor does the message: its
    wording may change with the version, and a contract failure's holds values that differ from run to run.
    """
    return digest(finding.rule, file_key(finding.place.file), finding.operation or "", *stable_tokens(finding.place))


def digest(*parts: str) -> str:
    """A short hash of what identifies something."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A fingerprint each; where two are the same, the second and later ones get a number, so that all differ."""
    seen: Counter[str] = Counter()
    distinct = []
    for finding in findings:
        own = fingerprint(finding)
        seen[own] += 1
        distinct.append(own if seen[own] == 1 else f"{own}-{seen[own]}")
    return distinct


def file_key(name: str) -> str:
    """The file's name without what depends on the machine: an absolute path, or one that leaves the folder."""
    path = PurePath(name)
    if "://" in name or not (path.is_absolute() or ".." in path.parts):
        return name.replace("\\", "/")
    return path.name


def stable_tokens(place: Place) -> Iterator[str]:
    """The pointer's tokens, with what the items of sequences are called instead of their positions."""
    if isinstance(place.source, Excerpt):
        yield from place.source.stable[place.tokens]
        return
    value: Any = place.source.value
    for token in place.tokens:
        if isinstance(value, list):
            value = value[int(token)] if token.isdecimal() and int(token) < len(value) else None
            yield _identity(value) or token
        else:
            value = _member(value, token)
            yield token


def _member(value: Any, token: str) -> Any:
    """The value under a key that may be no text: ``200`` in YAML is a number."""
    if not isinstance(value, dict):
        return None
    if token in value:
        return value[token]
    return next((item for key, item in value.items() if str(key) == token), None)


def _identity(item: Any) -> str | None:
    if isinstance(item, str):
        return f"={item}"
    if not isinstance(item, dict):
        return None
    named = [f"{key}={item[key]}" for key in _IDENTITY if isinstance(item.get(key), str)]
    if not named and len(item) == 1:
        # A security requirement, or an inline example: its only key says which it is.
        return f"{next(iter(item))}:"
    return ",".join(named) or None
