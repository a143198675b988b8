"""Lowering: one plain dialect for the schemas of all versions."""

from __future__ import annotations

import re
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.gen.catalog import PREFIX, Catalog
from specforge.gen.loops import untangle
from specforge.gen.lower import lower


def lowered(schemas: str, version: str = "3.1.0") -> dict[str, Any]:
    """The lowered definitions of components: YAML flow mappings, a line each. ``<A>`` refers to A."""
    schemas = re.sub(r"<(\w+)>", r"{$ref: '#/components/schemas/\1'}", schemas)
    lines = "\n".join(f"    {line}" for line in schemas.strip().splitlines())
    head = f"openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n"
    catalog = Catalog(load_text(f"{head}components:\n  schemas:\n{lines}\n"), lower)
    catalog.finish()
    schemas_by_name = {name: definition.schema for name, definition in catalog.definitions.items()}
    untangle(schemas_by_name, lambda name, wanted: catalog.derive(catalog.definitions[name], wanted).name)
    return schemas_by_name


def ref(name: str) -> dict[str, str]:
    return {"$ref": PREFIX + name}


class TestTypes:
    """Types, and what it means that null is one of them."""

    def test_nullable_of_3_0_is_a_type(self) -> None:
        assert lowered("A: {type: string, nullable: true}", "3.0.3")["A"] == {"type": ["string", "null"]}

    def test_nullable_means_nothing_in_3_1(self) -> None:
        assert lowered("A: {type: string, nullable: true}")["A"] == {"type": "string"}

    def test_a_nullable_object_leaves_null_to_those_who_refer_to_it(self) -> None:
        found = lowered("A: {type: [object, 'null'], properties: {x: {}}}\nB: {type: array, items: <A>}")

        assert found["A"]["type"] == "object"
        assert found["B"]["items"] == {"anyOf": [ref("A"), {"type": "null"}]}

    def test_several_types_are_a_choice_with_each_its_own_constraints(self) -> None:
        found = lowered("A: {type: [string, integer], maxLength: 3, minimum: 1}")["A"]

        assert found == {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "integer", "minimum": 1}]}

    def test_exclusive_bounds_of_3_0_are_numbers(self) -> None:
        found = lowered("A: {type: integer, minimum: 1, exclusiveMinimum: true}", "3.0.3")["A"]

        assert found == {"type": "integer", "exclusiveMinimum": 1}

    @pytest.mark.parametrize("broken", ["maxLength: '3'", "maxLength: -1", "pattern: '('", "minimum: .inf"])
    def test_a_constraint_that_cannot_be_one_is_left_out(self, broken: str) -> None:
        assert lowered(f"A: {{type: string, {broken}}}")["A"] == {"type": "string"}

    def test_unknown_formats_are_annotations(self) -> None:
        assert lowered("A: {type: string, format: uuid4}")["A"] == {"type": "string"}
        assert lowered("A: {type: string, format: uuid}")["A"] == {"type": "string", "format": "uuid"}

    def test_boolean_schemas(self) -> None:
        assert lowered("A: true\nB: false") == {"A": {}, "B": {"x-rule": {"not": {}}}}


class TestEnums:
    """Lists of values."""

    def test_null_among_the_values_is_a_choice_of_its_own(self) -> None:
        found = lowered("A: {type: object, properties: {x: {enum: [a, b, null]}}}")

        assert found["A"]["properties"]["x"] == ref("AX")
        assert found["AX"] == {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}]}

    def test_one_value_is_a_constant(self) -> None:
        assert lowered("A: {type: string, enum: [a]}")["A"] == {"const": "a"}

    def test_a_union_of_constants_is_an_enum(self) -> None:
        assert lowered("A: {oneOf: [{const: a}, {const: b, title: B}]}")["A"] == {"type": "string", "enum": ["a", "b"]}


