"""An unchanged run of ``gen`` says what the last one said, without reading the document; any change is noticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from specforge.cli import gen_run
from specforge.errors import SpecforgeError

Run = Callable[..., Result]

SPEC = """\
openapi: 3.1.0
info: {title: My Shop, version: '1'}
paths:
  /a:
    get:
      operationId: getA
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: 'pet.yaml#/Pet'}}}}
  /a/{n}:
    get:
      operationId: getN
      parameters: [{name: n, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: ok}}
  /a/{m}:
    get:
      operationId: getM
      parameters: [{name: m, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: ok}}
"""
PET = "Pet: {type: object, properties: {name: {type: string}}}\n"
SERVICE = "my_shop/services/default.py"


class _Generated(SpecforgeError):
    """Raised where a test must not come to."""


@pytest.fixture
def shop(run: Run, folder: Path) -> Path:
    """Generated once: one of its operations cannot be reached, which is a finding."""
    (folder / "openapi.yaml").write_text(SPEC)
    (folder / "pet.yaml").write_text(PET)
    (folder / "own").mkdir()
    assert run("gen", "--templates", "own").exit_code == 0
    return folder


@pytest.fixture
def only_memory(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whoever generates anew fails."""

    def refuse(*_: object) -> None:
        raise _Generated("generated anew")

    monkeypatch.setattr(gen_run, "regenerate", refuse)
    return shop


def gen(run: Run, *options: str) -> Result:
    return run("gen", "--templates", "own", *options)


class TestUnchanged:
    @pytest.mark.parametrize("options", [(), ("--check",)], ids=["gen", "check"])
    def test_says_the_same(self, run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str]) -> None:
        with monkeypatch.context() as forgetful:
            forgetful.setenv("XDG_CACHE_HOME", str(shop / ".nothing"))
            anew = gen(run, *options)
        monkeypatch.setattr(gen_run, "regenerate", None)

        again = gen(run, *options)

        assert (again.exit_code, again.stdout, again.stderr) == (anew.exit_code, anew.stdout, anew.stderr)
        assert "gen-path" in again.stdout

    def test_a_broken_memory_is_none(self, run: Run, shop: Path) -> None:
        for file in (shop / ".cache").rglob("*.json"):
            file.write_text('{"inputs": 1}')

        assert "0 of " in gen(run).stderr

    def test_a_folder_that_cannot_be_written_does_no_harm(
        self, run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (shop / "file").write_text("")
        monkeypatch.setenv("XDG_CACHE_HOME", str(shop / "file"))

        assert gen(run).exit_code == 0


class TestChanged:
    """Everything that has a say is compared."""

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("openapi.yaml", SPEC.replace("getA", "getB")),
            ("pet.yaml", PET.replace("name", "title")),
            ("my_shop/generated/app.py", "edited = True\n"),
            ("my_shop/generated/manifest.json", "{}"),
            (SERVICE, "class DefaultService: ...\n"),
            ("my_shop/more.py", "from my_shop.generated import models\n\nmodels.Cat\n"),
            ("worker.py", ""),
            ("tests/test_mine.py", ""),
            ("own/models/PACKAGE/generated/extra.py.jinja", "X = 1\n"),
        ],
    )
    @pytest.mark.parametrize("options", [(), ("--check",)], ids=["gen", "check"])
    def test_a_file(self, run: Run, only_memory: Path, path: str, text: str, options: tuple[str]) -> None:
        (only_memory / path).parent.mkdir(parents=True, exist_ok=True)
        (only_memory / path).write_text(text)

        assert gen(run, *options).exit_code != 0

    @pytest.mark.parametrize("path", ["pet.yaml", "my_shop/generated/app.py", SERVICE, "tests/conftest.py"])
    def test_a_file_that_is_gone(self, run: Run, only_memory: Path, path: str) -> None:
        (only_memory / path).unlink()

        assert gen(run).exit_code != 0

    def test_a_file_that_was_missing_is_there(self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "openapi.yaml").write_text(SPEC)
        assert run("gen").exit_code == 0
        (folder / "pet.yaml").write_text(PET)

        run("gen")

        assert "name" in (folder / "my_shop/generated/models.py").read_text()

    @pytest.mark.parametrize("options", [("--target", "models"), ("--package", "other"), ("--fallback", "mock")])
    def test_another_option(self, run: Run, only_memory: Path, options: tuple[str]) -> None:
        assert gen(run, *options).exit_code != 0
