"""Parameters as text and back, as the tables of OpenAPI "Style Values" show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from specforge.document.model import Parameter
from specforge.values.styles import MISSING, ParameterCodec, decode, encode, join_query, split_cookies, split_query

Make = Callable[..., Parameter]

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
ARRAY = {"type": "array", "items": {"type": "integer"}}
OBJECT = {"type": "object", "properties": {"R": INTEGER, "G": INTEGER}}
DEEP = {"type": "object", "properties": {"a": OBJECT, "b": ARRAY, "c": {"type": "array", "items": OBJECT}}}
RG = {"R": 100, "G": 200}

ROUND_TRIPS = [
    ("path", "simple", False, INTEGER, "5", 5),
    ("path", "simple", False, STRING, "a%20b%2Fc", "a b/c"),
    ("path", "simple", False, ARRAY, "3,4", [3, 4]),
    ("path", "simple", True, ARRAY, "3,4", [3, 4]),
    ("path", "simple", False, OBJECT, "R,100,G,200", RG),
    ("path", "simple", True, OBJECT, "R=100,G=200", RG),
    ("path", "label", False, INTEGER, ".5", 5),
    ("path", "label", False, ARRAY, ".3,4", [3, 4]),
    ("path", "label", True, ARRAY, ".3.4", [3, 4]),
    ("path", "label", False, OBJECT, ".R,100,G,200", RG),
    ("path", "label", True, OBJECT, ".R=100.G=200", RG),
    ("path", "matrix", False, INTEGER, ";c=5", 5),
    ("path", "matrix", False, STRING, ";c", ""),
    ("path", "matrix", False, ARRAY, ";c=3,4", [3, 4]),
    ("path", "matrix", True, ARRAY, ";c=3;c=4", [3, 4]),
    ("path", "matrix", False, OBJECT, ";c=R,100,G,200", RG),
    ("path", "matrix", True, OBJECT, ";R=100;G=200", RG),
    ("query", "form", True, INTEGER, "c=5", 5),
    ("query", "form", True, STRING, "c=", ""),
    ("query", "form", True, STRING, "c=a%26b%3D%20", "a&b= "),
    ("query", "form", False, {"type": "array", "items": STRING}, "c=a%2Cb,c", ["a,b", "c"]),
    ("query", "form", True, ARRAY, "c=3&c=4", [3, 4]),
    ("query", "form", False, OBJECT, "c=R,100,G,200", RG),
    ("query", "form", True, OBJECT, "R=100&G=200", RG),
    ("query", "spaceDelimited", False, ARRAY, "c=3%204", [3, 4]),
    ("query", "spaceDelimited", False, OBJECT, "c=R%20100%20G%20200", RG),
    ("query", "pipeDelimited", False, ARRAY, "c=3%7C4", [3, 4]),
    ("query", "deepObject", True, OBJECT, "c[R]=100&c[G]=200", RG),
    ("query", "deepObject", True, DEEP, "c[a][R]=1&c[b][]=2&c[b][]=3", {"a": {"R": 1}, "b": [2, 3]}),
    ("query", "deepObject", True, DEEP, "c[c][0][R]=1&c[c][1][R]=2", {"c": [{"R": 1}, {"R": 2}]}),
    ("header", "simple", False, STRING, "a b%20", "a b%20"),
    ("header", "simple", False, ARRAY, "3,4", [3, 4]),
    ("header", "simple", False, OBJECT, "R,100,G,200", RG),
    ("header", "simple", True, OBJECT, "R=100,G=200", RG),
    ("cookie", "form", False, INTEGER, "c=5", 5),
    ("cookie", "form", False, ARRAY, "c=3,4", [3, 4]),
    ("cookie", "cookie", False, STRING, "c=a%20b", "a%20b"),
]


@pytest.mark.parametrize(("location", "style", "explode", "schema", "raw", "value"), ROUND_TRIPS)
def test_a_value_is_read_and_written(
    parameter_of: Make, location: str, style: str, explode: bool, schema: Any, raw: str, value: Any
) -> None:
    parameter = parameter_of(name="c", **{"in": location}, style=style, explode=explode, schema=schema, required=True)

    written = encode(parameter, value)

    assert decode(parameter, raw) == value
    assert (written if isinstance(written, str) else join_query(written)) == raw


@pytest.mark.parametrize(
    ("schema", "raw", "value"),
    [
        (INTEGER, "c=x", "x"),
        (INTEGER, "c=5.0", 5.0),
        (INTEGER, "c=", ""),
        (INTEGER, "c=1&c=2", [1, 2]),
        ({"type": "number"}, "c=1e3", 1000.0),
        ({"type": "boolean"}, "c=true", True),
        ({"type": "boolean"}, "c=True", "True"),
        ({"type": ["integer", "null"]}, "c=", None),
        ({"type": ["string", "null"]}, "c=null", "null"),
        ({}, "c=5", "5"),
        ({"enum": [1, 2]}, "c=1", 1),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, "c=5", 5),
        ({"allOf": [{"type": ["integer", "string"]}, {"type": "string"}]}, "c=5", "5"),
        ({"oneOf": [STRING, {"type": "array", "items": STRING}]}, "c=a", "a"),
        ({"oneOf": [STRING, {"type": "array", "items": STRING}]}, "c=a&c=b", ["a", "b"]),
        (ARRAY, "c=3", [3]),
        (ARRAY, "c=x", ["x"]),
        (OBJECT, "R=1&other=2", {"R": 1}),
        ({"type": "object", "additionalProperties": INTEGER}, "a=1&b=2", {"a": 1, "b": 2}),
        (STRING, "c=a+b", "a b"),
        (STRING, "%63=a", "a"),
        (STRING, "d=1", MISSING),
        (OBJECT, "d=1", MISSING),
        (ARRAY, "", MISSING),
    ],
)
def test_text_becomes_what_the_schema_allows(parameter_of: Make, schema: Any, raw: str, value: Any) -> None:
    found = decode(parameter_of(name="c", **{"in": "query"}, schema=schema), raw)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("raw", "value"), [("c=3 4", [3, 4]), ("c=3+4", [3, 4])])
def test_a_space_may_be_written_in_three_ways(parameter_of: Make, raw: str, value: Any) -> None:
    parameter = parameter_of(name="c", **{"in": "query"}, style="spaceDelimited", explode=False, schema=ARRAY)

    assert decode(parameter, raw) == value


def test_the_label_style_of_older_specifications_is_understood(parameter_of: Make) -> None:
    parameter = parameter_of(name="c", **{"in": "path"}, style="label", schema=ARRAY, required=True)

    assert decode(parameter, ".3.4") == [3, 4]


@pytest.mark.parametrize(
    "raw",
    [
        "c[a]=1&c[a][b]=2",
        "c[]=1&c[x]=2",
        "c[=1",
        "c[" + "][".join("a" * 50) + "]=1",
        "c[b][x]=1",
        "c[b][" + "9" * 5000 + "]=1",
    ],
)
def test_contradicting_deep_names_do_no_harm(parameter_of: Make, raw: str) -> None:
    decode(parameter_of(name="c", **{"in": "query"}, style="deepObject", explode=True, schema=DEEP), raw)


def test_a_name_full_of_brackets_is_read_at_once(parameter_of: Make) -> None:
    parameter = parameter_of(name="c", **{"in": "query"}, style="deepObject", explode=True, schema=DEEP)

    assert decode(parameter, "c" + "[" * 200_000 + "=1") is MISSING


def test_the_space_around_the_commas_of_a_header_is_ignored(parameter_of: Make) -> None:
    parameter = parameter_of(name="X", **{"in": "header"}, schema={"type": "array", "items": STRING})

    assert decode(parameter, "a , b,c,  ,d") == ["a", "b", "c", "", "d"]
    assert decode(parameter, "a" + " " * 200_000 + "b") == ["a" + " " * 200_000 + "b"]


def test_a_free_form_object_leaves_the_other_parameters_alone(parameter_of: Make) -> None:
    parameter = parameter_of(name="c", **{"in": "query"}, schema={"type": "object"})

    assert ParameterCodec(parameter, others=["page"]).decode("a=1&page=2") == {"a": "1"}


class TestContent:
    """Parameters that are described by a media type."""

    def test_json_is_parsed(self, parameter_of: Make) -> None:
        parameter = parameter_of(name="c", **{"in": "query"}, content={"application/json": {"schema": OBJECT}})

        assert decode(parameter, "c=%7B%22R%22%3A1%7D") == {"R": 1}
        assert decode(parameter, "c=%7B") == "{"
        assert encode(parameter, {"R": 1}) == [("c", "%7B%22R%22%3A1%7D")]

    def test_a_query_string_is_a_form(self, parameter_of: Make) -> None:
        schema = {"type": "object", "properties": {"a": INTEGER, "b": {"type": "array", "items": STRING}}}
        content = {"application/x-www-form-urlencoded": {"schema": schema}}
        parameter = parameter_of(name="q", **{"in": "querystring"}, content=content)

        assert decode(parameter, "a=1&b=x") == {"a": 1, "b": ["x"]}
        assert encode(parameter, {"a": 1, "b": ["x", "y"]}) == "a=1&b=x&b=y"


@pytest.mark.parametrize(
    ("collection_format", "raw"), [("csv", "c=3,4"), ("ssv", "c=3%204"), ("pipes", "c=3%7C4"), ("tsv", "c=3%094")]
)
def test_swagger_collection_formats_are_understood(parameter_of: Make, collection_format: str, raw: str) -> None:
    fields = {"type": "array", "items": INTEGER, "collectionFormat": collection_format}
    parameter = parameter_of(name="c", **{"in": "query"}, version="2.0", **fields)

    assert decode(parameter, raw) == [3, 4]
    assert join_query(encode(parameter, [3, 4])) == raw  # type: ignore[arg-type]


def test_queries_and_cookies_are_split() -> None:
    assert split_query("a=1&b%5B%5D=%20&c&&d=x=y") == [("a", "1"), ("b[]", "%20"), ("c", ""), ("d", "x=y")]
    assert split_cookies("a=1; b=x=y;c") == [("a", "1"), ("b", "x=y"), ("c", "")]
