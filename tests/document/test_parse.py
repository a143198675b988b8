"""What the parser makes of good and bad text, and where it says the trouble is."""

from __future__ import annotations

import pytest

from specforge.document.parse import MAX_DEPTH, parse
from specforge.errors import InputError, SyntaxProblem, UnreadableError


def value_of(text: str | bytes, name: str = "api.yaml") -> object:
    data = text.encode() if isinstance(text, str) else text
    return parse(data, name).value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("y", "y"),
        ("12:30:00", "12:30:00"),
        ("2020-01-01", "2020-01-01"),
        ("0777", 777),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-a", "-a"),
        ("3.1.0", "3.1.0"),
        (".inf", ".inf"),
        ("~", None),
        ("", None),
        ("Null", None),
        ("True", True),
        ("tRUE", "tRUE"),
        ("'200'", "200"),
        ("!!str 200", "200"),
        ("!!float 1", 1.0),
    ],
)
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(written: str, read: object) -> None:
    found = value_of(f"v: {written}")

    assert found == {"v": read}
    assert type(found["v"]) is type(read)  # type: ignore[index]


def test_keys_are_strings_as_they_are_written() -> None:
    assert value_of("200: a\nNO: b\n3.10: c\nnull: d\n") == {"200": "a", "NO": "b", "3.10": "c", "null": "d"}


def test_merge_keys_fill_in_what_the_mapping_does_not_say() -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], x: 9}\n"

    assert value_of(text)["c"] == {"x": 9, "y": 2, "z": 4}  # type: ignore[index]


def test_an_anchored_key_can_be_repeated_by_alias() -> None:
    assert value_of("&k a: 1\nb: *k\nc:\n  *k : 2\n") == {"a": 1, "b": "a", "c": {"a": 2}}


def test_crlf_and_byte_order_marks_do_not_show() -> None:
    assert value_of("\ufeffa: 1\r\nb: 2\r\n") == {"a": 1, "b": 2}
    assert value_of("\ufeffa: é\n".encode("utf-16-le")) == {"a": "é"}
    assert value_of("a: 1\n".encode("utf-16-be")) == {"a": 1}


def test_json_is_known_by_its_first_character() -> None:
    assert parse(b' {"a": 1}', "api.yaml").is_json
    assert not parse(b"{a: 1}", "api.yaml").is_json


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10)
)

BAD = [
    ("empty", "  \n", "api.yaml", 1, 1, "the file is empty"),
    ("tab", "a:\n\tb: 1\n", "api.yaml", 2, 1, "a tab is used for indentation"),
    ("two documents", "a: 1\n---\nb: 2\n", "api.yaml", 2, 1, "several YAML documents in one file"),
    ("unclosed quote", 'a: "x\n', "api.yaml", 2, 1, "unexpected end of stream"),
    ("unknown tag", "a: !Sub x\n", "api.yaml", 1, 4, "unknown tag '!Sub'"),
    ("binary tag", "a: !!binary aGk=\n", "api.yaml", 1, 4, "unknown tag"),
    ("wrong tag", "a: !!int x\n", "api.yaml", 1, 4, "a int cannot be read from 'x'"),
    ("complex key", "? [a, b]\n: c\n", "api.yaml", 1, 3, "a mapping key must be a string"),
    ("latin-1", "a: b\nc: é\n".encode("latin-1"), "api.yaml", 2, 4, "byte 0xE9 is not valid UTF-8"),
    ("alias in itself", "a: &x [1, *x]\n", "api.yaml", 1, 11, "alias *x stands inside its own anchor"),
    ("lost alias", "a: *x\n", "api.yaml", 1, 4, "alias *x has no anchor"),
    ("control character", "a: 1\nb: \x01\n", "api.yaml", 2, 4, "character U+0001 is not allowed"),
    ("merge of a scalar", "a:\n  <<: 1\n", "api.yaml", 2, 7, "`<<` merges mappings only"),
    ("billion laughs", LAUGHS, "api.yaml", 6, None, "aliases expand to more than 1,000,000 values"),
    ("deep", "[" * 5000, "api.yaml", 1, None, "nested deeper than 900 levels"),
    ("deep JSON", "[" * 5000 + "]" * 5000, "api.json", 1, 901, "nested deeper than 900 levels"),
    ("JSON a level too deep", '["[\\"",\n' + "[" * 900 + "]" * 901, "api.json", 2, 900, "nested deeper than 900"),
    ("a merge of what is no mapping", "a: &a {}\nb:\n  <<: [*a, 5]\n", "api.yaml", 3, 13, "`<<` merges mappings only"),
    ("JSON comment", '{\n "a": 1, // x\n "b": 2}', "api.json", 2, 10, "invalid JSON"),
]


@pytest.mark.parametrize(
    ("text", "name", "line", "column", "message"), [row[1:] for row in BAD], ids=[r[0] for r in BAD]
)
def test_bad_text_is_refused_with_its_line_and_column(
    text: str | bytes, name: str, line: int, column: int | None, message: str
) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        value_of(text, name)

    assert message in caught.value.message
    assert caught.value.line == line
    assert column is None or caught.value.column == column


def test_binary_data_is_refused_as_such() -> None:
    with pytest.raises(UnreadableError, match="binary"):
        value_of(bytes(range(256)) * 4)


@pytest.mark.parametrize("data", [b"\x00", b"\xff\xfe", b"\xff\xfe\x00", b"{", b'{"a"', b"\xef\xbb\xbf", b"- - -\n -"])
def test_rubbish_is_an_input_error_or_a_value_never_anything_else(data: bytes) -> None:
    for name in ("api.yaml", "api.json"):
        try:
            parse(data, name)
        except InputError as error:
            assert error.line >= 1


def test_json_may_nest_as_deep_as_yaml() -> None:
    text = "[" * MAX_DEPTH + '"]["' + "]" * MAX_DEPTH
    assert value_of(text, "api.json") == value_of(f"# YAML\n{text}")
