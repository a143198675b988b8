"""Which specification a document says it follows."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

Family = Literal["2.0", "3.0", "3.1", "3.2"]

_FAMILY = re.compile(r"(3\.[012])(\.\d+(-.+)?)?\Z")


class Version(NamedTuple):
    """``text`` as the author wrote it; ``family`` is None for what is not a version that exists."""

    text: str
    family: Family | None

    @property
    def is_swagger(self) -> bool:
        return self.family == "2.0"

    @property
    def has_json_schema(self) -> bool:
        """True where Schema Objects are JSON Schema 2020-12 (OpenAPI 3.1 and later)."""
        return self.family in ("3.1", "3.2")


def version_of(root: Any) -> Version:
    """The version of a root value. ``openapi: 3.1`` (a number) and ``swagger: 2.0`` are understood too."""
    if not isinstance(root, dict):
        return Version("", None)
    if "openapi" in root:
        text = str(root["openapi"])
        match = _FAMILY.match(text)
        return Version(text, match[1] if match else None)  # type: ignore[arg-type]
    text = str(root.get("swagger", ""))
    return Version(text, "2.0" if text in ("2.0", "2") else None)
