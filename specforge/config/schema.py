"""The configuration as a JSON Schema, for editors."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from specforge.config.sections import SECTIONS

_SPEC = {"type": "string", "minLength": 1, "description": "The document: a path relative to this file, or a URL."}


def config_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``specforge.toml`` and of ``[tool.specforge]``."""
    sections = {name: {"$ref": f"#/$defs/{name}"} for name in SECTIONS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "specforge.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "spec": _SPEC,
            **sections,
            "apis": {
                "type": "object",
                "description": "Several documents in one repository, by name.",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"spec": _SPEC, **sections},
                },
            },
        },
        "$defs": {name: _section(cls) for name, cls in SECTIONS.items()},
    }


def _section(cls: type) -> dict[str, Any]:
    properties = {}
    for field in fields(cls):
        properties[field.name] = {**field.metadata["kind"].schema, "description": field.metadata["doc"]}
        if field.default is not MISSING and field.default is not None:
            default = list(field.default) if isinstance(field.default, tuple) else field.default
            properties[field.name]["default"] = default
    return {
        "type": "object",
        "description": (cls.__doc__ or "").partition(": ")[2],
        "additionalProperties": False,
        "properties": properties,
    }
