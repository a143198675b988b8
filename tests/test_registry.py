"""Registries: what ships and what other packages add come through the same door."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from specforge.errors import UsageError
from specforge.registry import Registry


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with an entry point, as pip would have installed it."""
    info = tmp_path / "ours-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ours\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tests.things]\nours = ours_things\n")
    (tmp_path / "ours_things.py").write_text("from tests_things import THINGS\nTHINGS.register('ours', 1)\n")
    (tmp_path / "tests_things.py").write_text(
        "from specforge.registry import Registry\nTHINGS = Registry('thing', group='tests.things')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "tests_things", raising=False)
    monkeypatch.delitem(sys.modules, "ours_things", raising=False)


@pytest.mark.usefixtures("installed")
def test_entry_points_of_installed_packages_register_themselves() -> None:
    things = __import__("tests_things").THINGS

    assert list(things) == ["ours"]


def test_nobody_asks_for_the_metadata_of_all_packages_in_vain() -> None:
    things: Registry[int] = Registry("thing", group="tests.nobody")

    assert list(things) == []


def test_an_unknown_name_gets_a_suggestion() -> None:
    things: Registry[int] = Registry("thing")
    things.register("alpha", 1)

    with pytest.raises(UsageError) as caught:
        things["alhpa"]

    assert caught.value.help == "did you mean 'alpha'?"


def test_a_name_is_taken_once() -> None:
    things: Registry[int] = Registry("thing")
    things.register("alpha", 1)

    with pytest.raises(UsageError, match="registered twice"):
        things.register("alpha", 2)


class TestModules:
    """What ships may be found without importing it."""

    @pytest.fixture
    def things(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry[int]:
        package = tmp_path / "tests_shipped"
        package.mkdir()
        (package / "__init__.py").write_text(
            "from specforge.registry import Registry\n"
            "FOUND = {name: f'tests_shipped.{name}' for name in ('one', 'two')}\n"
            "THINGS = Registry('thing', package='tests_shipped', modules=lambda _: FOUND)\n"
        )
        for value, name in enumerate(("one", "two"), 1):
            (package / f"{name}.py").write_text(
                f"from tests_shipped import THINGS\nTHINGS.register({name!r}, {value})\n"
            )
        monkeypatch.syspath_prepend(tmp_path)
        for module in ("", ".one", ".two"):
            monkeypatch.delitem(sys.modules, f"tests_shipped{module}", raising=False)
        things: Registry[int] = __import__("tests_shipped").THINGS
        return things

    def test_names_need_no_import(self, things: Registry[int]) -> None:
        assert (list(things), len(things), "one" in things, "three" in things) == (["one", "two"], 2, True, False)
        assert not {"tests_shipped.one", "tests_shipped.two"} & set(sys.modules)

    def test_a_name_imports_its_module_alone(self, things: Registry[int]) -> None:
        assert things["one"] == 1
        assert "tests_shipped.two" not in sys.modules

    def test_values_import_all(self, things: Registry[int]) -> None:
        assert things.values() == [1, 2]

    def test_an_unknown_name_gets_a_suggestion(self, things: Registry[int]) -> None:
        with pytest.raises(UsageError) as caught:
            things["tow"]

        assert caught.value.help == "did you mean 'two'?"

    def test_all_are_imported_where_nothing_is_found(
        self, things: Registry[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(things, "_find", lambda _: {})

        assert list(things) == ["one", "two"]
        assert "tests_shipped.two" in sys.modules

    def test_a_name_that_ships_is_taken(self, things: Registry[int]) -> None:
        things.register("one", 3)

        with pytest.raises(UsageError, match="registered twice"):
            things["one"]
