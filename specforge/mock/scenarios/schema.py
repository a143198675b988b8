"""The JSON Schema of a file of scenarios."""

from __future__ import annotations

from typing import Any

from specforge.mock.faults.schema import KINDS
from specforge.values.conditions import DEFINITIONS

_STEP_KEYS = "status, example, body, headers, delay, fault, unchecked"
_THEN = f"an answer with some of {_STEP_KEYS}, or a list of answers, one after the other"
_HEADER = {"description": "a text, a number, true or false", "type": ["string", "number", "boolean"]}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Scenarios of specforge mock",
    "description": "a table with some of operations, scenarios, start",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "operations": {"$ref": "#/$defs/operations"},
        "scenarios": {
            "description": "a table of scenarios by name, each a table of operations",
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/operations"},
        },
        "start": {"description": "the name of the scenario to begin with", "type": "string"},
    },
    "$defs": {
        "operations": {
            "description": "a table of rules by operation (GET /pets, or its operationId)",
            "type": "object",
            "additionalProperties": {
                "description": "a rule with when and then, or a list of rules",
                "if": {"type": "array"},
                "then": {"items": {"$ref": "#/$defs/rule"}},
                "else": {"$ref": "#/$defs/rule"},
            },
        },
        "rule": {
            "description": "a rule with when and then",
            "type": "object",
            "additionalProperties": False,
            "required": ["then"],
            "properties": {
                "when": {"$ref": "#/$defs/condition"},
                "then": {
                    "description": _THEN,
                    "if": {"type": "array"},
                    "then": {"description": _THEN, "minItems": 1, "items": {"$ref": "#/$defs/answer"}},
                    "else": {"$ref": "#/$defs/answer"},
                },
                "repeat": {"description": "true where the answers begin again after the last", "type": "boolean"},
            },
        },
        "answer": {
            "description": f"an answer with some of {_STEP_KEYS}",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "properties": {
                "status": {
                    "description": "a status from 200 to 599",
                    "type": "integer",
                    "minimum": 200,
                    "maximum": 599,
                },
                "example": {"description": "the name of an example", "type": "string"},
                "body": {},
                "headers": {
                    "description": "a table of header values by name",
                    "type": "object",
                    "propertyNames": {
                        "description": "the name of a header that is not up to the server",
                        "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
                        "not": {"pattern": "^(?i:content-length|transfer-encoding|connection)$"},
                    },
                    "additionalProperties": _HEADER,
                },
                "delay": {
                    "description": "a duration such as 0.2, 200ms or 2s",
                    "anyOf": [
                        {"type": "number", "minimum": 0, "maximum": 3600},
                        {"type": "string", "pattern": "^\\d{1,9}(\\.\\d{1,9})?\\s*(ms|s|m|h)?$"},
                    ],
                },
                "fault": {"description": "one of " + ", ".join(KINDS), "enum": list(KINDS)},
                "unchecked": {"description": "true where the answer may break the document", "type": "boolean"},
            },
        },
        **DEFINITIONS,
    },
}
