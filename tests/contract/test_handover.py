"""The engine's copy of a document: self-contained, and untouched by the author's original."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from specforge.contract.engine.handover import FILES, authors_words, hand_over
from specforge.document.load import load, load_text
from specforge.document.model import Document
from specforge.document.place import split_pointer
from specforge.errors import InputError

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"


def follow(root: dict[str, Any], pointer: str) -> Any:
    value: Any = root
    for token in split_pointer(pointer.removeprefix("#")):
        value = value[token]
    return value


class TestManyFiles:
    """References into other files become pointers inside the copy."""

    @pytest.fixture
    def document(self, tmp_path: Path) -> Document:
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "User.yaml").write_text(
            "type: object\nproperties:\n  friend: {$ref: User.yaml}\n  role: {$ref: '../b.yaml#/roles/x~1y'}\n"
        )
        (tmp_path / "b.yaml").write_text("roles:\n  x/y: {type: string}\nitem: {get: {responses: {}}}\n")
        (tmp_path / "openapi.yaml").write_text(
            f"{HEAD}paths:\n  /u: {{$ref: 'b.yaml#/item'}}\n  /v:\n    get:\n      responses:\n        200:\n"
            "          description: d\n          content:\n"
            "            application/json: {schema: {$ref: ./a/User.yaml}, example: {$ref: ./a/User.yaml}}\n"
        )
        return load(tmp_path / "openapi.yaml")

    def test_references_lead_to_the_same_values(self, document: Document) -> None:
        root = hand_over(document)

        assert follow(root, root["paths"]["/u"]["$ref"]) == {"get": {"responses": {}}}
        media = root["paths"]["/v"]["get"]["responses"]["200"]["content"]["application/json"]
        assert media["schema"]["$ref"] == f"#/{FILES}/User"
        user = follow(root, media["schema"]["$ref"])
        assert user["properties"]["friend"]["$ref"] == media["schema"]["$ref"]
        assert follow(root, user["properties"]["role"]["$ref"]) == {"type": "string"}

    def test_what_only_looks_like_a_reference_stays(self, document: Document) -> None:
        root = hand_over(document)

        media = root["paths"]["/v"]["get"]["responses"]["200"]["content"]["application/json"]
        assert media["example"] == {"$ref": "./a/User.yaml"}

    def test_the_original_is_not_changed(self, document: Document) -> None:
        before = copy.deepcopy(document.root.value)

        hand_over(document)

        assert document.root.value == before


class TestOneFile:
    """What the engine would stumble over is put right."""

    @pytest.mark.parametrize(("written", "handed"), [("3.1", "3.1.1"), ("3.0.9", "3.0.4"), ("3.2.0", "3.2.0")])
    def test_version(self, written: str, handed: str) -> None:
        assert hand_over(load_text(f"openapi: {written}\npaths: {{}}\n"))["openapi"] == handed

    def test_missing_parts(self) -> None:
        root = hand_over(load_text("openapi: 3.1.0\n"))

        assert (root["info"], root["paths"]) == ({"title": "API", "version": "0"}, {})

    def test_integer_status_keys(self) -> None:
        root = hand_over(load_text(f"{HEAD}paths:\n  /u: {{get: {{responses: {{200: {{description: d}}}}}}}}\n"))

        assert list(root["paths"]["/u"]["get"]["responses"]) == ["200"]

    def test_a_reference_that_leads_nowhere_stays_inside(self) -> None:
        root = hand_over(load_text(f"{HEAD}paths:\n  /u: {{$ref: 'https://example.com/u.yaml'}}\n"))

        assert root["paths"] == {} or root["paths"]["/u"]["$ref"].startswith("#/x-specforge-unresolvable/")

    def test_identities_are_resolved(self) -> None:
        text = (
            f"{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    Tree:\n      $id: https://example.com/tree\n"
            "      $dynamicAnchor: node\n      type: object\n      properties:\n"
            "        left: {$dynamicRef: '#node'}\n        right: {$ref: 'https://example.com/tree'}\n"
        )

        tree = hand_over(load_text(text))["components"]["schemas"]["Tree"]

        pointer = {"$ref": "#/components/schemas/Tree"}
        assert "$id" not in tree
        assert tree["properties"] == {"left": pointer, "right": pointer}

    @pytest.mark.parametrize("text", ["openapi: 4.0.0\npaths: {}\n", "just: yaml\n", "[]\n"])
    def test_no_document_of_a_known_version(self, text: str) -> None:
        with pytest.raises(InputError) as caught:
            hand_over(load_text(text))

        assert caught.value.exit_code == 3
        assert caught.value.line == 1

    def test_messages_of_the_engine_name_the_reference_as_it_was_written(self) -> None:
        root = hand_over(load_text(f"{HEAD}paths:\n  /u: {{get: {{responses: {{200: {{$ref: 'no.yaml#/a b'}}}}}}}}\n"))

        ref = root["paths"]["/u"]["get"]["responses"]["200"]["$ref"]
        assert authors_words(f"Unresolvable:\n\n  {ref}") == "Unresolvable: no.yaml#/a b"

    def test_what_may_not_be_read_may_be_anything(self) -> None:
        text = f"{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A: {{$ref: 'https://example.com/a.yaml', title: t}}\n"

        assert hand_over(load_text(text))["components"]["schemas"]["A"] == {"title": "t"}

    def test_a_parameter_that_may_not_be_read_is_left_out(self) -> None:
        parameters = "[{$ref: 'https://example.com/p.yaml'}, {name: a, in: query, schema: {}}]"
        text = f"{HEAD}paths:\n  /u:\n    get:\n      parameters: {parameters}\n      responses: {{}}\n"

        operation = hand_over(load_text(text))["paths"]["/u"]["get"]

        assert [parameter["name"] for parameter in operation["parameters"]] == ["a"]

    def test_a_format_beside_its_pattern(self) -> None:
        """The engine would look long for what matches the pattern and breaks the format."""
        document = load_text(
            f"{HEAD}paths: {{}}\ncomponents:\n  schemas:\n"
            "    A: {type: string, format: email, pattern: '^[a-z]{1,9}@[a-z]{1,9}[.]com$'}\n"
            "    B: {type: string, format: date, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'}\n"
            "    C: {type: string, format: email, pattern: 7}\n"
        )

        schemas = hand_over(document)["components"]["schemas"]

        assert [name for name in schemas if "format" in schemas[name]] == ["B", "C"]

    def test_slips_that_the_engine_stumbles_over_are_mended(self) -> None:
        text = f"""{HEAD}paths:
  /u/{{id}}:
    get:
      operationId: one
      parameters: [{{name: id, in: path, required: true}}]
      responses:
        "200":
          description: one
          links:
            self: {{operationId: one, parameters: {{id: 1, path.id: 1, nix: 1}}}}
            other: {{operationId: two, parameters: {{nix: 1}}}}
components:
  schemas:
    A: {{type: string, required: true, examples: {{jupiter: j.png}}}}
    B: {{type: string, examples: [j.png]}}
  securitySchemes:
    A: {{type: openIdConnect, openIdConnectUrl: https://example.com}}
    B: {{$ref: 'https://example.com/security.yaml'}}
"""

        root = hand_over(load_text(text))

        operation = root["paths"]["/u/{id}"]["get"]
        assert operation["parameters"][0]["schema"] == {}
        links = operation["responses"]["200"]["links"]
        assert [list(link["parameters"]) for link in links.values()] == [["id", "path.id"], ["nix"]]
        assert root["components"]["schemas"]["A"] == {"type": "string"}
        assert "examples" in root["components"]["schemas"]["B"]
        schemes = root["components"]["securitySchemes"]
        assert (schemes["A"]["type"], schemes["A"]["scheme"]) == ("http", "bearer")
        assert schemes["B"] == {"type": "mutualTLS"}
