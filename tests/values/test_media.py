"""Bodies as bytes and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from specforge.document.model import Document, MediaType
from specforge.values.media import UndecodableBody, decode_body, encode_body

Make = Callable[..., MediaType]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@pytest.fixture
def media(document_of: Callable[..., Document]) -> Make:
    """The media type ``name`` of a request body with these fields."""

    def make(name: str, version: str = "3.2.0", **fields: Any) -> MediaType:
        operation = {"requestBody": {"content": {name: fields}}, "responses": {}}
        body = document_of({}, version, paths={"/x": {"post": operation}}).operations[0].request_body
        assert body is not None
        return body.content[name]

    return make


def object_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


TEXTS = {"type": "array", "items": {"type": "string"}}
INTEGER = {"type": "integer"}
FILE = {"type": "string", "format": "binary"}


class TestSimpleBodies:
    """JSON, text and bytes."""

    @pytest.mark.parametrize(
        ("content_type", "body", "value"),
        [
            ("application/json", b'{"a": [1, null]}', {"a": [1, None]}),
            ("application/problem+json; charset=utf-8", b"\xef\xbb\xbf1", 1),
            ("text/plain", "grüße".encode(), "grüße"),
            ("text/plain; charset=latin-1", "ü".encode("latin-1"), "ü"),
            ("image/png", b"\x89PNG", b"\x89PNG"),
            ("application/x-ndjson", b'{"a":1}\n\n2\n', [{"a": 1}, 2]),
            ("application/json-seq", b"\x1e1\n\x1e2\n", [1, 2]),
            (None, b"x", b"x"),
        ],
    )
    def test_they_are_decoded(self, content_type: str | None, body: bytes, value: Any) -> None:
        assert decode_body(content_type, body) == value

    @pytest.mark.parametrize(
        ("content_type", "body", "reason"),
        [
            ("application/json", b'{"a": }', "line 1, column 7"),
            ("application/json", b"\xff", "not application/json"),
            ("text/plain; charset=nonsense", b"a", "nonsense"),
            ("text/plain", b"\xff", "utf-8"),
            ("application/xml", b"<a>", "no element found"),
            ("application/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
            ("multipart/form-data", b"x", "boundary"),
            ("multipart/form-data; boundary=b", b"--b\r\nx", "empty line"),
            ("multipart/form-data; boundary=b", b"--b\r\n\r\nx", "closing"),
        ],
    )
    def test_what_is_something_else_is_refused(self, content_type: str, body: bytes, reason: str) -> None:
        with pytest.raises(UndecodableBody, match=reason):
            decode_body(content_type, body)

    @pytest.mark.parametrize(("schema", "value"), [(INTEGER, 5), ({"type": "string"}, "5"), ({}, "5")])
    def test_text_becomes_what_the_schema_says(self, media: Make, schema: Any, value: Any) -> None:
        assert decode_body("text/plain", b"5", media("text/plain", schema=schema)) == value

    @pytest.mark.parametrize(
        ("name", "body", "value"),
        [
            ("text/plain", b'{"a": 1}', {"a": 1}),
            ("application/yaml", b"a: 1", {"a": 1}),
            ("text/csv", b"a;b", b"a;b"),
            ("text/event-stream", b"data: 1\n\n", b"data: 1\n\n"),
        ],
    )
    def test_structured_text_is_read_where_that_is_possible(
        self, media: Make, name: str, body: bytes, value: Any
    ) -> None:
        assert decode_body(name, body, media(name, schema=object_of(a=INTEGER))) == value

    def test_events_are_the_items_of_a_stream(self, media: Make) -> None:
        event = media("text/event-stream", itemSchema=object_of(data={"type": "string"}, retry=INTEGER))
        items = [{"data": "a\nb", "retry": 5}, {"data": "c"}]

        content_type, body = encode_body("text/event-stream", items, event)

        assert body == b"retry: 5\ndata: a\ndata: b\n\ndata: c\n\n"
        assert decode_body(content_type, body, event) == items

    @pytest.mark.parametrize("name", ["application/jsonl", "application/json-seq"])
    def test_streams_go_both_ways(self, media: Make, name: str) -> None:
        stream = media(name, itemSchema=INTEGER)

        assert decode_body(*encode_body(name, [1, 2], stream), stream) == [1, 2]

    def test_bytes_pass_through(self) -> None:
        assert encode_body("application/json", b"raw") == ("application/json", b"raw")


class TestForms:
    """Fields by schema and Encoding Object."""

    def test_text_becomes_numbers_lists_and_objects(self, media: Make) -> None:
        form = media(FORM, schema=object_of(n=INTEGER, tags=TEXTS, o=object_of(a=INTEGER)))
        value = {"n": 5, "tags": ["a b", "c"], "o": {"a": 1}, "more": "ü"}

        content_type, body = encode_body(FORM, value, form)

        assert body == b"n=5&tags=a+b&tags=c&o=%7B%22a%22%3A1%7D&more=%C3%BC"
        assert decode_body(content_type, body, form) == value

    @pytest.mark.parametrize(
        ("encoding", "body"),
        [
            ({"style": "form", "explode": False}, b"tags=a,b"),
            ({"style": "pipeDelimited", "explode": False}, b"tags=a%7Cb"),
            ({"contentType": "application/json"}, b"tags=%5B%22a%22%2C%22b%22%5D"),
        ],
    )
    def test_the_encoding_object_decides(self, media: Make, encoding: Any, body: bytes) -> None:
        form = media(FORM, schema=object_of(tags=TEXTS), encoding={"tags": encoding})

        assert encode_body(FORM, {"tags": ["a", "b"]}, form)[1] == body
        assert decode_body(FORM, body, form) == {"tags": ["a", "b"]}

    def test_deep_objects_are_collected(self, media: Make) -> None:
        style = {"style": "deepObject", "explode": True}
        form = media(FORM, schema=object_of(o=object_of(a=INTEGER)), encoding={"o": style})

        assert decode_body(FORM, b"o[a]=1&x=2", form) == {"o": {"a": 1}, "x": "2"}

    def test_swagger_arrays_are_comma_separated(self, document_of: Callable[..., Document]) -> None:
        fields = [{"name": "tags", "in": "formData", "type": "array", "items": {"type": "integer"}}]
        operation = {"consumes": [FORM], "parameters": fields, "responses": {}}
        body = document_of({}, "2.0", paths={"/x": {"post": operation}}).operations[0].request_body
        assert body is not None

        assert decode_body(FORM, b"tags=1,2", body.content[FORM]) == {"tags": [1, 2]}


class TestMultipart:
    """Parts with their own types (RFC 7578)."""

    def test_fields_files_and_json_go_both_ways(self, media: Make) -> None:
        schema = object_of(n=INTEGER, file=FILE, files={"type": "array", "items": FILE}, meta=object_of(a=INTEGER))
        form = media(MULTIPART, schema=schema, encoding={"file": {"contentType": "image/png, image/jpeg"}})
        value = {"n": 5, "file": b"\x89\r\n--", "files": [b"1", b"2"], "meta": {"a": 1}}

        content_type, body = encode_body(MULTIPART, value, form)

        assert content_type.startswith("multipart/form-data; boundary=")
        assert b'name="file"; filename="file"\r\nContent-Type: image/png' in body
        assert decode_body(content_type, body, form) == value

    def test_the_same_value_gives_the_same_bytes(self) -> None:
        assert encode_body(MULTIPART, {"a": 1}) == encode_body(MULTIPART, {"a": 1})

    def test_what_browsers_send_is_read(self, media: Make) -> None:
        body = (
            b'--b\r\nContent-Disposition: form-data; name="tags"\r\n\r\nx\r\n'
            b"--b\r\ncontent-disposition: form-data; name=tags\r\n\r\ny\r\n"
            b"--b\r\nContent-Disposition: form-data; name=\"f\"; filename*=UTF-8''%C3%BC.txt\r\n"
            b"Content-Type: text/plain\r\n\r\nline\r\nline\r\n"
            b"--b--\r\n"
        )
        form = media(MULTIPART, schema=object_of(tags=TEXTS, f=FILE))

        assert decode_body("multipart/form-data; boundary=b", body, form) == {"tags": ["x", "y"], "f": b"line\r\nline"}

    def test_a_list_of_one_stays_a_list(self, media: Make) -> None:
        form = media(MULTIPART, schema=object_of(tags=TEXTS))

        assert decode_body(*encode_body(MULTIPART, {"tags": ["x"]}, form), form) == {"tags": ["x"]}

    def test_parts_without_names_are_a_list(self) -> None:
        body = b"--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b\r\n\r\ntext\r\n--b--"

        assert decode_body("multipart/mixed; boundary=b", body) == [{}, "text"]


class TestXml:
    """Names, attributes and wrapping as the XML Object says."""

    schema = {
        "type": "object",
        "xml": {"name": "book"},
        "properties": {
            "id": {"type": "integer", "xml": {"attribute": True}},
            "title": {"type": "string", "xml": {"name": "Title"}},
            "tags": {"type": "array", "items": {"type": "string", "xml": {"name": "tag"}}, "xml": {"wrapped": True}},
            "pages": {"type": "array", "items": {"type": "integer"}},
            "free": {"type": "boolean"},
        },
    }
    text = (
        '<book id="5"><Title>A &amp; B</Title><tags><tag>x</tag><tag>y</tag></tags>'
        "<pages>1</pages><pages>2</pages><free>true</free></book>"
    )
    value = {"id": 5, "title": "A & B", "tags": ["x", "y"], "pages": [1, 2], "free": True}

    def test_a_body_goes_both_ways(self, media: Make) -> None:
        xml = media("application/xml", schema=self.schema)

        assert encode_body("application/xml", self.value, xml)[1].decode() == self.text
        assert decode_body("application/xml", self.text.encode(), xml) == self.value

    def test_the_root_can_be_named(self) -> None:
        assert encode_body("application/xml", {"a b": None}, root="xml")[1] == b"<xml><a_b></a_b></xml>"

    def test_nodes_of_openapi_3_2(self, media: Make) -> None:
        schema = {
            "type": "object",
            "xml": {"name": "book"},
            "properties": {
                "id": {"type": "integer", "xml": {"nodeType": "attribute"}},
                "title": {"type": "string", "xml": {"nodeType": "text"}},
                "tags": {
                    "type": "array",
                    "items": {"type": "string", "xml": {"name": "tag"}},
                    "xml": {"nodeType": "element"},
                },
            },
        }
        value = {"id": 7, "title": "a & b", "tags": ["x", "y"]}
        text = '<book id="7">a &amp; b<tags><tag>x</tag><tag>y</tag></tags></book>'
        xml = media("application/xml", schema=schema)

        assert encode_body("application/xml", value, xml)[1].decode() == text
        assert decode_body("application/xml", text.encode(), xml) == value

    def test_cdata(self, media: Make) -> None:
        schema = {"type": "object", "properties": {"script": {"type": "string", "xml": {"nodeType": "cdata"}}}}
        xml = media("application/xml", schema=schema)

        text = encode_body("application/xml", {"script": "a<b && c[d[0]]>e"}, xml)[1]

        assert text == b"<xml><![CDATA[a<b && c[d[0]]]]><![CDATA[>e]]></xml>"
        assert decode_body("application/xml", text, xml) == {"script": "a<b && c[d[0]]>e"}

    def test_text_that_is_xml_already_passes_through(self) -> None:
        assert encode_body("application/xml", "<a/>")[1] == b"<a/>"
        assert encode_body("application/xml", "a<b")[1] == b"<xml>a&lt;b</xml>"


def test_forms_of_very_many_fields_are_read_at_once(media: Make) -> None:
    body = b"&".join(b"f%d=1" % number for number in range(50_000))

    assert len(decode_body(FORM, body, media(FORM, schema={"type": "object"}))) == 50_000
