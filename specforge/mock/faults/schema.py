"""The JSON Schema of a plan of faults: of ``[mock.faults]``, and of what ``/__specforge/faults`` gives and takes."""

from __future__ import annotations

from typing import Any

KINDS = ("reset", "empty", "truncated", "malformed", "slow", "stalled")
"""What can happen to a connection, or to a body on its way."""

SECONDS = 10.0
"""How long a slow or stalled body takes, where nobody says."""

_NUMBER = r"\d{1,9}(\.\d{1,9})?"
_UNIT = r"\s*(ms|s|m|h)?"

_DURATION = {
    "description": "a duration such as 0.2, 200ms or 2s",
    "anyOf": [{"type": "number", "minimum": 0, "maximum": 1e9}, {"type": "string", "pattern": f"^{_NUMBER}{_UNIT}$"}],
}
_RATE = {"description": "a number from 0 to 1", "type": "number", "minimum": 0, "maximum": 1}
_STATUS = {
    "description": "an error status such as 503, or a range such as 5XX",
    "anyOf": [{"type": "integer", "minimum": 400, "maximum": 599}, {"type": "string", "pattern": "^[45](\\d\\d|XX)$"}],
}

_LATENCY = {
    "description": "a duration (200ms), a range (100ms..300ms), or percentiles such as {p50: 80ms, p99: 1s}",
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1e9},
        {"type": "string", "pattern": f"^{_NUMBER}{_UNIT}(\\.\\.{_NUMBER}{_UNIT})?$"},
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "patternProperties": {"^p(\\d|[1-9]\\d|100|99\\.9)$": {"$ref": "#/$defs/duration"}},
        },
    ],
}
_ERRORS = {
    "description": "a number from 0 to 1, or {rate, status}",
    "anyOf": [
        {"$ref": "#/$defs/rate"},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["rate"],
            "properties": {
                "rate": {"$ref": "#/$defs/rate"},
                "status": {
                    "anyOf": [{"$ref": "#/$defs/status"}, {"type": "array", "items": {"$ref": "#/$defs/status"}}]
                },
            },
        },
    ],
}
_KIND = {"description": "one of " + ", ".join(KINDS), "enum": list(KINDS)}
_CONNECTION = {
    "description": "a number from 0 to 1, or {rate, kinds, seconds} where kinds are some of " + ", ".join(KINDS),
    "anyOf": [
        {"$ref": "#/$defs/rate"},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["rate"],
            "properties": {
                "rate": {"$ref": "#/$defs/rate"},
                "kinds": {"anyOf": [_KIND, {"type": "array", "minItems": 1, "items": _KIND}]},
                "seconds": {"$ref": "#/$defs/duration"},
            },
        },
    ],
}
_LIMIT = {
    "description": "requests in a time such as 100/1m, or {requests, per}",
    "anyOf": [
        {"type": "string", "pattern": f"^\\d{{1,9}}/({_NUMBER})?\\s*(ms|s|m|h)$"},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["requests", "per"],
            "properties": {
                "requests": {"type": "integer", "minimum": 0, "maximum": 1e9},
                "per": {"$ref": "#/$defs/duration"},
            },
        },
    ],
}
_ASPECTS = {name: {"$ref": f"#/$defs/{name}"} for name in ("latency", "errors", "connection", "limit")}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Faults of specforge mock",
    "description": "a table of faults",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "seed": {"description": "a whole number from 0", "type": "integer", "minimum": 0},
        **_ASPECTS,
        "rules": {
            "description": "a list of rules, each for some operations",
            "type": "array",
            "items": {
                "description": "a table with for, latency, errors, connection, limit",
                "type": "object",
                "additionalProperties": False,
                "required": ["for"],
                "properties": {
                    "for": {
                        "description": "an operation (GET /pets, or its operationId), a path, a method, or tag:NAME; "
                        "or a list of them",
                        "anyOf": [
                            {"type": "string", "minLength": 1},
                            {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
                        ],
                    },
                    **_ASPECTS,
                },
            },
        },
    },
    "$defs": {
        "duration": _DURATION,
        "rate": _RATE,
        "status": _STATUS,
        "latency": _LATENCY,
        "errors": _ERRORS,
        "connection": _CONNECTION,
        "limit": _LIMIT,
    },
}
