"""Plain models are written without the model generator, and nobody can tell which ones."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Any

import pytest

from specforge.gen import model_source
from specforge.gen.dialect import PREFIX
from specforge.gen.marks import Mark, Marks
from specforge.gen.model_source import write_models
from specforge.gen.models import Models, make_models
from specforge.gen.plain import PlainWriter

Schemas = Mapping[str, dict[str, Any]]


def ref(name: str, **more: Any) -> dict[str, Any]:
    return {"$ref": PREFIX + name, **more}


def properties(required: list[str] | None = None, **members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": required or []}


TEXT = {"type": "string"}
PLAIN: Schemas = {
    "Colour": {"type": "string", "enum": ["red", "darkGreen", "HTTP2", "1st", "_x", "a-b", "a b", "", "it's", "none"]},
    "Described": {"type": "string", "enum": ["x", "y"], "description": 'Says "this" \\ that.\n\nAnd """more"""'},
    "Name": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$", "description": "A name"},
    "Age": {"type": "integer"},
    "Price": {"type": ["number", "null"], "minimum": 0, "exclusiveMaximum": 100},
    "Whole": {"type": "integer", "customTypePath": "scalars.BareInt", "minimum": 1, "multipleOf": 5},
    "Small": {"type": "integer", "customTypePath": "scalars.Int32"},
    "Nothing": {"type": "null"},
    "Whatever": {},
    "Empty": {"type": "object", "additionalProperties": False, "description": "Empty"},
    "Bare": {"type": "object"},
    "Open": {"type": "object", "additionalProperties": True},
    "Counts": {"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 3},
    "Names": {"type": "array", "items": ref("Name"), "minItems": 1, "maxItems": 5},
    "Grid": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
    "Either": {"oneOf": [ref("Name"), {"type": "array", "items": {}}, {"type": "null"}, TEXT, TEXT]},
    "Anything": {"anyOf": [{"type": "boolean"}, {}]},
    "Animal": properties(
        ["name", "kind", "born"],
        name=TEXT | {"description": "What it's called"},
        kind={"const": "animal"},
        tame={"const": True},
        born={"type": ["string", "null"], "format": "date-time"},
        mail=TEXT | {"format": "email"},
        id=TEXT | {"format": "uuid"},
        photo=TEXT | {"format": "byte"},
        home={"anyOf": [ref("Name"), {"type": "null"}], "description": "Where"},
        mother=ref("Animal", description="Her"),
        colour=ref("Colour", default="darkGreen"),
        legs={"type": "integer", "default": 4},
        weight={"type": "number", "minimum": 0, "maximum": 9.5},
        sound=TEXT | {"default": "it's"},
        loud={"type": "boolean", "default": False},
        more={"type": "object", "additionalProperties": {"anyOf": [TEXT, {"type": "null"}]}},
        any={},
        class_={"type": "string"},
        _links=ref("Names"),
        **{"from": TEXT},
    )
    | {"additionalProperties": True, "description": "An animal\n\nIn two paragraphs"},
    "Closed": properties(date={"type": "integer"}, Counts=TEXT) | {"additionalProperties": False},
}
SPECIAL: Schemas = {
    "Base": properties(id=TEXT),
    "Far": properties(base=ref("Base")),
    "Near": properties(far=ref("Far")),
    "Derived": {"allOf": [ref("Base"), properties(near=ref("Near"))]},
    "Keys": properties(**{"x-rate": TEXT}),
    "User": properties(derived=ref("Derived"), keys=ref("Keys")),
}


def without_generator(schemas: Schemas, marks: Marks | None = None) -> dict[str, str]:
    writer = PlainWriter(schemas, marks or {})
    blocks = {name: writer.write(name) for name in schemas}
    return {name: block.text for name, block in blocks.items() if block is not None}


@pytest.fixture(scope="module")
def generated() -> Models:
    return make_models(copy.deepcopy(dict(PLAIN)), "p.generated")


class TestPlain:
    """What is written says what the generator writes."""

    @pytest.mark.parametrize("name", PLAIN)
    def test_is_what_the_generator_writes(self, generated: Models, name: str) -> None:
        written = without_generator(PLAIN)[name]
        # It leaves out what a mapping is, and takes another name for a type that a field elsewhere has the name of.
        expected = generated.blocks[name].text.replace("date_aliased", "date")

        assert _meaning(written) == _meaning(expected)

    def test_members_of_enums_have_its_names(self, generated: Models) -> None:
        assert write_models(PLAIN, "p.generated", {}).members == dict(generated.members)

    def test_needs_no_generator(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        real = model_source.make_models
        monkeypatch.setattr(
            model_source, "make_models", lambda schemas, *rest: asked.extend(schemas) or real(schemas, *rest)
        )

        write_models(PLAIN, "p.generated", {})

        assert asked == []

    def test_has_its_marks(self) -> None:
        marks: Marks = {
            ("A", "x"): [Mark("WHOLE", "WHOLE")],
            ("A", None): [Mark("Conforms", "Conforms({'minProperties': 1})")],
            ("B", None): [Mark("EXACT", "EXACT")],
        }
        schemas = {"A": properties(x={"type": "integer"}), "B": {"type": "integer"}}

        made = write_models(schemas, "p.generated", marks)

        assert "x: Annotated[StrictInt | MISSING, WHOLE] = MISSING" in made.source
        assert "    __conforms__: ClassVar[Conforms] = Conforms({'minProperties': 1})" in made.source
        assert 'B = TypeAliasType("B", Annotated[StrictInt, EXACT])' in made.source
        assert {(".conforms", "Conforms"), (".scalars", "WHOLE"), ("typing", "ClassVar")} <= made.imports

    @pytest.mark.parametrize(
        "schema",
        [
            {"allOf": [TEXT]},
            TEXT | {"format": "no-such"},
            TEXT | {"format": "date", "minLength": 3},
            TEXT | {"customTypePath": "fastapi.UploadFile"},
            {"anyOf": [TEXT | {"minLength": 1}, {"type": "null"}]},
            {"type": "array", "items": TEXT | {"default": "x"}},
            {"type": "array", "items": {"type": "object", "properties": {"x": TEXT}}},
            {"type": "array", "items": {"type": "object", "additionalProperties": False}},
            {"type": "integer", "enum": [1, 2]},
            {"type": "string", "enum": ["\N{SNOWMAN}", "x"]},
            {"type": "string", "enum": ["mro", "x"]},
            {"type": ["string", "integer"], "minimum": 1},
            {"const": None},
            {"type": "object", "minProperties": 1},
            {"discriminator": {"propertyName": "x"}, "oneOf": [TEXT]},
            properties(x={"enum": ["a", "b"]}),
            properties(x=TEXT | {"default": 3}),
            properties(x=ref("X", default="y")),
            properties(model_x=TEXT),
            properties(copy=TEXT),
            properties(**{"x-y": TEXT}),
            properties(**{"1st": TEXT}),
            properties(StrictInt={"type": "integer"}),
            properties(x=TEXT) | {"additionalProperties": {"type": "string"}},
        ],
        ids=repr,
    )
    def test_what_is_not_plain_is_left(self, schema: dict[str, Any]) -> None:
        assert without_generator({"S": schema}) == {}

    def test_an_alias_of_something_later_is_left(self) -> None:
        schemas = {"A": {"type": "array", "items": ref("B")}, "B": properties(a=ref("A"))}

        assert list(without_generator(schemas)) == ["B"]


class TestTogether:
    """Models of both kinds are one module that Python can run."""

    def test_special_models_are_the_generators(self) -> None:
        made = write_models(SPECIAL, "p.generated", {})
        alone = make_models(copy.deepcopy(dict(SPECIAL)), "p.generated")

        assert {name: block.text for name, block in made.blocks.items()} == {
            name: block.text for name, block in alone.blocks.items()
        }
        assert made.classes == dict(alone.classes)
        assert list(made.blocks) == ["Base", "Far", "Near", "Derived", "Keys", "User"]

    def test_the_generator_sees_no_more_than_it_must(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: dict[str, Any] = {}
        real = model_source.make_models
        monkeypatch.setattr(
            model_source, "make_models", lambda schemas, *rest: asked.update(schemas) or real(schemas, *rest)
        )

        write_models(SPECIAL, "p.generated", {})

        assert asked.keys() == {"Base", "Near", "Far", "Derived", "Keys"}
        assert asked["Near"] == SPECIAL["Near"]
        assert asked["Far"] != SPECIAL["Far"]

    def test_bases_come_first_and_models_of_a_circle_are_rebuilt(self) -> None:
        schemas = {
            "Child": {"allOf": [ref("Parent"), properties(age={"type": "integer"})]},
            "Parent": properties(child=ref("Child")),
            "Lone": properties(parent=ref("Parent")),
        }

        made = write_models(schemas, "p.generated", {})

        assert list(made.blocks) == ["Parent", "Child", "Lone"]
        assert [block.last for block in made.blocks.values()][:2] == ["Parent.model_rebuild()", "Child.model_rebuild()"]

    def test_a_name_that_the_generator_made_up_gives_way(self) -> None:
        # It calls the object in the union "Made", which is a plain model here.
        schemas = {"Odd": {"allOf": [ref("Made"), {"type": "object"}]}, "Made": properties(x=TEXT)}

        made = write_models(schemas, "p.generated", {})

        assert made.classes == {"Odd": "Odd", "Made": "Made"}
        assert set(made.blocks) >= {"Odd", "Made"}


def _meaning(source: str) -> str:
    """The syntax tree without what a mapping is described as."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [one for one in node.keywords if one.arg != "description" or "dict[" not in source]
    return ast.dump(tree)
