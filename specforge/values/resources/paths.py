"""Paths as resources see them: what their parameters are called does not matter, only where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote

_PARAMETER = re.compile(r"\{([^{}]*)\}")
_SUFFIX = re.compile(r"\.(json|xml)/?\Z")

Key = tuple[str, ...]
"""The values of a path's parameters, decoded, in the order of the path."""


@dataclass(frozen=True)
class Template:
    """A path of the document. ``/users/{id}/orders.json`` is ``/users/{}/orders``; a slash at the end is dropped."""

    written: str

    @cached_property
    def canonical(self) -> str:
        return _PARAMETER.sub("{}", _SUFFIX.sub("", self.written)).rstrip("/") or "/"

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return tuple(_PARAMETER.findall(self.written))

    @property
    def is_item(self) -> bool:
        """True where the last segment is one parameter."""
        return self.canonical.endswith("/{}")

    @property
    def base(self) -> str:
        """The canonical path without the last segment."""
        return self.canonical.rpartition("/")[0]

    @property
    def word(self) -> str:
        """The last segment that is no parameter: what the resource is called."""
        return next((segment for segment in reversed(self.canonical.split("/")) if "{}" not in segment), "")

    def key(self, raw: Mapping[str, str]) -> Key:
        """The values of the parameters in a request, of which ``raw`` has the text as it came."""
        return tuple(unquote(raw.get(name, ""), errors="replace") for name in self.parameters)

    def concrete(self, key: Sequence[str]) -> str:
        """The path with these values for its parameters."""
        values = iter(key)
        return _PARAMETER.sub(lambda match: quote(next(values, match[0]), safe=""), self.written)

    def match(self, path: str) -> Key | None:
        """The key in a concrete path, None where it is not one of this template."""
        found = self._pattern.fullmatch(path)
        return tuple(unquote(value, errors="replace") for value in found.groups()) if found else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = _PARAMETER.split(self.written)
        return re.compile("".join("([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)))


def prefix_of(request_path: str, template: Template) -> str:
    """What stands in front of the template in the path of a request: the base path of a server, or nothing."""
    own = template.written.count("/")
    segments = request_path.split("/")
    return "/".join(segments[: len(segments) - own])
