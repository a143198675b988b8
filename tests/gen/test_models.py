"""Models: what the library makes of the lowered schemas, and what becomes of those that it cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from specforge.gen import models
from specforge.gen.models import make_models


class TestSource:
    """One module of source that mentions every definition under its own name."""

    def test_of_nothing_is_empty(self) -> None:
        assert make_models({}, "p.generated").source == ""

    def test_classes_keep_their_names(self) -> None:
        made = make_models({"A": {"type": "string"}, "B": {"type": "object", "properties": {"a": {}}}}, "p.generated")

        assert made.classes == {"A": "A", "B": "B"}
        assert "class B(Model):" in made.source

    def test_own_types_are_imported_from_the_package(self) -> None:
        made = make_models({"A": {"type": "object", "properties": {"x": {"type": "integer"}}}}, "p.generated")

        assert "from .scalars import Model, StrictInt" in made.source

    def test_a_property_called_config_is_a_field(self) -> None:
        made = make_models({"A": {"type": "object", "properties": {"Config": {"type": "string"}}}}, "p.generated")

        assert "    config_: " in made.source
        assert "alias='Config'" in made.source

    def test_enum_members_are_known(self) -> None:
        made = make_models({"A": {"type": "string", "enum": ["red", "count"]}}, "p.generated")

        assert made.members == {("A", "red"): "RED", ("A", "count"): "COUNT"}

    def test_an_empty_list_as_default_is_a_factory(self) -> None:
        schema = {"type": "object", "properties": {"x": {"type": "array", "items": {}, "default": []}}}

        assert "x: list[Any] = Field(default_factory=list)" in make_models({"A": schema}, "p.generated").source

    def test_the_same_schemas_give_the_same_bytes(self) -> None:
        schemas = {
            "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
            "B": {"type": "string"},
        }

        assert make_models(schemas, "p").source == make_models(schemas, "p").source


class TestCulprits:
    """A schema that the library cannot read becomes Any; the others are not touched by that."""

    @pytest.fixture
    def refusing(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Makes the library fail on documents that hold one of the named definitions as something else than Any."""
        refused: list[str] = []
        real = models.generate

        def fail(document: Mapping[str, Any], **options: Any) -> Any:
            schemas = document["components"]["schemas"]
            if any(schemas.get(name) for name in refused):
                raise KeyError("the library is broken")
            return real(document, **options)

        monkeypatch.setattr(models, "generate", fail)
        return refused

    def test_are_found_among_many(self, refusing: list[str]) -> None:
        schemas = {f"S{n}": {"type": "object", "properties": {"x": {"type": "string"}}} for n in range(20)}
        refusing += ["S3", "S17"]

        made = make_models(schemas, "p.generated")

        assert sorted(made.lost) == ["S17", "S3"]
        assert "class S4(Model):" in made.source
        assert 'S3 = TypeAliasType("S3", Any)' in made.source

    def test_what_is_not_python_counts_as_failure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = models.generate

        def garble(document: Mapping[str, Any], **options: Any) -> None:
            real(document, **options)
            if document["components"]["schemas"].get("Bad"):
                options["output"].write_text("class (")

        monkeypatch.setattr(models, "generate", garble)

        made = make_models({"Good": {"type": "string"}, "Bad": {"type": "integer"}}, "p.generated")

        assert made.lost == ("Bad",)