class TestNames:
    """Inline schemas that become classes get names made from where they stand."""

    def test_a_property_is_named_after_its_owner(self) -> None:
        found = lowered(
            "Book: {type: object, properties: {author: {type: object, properties: {name: {type: string}}}}}"
        )

        assert found["Book"]["properties"]["author"] == ref("BookAuthor")
        assert found["BookAuthor"]["properties"] == {"name": {"type": "string"}}

    def test_what_says_no_more_than_a_length_is_one_definition(self) -> None:
        short = "{type: array, items: {type: string, maxLength: 9}}"
        found = lowered(f"A: {short}\nB: {short}\nC: {{type: array, items: {{type: string, pattern: ^a}}}}")

        assert found["A"]["items"] == found["B"]["items"] == ref("StringMax9")
        assert found["C"]["items"] == ref("CItem")

    def test_what_takes_no_members_at_all_is_one_definition(self) -> None:
        empty = "{type: array, items: {type: object, properties: {}, additionalProperties: false}}"
        found = lowered(f"A: {empty}\nEmptyObject: {{type: string}}\nB: {empty}")

        assert found["A"]["items"] == found["B"]["items"] == ref("EmptyObject2")

    @pytest.mark.parametrize("schema", ["{maxLength: [9], type: string}", "{type: string, maxLength: true}", "[]"])
    def test_broken_lengths_are_no_names(self, schema: str) -> None:
        assert not any("String" in name for name in lowered(f"A: {{type: array, items: {schema}}}"))

    def test_an_inline_schema_never_takes_the_name_of_a_component(self) -> None:
        found = lowered(
            "Book: {type: object, properties: {author: {type: object, properties: {a: {}}}}}\n"
            "BookAuthor: {type: string}"
        )

        assert found["BookAuthor"] == {"type": "string"}
        assert found["Book"]["properties"]["author"] == ref("BookAuthor2")

    def test_an_exact_name_goes_before_one_that_is_made(self) -> None:
        assert list(lowered("user-name: {type: string}\nUserName: {type: integer}")) == ["UserName2", "UserName"]

    def test_names_that_the_module_uses_itself_are_avoided(self) -> None:
        assert list(lowered("Any: {type: string}\nField: {type: string}")) == ["AnyModel", "FieldModel"]

    def test_branches_are_named_by_title_or_by_what_tells_them_apart(self) -> None:
        found = lowered(
            "A: {oneOf: [{title: Cat, properties: {x: {}}}, {properties: {kind: {const: dog}}}, {properties: {y: {}}}]}"
        )

        assert found["A"]["oneOf"] == [ref("ACat"), ref("ADog"), ref("AOption3")]

    def test_nesting_of_arrays_ends_in_definitions(self) -> None:
        nested = "{type: array, items: " * 30 + "{type: string}" + "}" * 30

        assert len(lowered(f"A: {nested}")) > 1


class TestReferences:
    """References, alone and beside other keywords."""

    def test_a_description_stays_with_the_reference(self) -> None:
        found = lowered(
            "A: {type: string}\nB: {type: object, properties: {a: {$ref: '#/components/schemas/A', description: d}}}"
        )

        assert found["B"]["properties"]["a"] == ref("A") | {"description": "d"}

    def test_constraints_beside_a_reference_apply_since_3_1(self) -> None:
        text = "A: {type: string}\nB: {$ref: '#/components/schemas/A', maxLength: 3}"

        assert lowered(text)["B"] == {"type": "string", "maxLength": 3}
        assert lowered(text, "3.0.3")["B"] == ref("A")

    def test_what_cannot_be_resolved_is_anything(self) -> None:
        assert lowered("A: {type: object, properties: {x: {$ref: '#/nowhere'}}}")["A"]["properties"] == {"x": {}}

    def test_an_alias_of_itself_is_anything(self) -> None:
        found = lowered("A: <B>\nB: <A>")

        assert all("$ref" not in schema or schema != ref(name) for name, schema in found.items())

    def test_an_array_of_itself_holds_anything(self) -> None:
        assert lowered("A: {type: array, items: <A>}")["A"]["items"] == {}


class TestObjects:
    """Properties, what is required, and what else may be there."""

    def test_a_required_name_without_property_may_hold_anything(self) -> None:
        assert lowered("A: {type: object, required: [x]}")["A"]["properties"] == {"x": {}}

    def test_an_object_without_properties_is_a_map(self) -> None:
        assert lowered("A: {type: object}")["A"] == {"type": "object", "additionalProperties": True}

    def test_a_default_is_kept_where_its_type_fits(self) -> None:
        found = lowered(
            "A: {type: object, properties: {x: {type: integer, default: 3}, y: {type: integer, default: z}}}"
        )

        assert found["A"]["properties"] == {"x": {"type": "integer", "default": 3}, "y": {"type": "integer"}}

    def test_a_closed_object_stays_closed(self) -> None:
        assert lowered("A: {type: object, additionalProperties: false}")["A"]["additionalProperties"] is False


