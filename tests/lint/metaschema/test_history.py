"""Fields of other versions are not simply unknown."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings


def helps(text: str) -> list[str | None]:
    settings = LintSettings(select=("oas2-schema", "oas3-schema"))
    return [finding.help for finding in lint(load_text(text), settings)]


INFO = "info: {title: T, version: '1'}\npaths: {}\n"


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("openapi: 3.0.3\nwebhooks: {}\n", "`webhooks` is understood since OpenAPI 3.1; this document is 3.0.3"),
        ("openapi: 3.1.0\n$self: /a\n", "`$self` is understood since OpenAPI 3.2; this document is 3.1.0"),
        ("swagger: '2.0'\nservers: []\n", "`servers` is understood since OpenAPI 3.0; this document is 2.0"),
        ("openapi: 3.0.3\nhost: a.org\n", "`host` is of Swagger 2.0; since OpenAPI 3.0 there is `servers` instead"),
        (
            "openapi: 3.0.3\ncomponents: {parameters: {A: {name: a, in: query, type: string}}}\n",
            "since OpenAPI 3.0 `type` stands inside of `schema`",
        ),
        (
            "swagger: '2.0'\nparameters: {A: {name: a, in: query, schema: {type: string}}}\n",
            "`schema` is for parameters `in: body`; here `type` stands beside `in`",
        ),
        ("openapi: 3.0.3\nswagger: '2.0'\n", "remove `swagger`"),
    ],
)
def test_help_tells_the_version_or_the_successor(text: str, help: str) -> None:
    assert helps(text + INFO) == [help]
