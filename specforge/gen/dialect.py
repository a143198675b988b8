"""The dialect of lowered schemas: the few words of it that are not JSON Schema."""

from __future__ import annotations

from typing import Any

Lowered = dict[str, Any]
PREFIX = "#/components/schemas/"
"""What references to definitions begin with."""

RULE = "x-rule"
"""What the types of Python cannot say, as JSON Schema: see ``rules``."""
LITERAL = "x-enum-field-as-literal"
"""True for an enum that becomes ``Literal[...]``."""
CHOICE = "x-choice"
"""The discriminator of a union: ``by`` and the names of definitions under its values."""