class TestDiscriminators:
    """A discriminator is kept where it decides as the schemas themselves do."""

    def test_kept_when_every_branch_has_its_own_value(self) -> None:
        found = lowered(
            "Cat: {type: object, required: [k], properties: {k: {const: cat}}}\n"
            "Dog: {type: object, required: [k], properties: {k: {const: dog}}}\n"
            "Pet: {oneOf: [<Cat>, <Dog>], discriminator: {propertyName: k}}"
        )

        assert found["Pet"]["discriminator"]["mapping"] == {"cat": PREFIX + "Cat", "dog": PREFIX + "Dog"}

    def test_dropped_when_a_branch_takes_any_value(self) -> None:
        found = lowered(
            "Cat: {type: object, required: [k], properties: {k: {type: string}}}\n"
            "Dog: {type: object, required: [k], properties: {k: {const: dog}}}\n"
            "Pet: {oneOf: [<Cat>, <Dog>], discriminator: {propertyName: k}}"
        )

        assert "discriminator" not in found["Pet"]


class TestAllOf:
    """Conjunctions of objects: inheritance where the parts add up, one flat object elsewhere."""

    BASE = "Base: {type: object, required: [id], properties: {id: {type: integer}, note: {type: string}}}\n"

    def test_parts_that_add_properties_inherit(self) -> None:
        found = lowered(self.BASE + "A: {allOf: [<Base>, {properties: {x: {type: string}}}]}")

        assert found["A"]["allOf"][0] == ref("Base")
        assert list(found["A"]["allOf"][1]["properties"]) == ["x"]

    def test_a_property_that_becomes_required_makes_the_object_flat(self) -> None:
        """A type checker refuses a subclass that requires what its base may leave out."""
        found = lowered(self.BASE + "A: {allOf: [<Base>, {required: [note]}]}")

        assert "allOf" not in found["A"]
        assert found["A"]["properties"]["note"] == {"type": "string"}
        assert found["A"]["required"] == ["id", "note"]

    def test_what_one_of_two_bases_requires_makes_the_object_flat(self) -> None:
        found = lowered(self.BASE + "Noted: {type: object, required: [note]}\nA: {allOf: [<Base>, <Noted>]}")

        assert "allOf" not in found["A"]
        assert found["A"]["required"] == ["id", "note"]

    def test_what_is_required_again_is_not_repeated(self) -> None:
        found = lowered(self.BASE + "A: {allOf: [<Base>, {required: [id, x]}]}")

        assert found["A"]["allOf"][1] == {"type": "object", "properties": {"x": {}}, "required": ["x"]}

    def test_a_property_that_two_parts_describe_makes_the_object_flat(self) -> None:
        found = lowered(self.BASE + "A: {allOf: [<Base>, {properties: {note: {type: string, maxLength: 3}}}]}")

        assert "allOf" not in found["A"]
        assert found["A"]["properties"]["note"] == {"type": "string", "maxLength": 3}
        assert found["A"]["required"] == ["id"]

    def test_one_part_with_a_description_is_that_part(self) -> None:
        found = lowered(self.BASE + "A: {type: object, properties: {b: {allOf: [<Base>], description: d}}}")

        assert found["A"]["properties"]["b"] == ref("Base") | {"description": "d"}

    def test_nullable_beside_all_of_makes_the_reference_nullable_in_3_0(self) -> None:
        text = self.BASE + "A: {type: object, properties: {b: {nullable: true, allOf: [<Base>]}}}"

        assert lowered(text, "3.0.3")["A"]["properties"]["b"] == {"anyOf": [ref("Base"), {"type": "null"}]}

    def test_inheritance_from_itself_is_cut(self) -> None:
        found = lowered("A: {allOf: [<B>, {properties: {x: {}}}]}\nB: {allOf: [<A>, {properties: {y: {}}}]}")

        assert set(found) == {"A", "B"}

    def test_a_union_among_the_parts_stays_a_choice(self) -> None:
        found = lowered(
            "X: {type: object, properties: {x: {}}}\nY: {type: object, properties: {y: {}}}\n"
            "U: {oneOf: [<X>, <Y>]}\n"
            "A: {allOf: [<U>, {type: object, properties: {z: {}}}]}"
        )

        assert found["A"]["oneOf"] == [ref("AX"), ref("AY")]
        assert list(found["AX"]["properties"]) == ["z", "x"]

    def test_a_choice_beside_properties_is_a_choice_of_whole_objects(self) -> None:
        found = lowered(
            "A: {properties: {k: {type: string}}, oneOf: [{properties: {k: {const: x}}}, {properties: {y: {}}}]}"
        )

        assert found["A"] == {"oneOf": [ref("AX2"), ref("AOption2_2")]}
        assert found["AX2"]["properties"] == {"k": {"const": "x"}}
        assert list(found["AOption2_2"]["properties"]) == ["k", "y"]
