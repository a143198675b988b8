"""What OpenAPI 3.2 adds: other methods, the query as a whole, and streams in their framing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from specforge.document.load import load_text
from specforge.mock.message import Reply
from specforge.values.check import SchemaChecker
from specforge.values.media import decode_body

Ask = Callable[..., Reply]

DOCUMENT = """
openapi: 3.2.0
info: {title: t, version: "1"}
paths:
  /books:
    query:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title]}}}}
      responses: {"200": {description: ok, content: {application/json: {example: found}}}}
    additionalOperations:
      COPY: {responses: {"201": {description: copied, content: {text/plain: {example: copied}}}}}
      Lend: {responses: {"204": {description: lent}}}
  /whole:
    get:
      parameters:
        - name: all
          in: querystring
          required: true
          content:
            application/x-www-form-urlencoded:
              schema: {type: object, required: [a], properties: {a: {type: integer}, b: {type: array}}}
      responses: {"204": {description: ok}}
  /events:
    get:
      responses:
        "200":
          description: ok
          content: {text/event-stream: {itemSchema: {$ref: "#/components/schemas/Event"}}}
  /lines:
    get:
      responses:
        "200":
          description: ok
          content: {application/jsonl: &row {itemSchema: {$ref: "#/components/schemas/Row"}}}
    post: {requestBody: {content: {application/jsonl: *row}}, responses: {"204": {description: ok}}}
  /texts:
    get:
      responses:
        "200":
          description: ok
          content:
            application/json-seq:
              itemSchema: {$ref: "#/components/schemas/Row"}
              examples:
                data: {dataValue: [{id: 7}, {id: 8}]}
                text: {serializedValue: "\\x1e{ \\"id\\": 9 }\\n"}
  /written:
    get:
      responses:
        "200":
          description: ok
          content:
            text/csv: {examples: {one: {dataValue: [{id: 7}], serializedValue: "id\\n7\\n"}}}
            application/json: {examples: {one: {dataValue: {id: 7}, serializedValue: "{ \\"id\\": 7 }"}}}
  /parts:
    get:
      responses:
        "200":
          description: ok
          content: {multipart/mixed: {itemSchema: {$ref: "#/components/schemas/Row"}}}
components:
  schemas:
    Row: {type: object, required: [id], properties: {id: {type: integer, minimum: 5}}}
    Event:
      oneOf:
        - type: object
          required: [event, data]
          properties:
            event: {const: added}
            data:
              type: string
              contentMediaType: application/json
              contentSchema: {$ref: "#/components/schemas/Row"}
        - {type: object, required: [event], properties: {event: {const: done}}}
"""


@pytest.fixture
def ask(asker: Callable[..., Ask]) -> Ask:
    return asker(DOCUMENT)


def entries(reply: Reply) -> list[tuple[str, str]]:
    document: Any = reply.json()
    return [(".".join(entry["location"]), entry["code"]) for entry in document["validation"]]


def test_query_has_a_body(ask: Ask) -> None:
    assert ask("QUERY", "/books", b'{"title": "x"}', content_type="application/json").json() == "found"
    assert entries(ask("QUERY", "/books", b"{}", content_type="application/json")) == [("body", "required")]


def test_any_method(ask: Ask) -> None:
    assert ask("COPY", "/books").body == b"copied"
    assert ask("GET", "/books").header("allow") == "COPY, Lend, QUERY"


def test_methods_are_found_in_any_case_and_named_as_they_are_written(ask: Ask) -> None:
    """Many clients write every method in capitals, whatever they are told."""
    assert ask("Lend", "/books").status == 204
    assert ask("LEND", "/books").operation == "Lend /books"


def test_what_the_author_wrote_is_sent_unless_it_is_json(ask: Ask) -> None:
    assert ask("GET", "/written", accept="text/csv").body == b"id\n7\n"
    assert ask("GET", "/written", accept="application/json").body == b'{"id":7}'


def test_the_query_as_a_whole(ask: Ask) -> None:
    assert ask("GET", "/whole?a=1&b=x&b=y").status == 204
    assert entries(ask("GET", "/whole?a=x")) == [("querystring.all.a", "type")]
    assert entries(ask("GET", "/whole")) == [("querystring", "required")]


@pytest.mark.parametrize("prefer", ["dynamic=false", "dynamic=true"])
@pytest.mark.parametrize("path", ["/events", "/lines", "/parts"])
def test_a_stream_has_several_valid_items(ask: Ask, path: str, prefer: str) -> None:
    document = load_text(DOCUMENT)
    operation = next(each for each in document.operations if each.label == f"GET {path}")
    media_type = next(iter(operation.responses["200"].content.values()))
    assert media_type.item_schema is not None

    reply = ask("GET", path, prefer=prefer)

    items = decode_body(reply.header("content-type"), reply.body, media_type)
    checked = SchemaChecker(document).compile(media_type.item_schema, "response")
    assert len(items) == 3
    assert [checked.violations(item) for item in items] == [[], [], []]


def test_events_take_turns_and_their_data_is_what_is_said_of_it(ask: Ask) -> None:
    text = ask("GET", "/events").body.decode()

    assert text == 'event: added\ndata: {"id":5}\n\nevent: done\n\nevent: added\ndata: {"id":5}\n\n'


def test_json_text_sequences_have_record_separators(ask: Ask) -> None:
    assert ask("GET", "/texts").body == b'\x1e{"id":7}\n\x1e{"id":8}\n'


def test_a_serialised_example_is_sent_as_it_stands(ask: Ask) -> None:
    assert ask("GET", "/texts", prefer="example=text").body == b'\x1e{ "id": 9 }\n'


def test_json_lines_of_different_items(ask: Ask) -> None:
    lines = ask("GET", "/lines", prefer="dynamic=true").body.splitlines()

    assert len({orjson.loads(line)["id"] for line in lines}) > 1


def test_a_stream_that_is_sent_is_judged_item_by_item(ask: Ask) -> None:
    assert ask("POST", "/lines", b'{"id":5}\n{"id":6}\n', content_type="application/jsonl").status == 204

    reply = ask("POST", "/lines", b'{"id":5}\n{"id":1}\n{}\n', content_type="application/jsonl")
    assert entries(reply) == [("body.1.id", "minimum"), ("body.2", "required")]
