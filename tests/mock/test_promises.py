"""What a mock cannot keep is told when the document is loaded."""

from __future__ import annotations

from specforge import Mock
from specforge.document.load import load_text
from specforge.mock.promises import broken_promises

TEXT = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /short:
    get:
      responses:
        "200":
          description: d
          headers:
            X-Bounds:
              schema: {type: integer, minimum: 5, maximum: 4}
          content:
            application/json:
              schema: {type: string, minLength: 5, maxLength: 1}
  /endless:
    get:
      callbacks:
        done:
          "{$request.query.url}":
            post:
              requestBody:
                content:
                  application/json:
                    schema: {enum: []}
              responses: {}
      responses: &endless
        "200":
          description: d
          content:
            application/json: {schema: {$ref: "#/components/schemas/Endless"}}
    put: {responses: *endless}
  /two:
    get:
      responses:
        "200":
          description: d
          content:
            application/json: {schema: {oneOf: [{type: integer}, {type: number}], multipleOf: 1}}
  /fine:
    get:
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Fine"}}}}
webhooks:
  never:
    post:
      requestBody: {content: {application/json: {schema: false}}}
      responses: {}
components:
  schemas:
    Endless: {type: object, required: [next], properties: {next: {$ref: "#/components/schemas/Endless"}}}
    Fine: {type: object, properties: {next: {$ref: "#/components/schemas/Fine"}, never: {enum: []}}}
"""


def line(text: str) -> int:
    return next(number for number, found in enumerate(TEXT.splitlines(), 1) if text in found)


def test_each_schema_at_its_place_with_its_operation() -> None:
    findings = list(broken_promises(load_text(TEXT)))

    assert {(finding.operation, finding.place.region.line) for finding in findings} == {
        ("GET /short", line("minLength: 5")),
        ("GET /short", line("minimum: 5")),
        ("GET /endless", line("Endless: {")),
        ("GET /endless", line("enum: []}")),
        ("GET /two", line("oneOf:")),
        ("POST never", line("schema: false")),
    }
    messages = {finding.operation: finding.message for finding in findings}
    assert messages["GET /two"].startswith("the response 200 application/json of GET /two cannot be mocked: ")


def test_a_schema_that_several_share_is_told_once() -> None:
    (finding,) = [
        one for one in broken_promises(load_text(TEXT)) if "endless" in one.message and "callback" not in one.message
    ]

    assert finding.message.startswith("the response 200 application/json of GET /endless (and one more operation) ")


def test_a_large_document_is_searched_for_contradictions_only() -> None:
    more = "".join(f"  /more{number}:\n    get: {{responses: {{}}}}\n" for number in range(100))
    text = TEXT.replace("webhooks:\n", f"{more}webhooks:\n")
    pauses: list[int] = []

    operations = {finding.operation for finding in broken_promises(load_text(text), lambda: pauses.append(1))}

    assert operations == {"GET /short", "GET /endless", "POST never"}
    assert len(pauses) == 7


def test_from_python() -> None:
    assert {finding.rule for finding in Mock(load_text(TEXT)).broken_promises()} == {"mock/no-valid-value"}
