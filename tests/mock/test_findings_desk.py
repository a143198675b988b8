"""What the desk says of the document: answers that cannot be given."""

from __future__ import annotations

import httpx

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.settings import Settings

_TEXT = """\
openapi: 3.0.3
info: {title: Knots, version: '1'}
paths:
  /knots:
    get:
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: integer, minimum: 3, maximum: 2}}}
"""


def test_what_cannot_be_mocked_is_told_at_its_line() -> None:
    with Mock(load_text(_TEXT), settings=Settings(port=0)) as mock:
        for _ in range(2):
            found = httpx.get(f"{mock.url}/__specforge/findings", trust_env=False, timeout=30).json()["findings"]
            assert [(one["rule"], one["operation"], one["line"]) for one in found] == [
                ("mock/no-valid-value", "GET /knots", 9)
            ]
