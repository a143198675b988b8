"""One mistake in an object of OpenAPI 3.1 or 3.2 is one finding: not also what follows from it in the metaschema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings

STRUCTURE = LintSettings(select=("oas3-schema",))


def said(components: dict[str, Any], version: str = "3.1.1", **fields: Any) -> list[str]:
    """The messages about a document with these components."""
    info = {"title": "T", "version": "1"}
    document = {"openapi": version, "info": info, "paths": {}, "components": components} | fields
    return [finding.message for finding in lint(load_text(json.dumps(document)), STRUCTURE)]


class TestSecuritySchemes:
    @pytest.mark.parametrize(
        ("scheme", "message"),
        [
            ({"type": "apiKey", "name": "x"}, "`in` is missing from this security scheme"),
            ({"type": "apiKey", "in": "query", "name": 5}, "`name` must be a string, not an integer"),
            ({"type": "http", "bearerFormat": "x"}, "`scheme` is missing from this security scheme"),
            (
                {"type": "htpp", "scheme": "basic"},
                "`type` must be one of `apiKey`, `http`, `mutualTLS`, `oauth2`, `openIdConnect`, not `htpp`",
            ),
            (
                {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "https://x/d", "scopes": {}}}},
                "`tokenUrl` is missing from this OAuth flow",
            ),
        ],
    )
    @pytest.mark.parametrize("version", ["3.1.1", "3.2.0"])
    def test_say_what_is_wrong_once(self, version: str, scheme: dict[str, Any], message: str) -> None:
        assert said({"securitySchemes": {"S": scheme}}, version) == [message]

    def test_still_refuse_what_does_not_belong_there(self) -> None:
        good = {"type": "http", "scheme": "basic", "in": "query"}
        bad = {"type": "apiKey", "name": "x", "foo": 1}

        assert said({"securitySchemes": {"S": good}}) == ["`in` is not allowed in this security scheme as it stands"]
        assert said({"securitySchemes": {"S": bad}}) == [
            "`in` is missing from this security scheme",
            "unknown field `foo` in this security scheme",
        ]

    def test_do_not_excuse_each_other(self) -> None:
        wrong = {"type": "apiKey", "name": "x"}
        stray = {"type": "http", "scheme": "basic", "name": "x"}

        assert said({"securitySchemes": {"A": wrong, "B": stray}}) == [
            "`in` is missing from this security scheme",
            "`name` is not allowed in this security scheme as it stands",
        ]


class TestExamples:
    def test_in_a_media_type_do_not_forbid_themselves(self) -> None:
        content = {"text/plain": {"examples": {"a": {"value": 1, "externalValue": "https://x/y"}}}}

        assert said({"responses": {"R": {"description": "?", "content": content}}}) == [
            "`value` and `externalValue` exclude each other"
        ]
