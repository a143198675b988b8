"""What verbs are made of: which document is meant, whose settings apply, how a report ends the run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from specforge.cli.options import Globals, config_for, load_document, override, report_and_exit, spec_names
from specforge.config import MockSection
from specforge.errors import UsageError
from specforge.findings.model import Report

SPEC = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n"
Run = Callable[..., Result]
AddVerb = Callable[[Callable[[Globals], Any]], None]


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(SPEC)


def loaded(spec: str | None = None) -> str:
    return load_document(Globals(), spec).root.name


class TestWhichDocument:
    def test_the_one_that_is_named(self, folder: Path) -> None:
        """A path."""
        write(folder, "openapi.yaml", "other.yaml")

        assert loaded("other.yaml") == "other.yaml"

    def test_the_configured_one(self, folder: Path) -> None:
        """spec, before openapi.yaml in the folder."""
        write(folder, "openapi.yaml", "api/main.yaml")
        (folder / "specforge.toml").write_text('spec = "api/main.yaml"')

        assert loaded() == "api/main.yaml"

    def test_the_one_in_the_folder(self, folder: Path) -> None:
        """openapi.yaml and the like."""
        write(folder, "swagger.yaml")

        assert loaded() == "swagger.yaml"

    def test_an_api_by_name(self, folder: Path) -> None:
        """[apis.NAME], unless a file has that name."""
        write(folder, "users.yaml", "orders.yaml")
        (folder / "specforge.toml").write_text('[apis.users]\nspec = "users.yaml"\n[apis.orders]\nspec = "orders.yaml"')

        assert loaded("orders") == "orders.yaml"
        write(folder, "orders")
        assert loaded("orders") == "orders"

    def test_several_to_choose_from(self, folder: Path) -> None:
        """One verb, one document: the names are shown."""
        (folder / "specforge.toml").write_text('[apis.a]\nspec = "a.yaml"\n[apis.b]\nspec = "b.yaml"')

        with pytest.raises(UsageError, match="several documents are configured: a, b"):
            loaded()

    def test_none_at_all(self, folder: Path) -> None:
        """With a hint at a file that may be meant."""
        write(folder, "openapi.v1.yaml")

        with pytest.raises(UsageError) as caught:
            loaded()
        assert caught.value.help == "did you mean 'openapi.v1.yaml'?"

    def test_all_of_them(self, folder: Path) -> None:
        """For verbs that take many: what is named, else what is configured, else what lies there."""
        write(folder, "openapi.yaml")
        assert spec_names(Globals(), ("x", "y")) == ["x", "y"]
        assert spec_names(Globals(), ()) == ["openapi.yaml"]

        (folder / "specforge.toml").write_text('spec = "m.yaml"\n[apis.a]\nspec = "a.yaml"\n[apis.b]\nspec = "b.yaml"')
        assert spec_names(Globals(), ()) == ["m.yaml", "a", "b"]


class TestSettings:
    def test_a_flag_wins_when_it_was_given(self) -> None:
        """None and () were not given; False and 0 were."""
        section = override(MockSection(port=1, cors=True), port=None, cors=False, seed=0, host=None)

        assert section == MockSection(port=1, cors=False, seed=0)

    def test_the_file_is_read_once_a_run(self, folder: Path) -> None:
        """However many documents a verb works on."""
        (folder / "specforge.toml").write_text("[mock]\nport = 1")
        globals = Globals()
        config_for(globals)
        (folder / "specforge.toml").unlink()

        assert config_for(globals, "any.yaml").mock.port == 1


class TestReport:
    @pytest.mark.parametrize(("ok", "code", "expected"), [(True, None, 0), (False, None, 1), (False, 5, 5)])
    def test_exit_code(self, run: Run, verb: AddVerb, ok: bool, code: int | None, expected: int) -> None:
        """0 and 1, unless the verb knows better."""
        verb(lambda globals: report_and_exit(globals, Report("try", [], ok=ok), code))

        result = run("try")

        assert (result.exit_code, result.stdout) == (expected, "try: no findings\n")

    def test_quiet_says_nothing_when_nothing_was_found(self, run: Run, verb: AddVerb) -> None:
        """-q leaves the summary line out."""
        verb(lambda globals: report_and_exit(globals, Report("try", [], ok=True)))

        assert run("-q", "try").stdout == ""

    def test_into_a_file(self, run: Run, verb: AddVerb, folder: Path) -> None:
        """-o takes every format; stdout stays empty; a file gets no colour unasked."""
        verb(lambda globals: report_and_exit(globals, Report("try", [], ok=True)))

        result = run("try", "--format", "json", "-o", "out.json", env={"FORCE_COLOR": "1"})
        run("try", "-o", "out.txt", env={"FORCE_COLOR": "1"})

        assert result.stdout == ""
        assert json.loads((folder / "out.json").read_text())["ok"] is True
        assert (folder / "out.txt").read_text() == "try: no findings\n"

    def test_a_file_that_cannot_be_written(self, run: Run, verb: AddVerb, folder: Path) -> None:
        """Exit code 5; the envelope that says so goes to stdout, the only place left."""
        (folder / "file").touch()
        verb(lambda globals: report_and_exit(globals, Report("try", [], ok=True)))

        result = run("try", "--format", "json", "-o", "file/out.json")

        assert result.exit_code == 5
        assert json.loads(result.stdout)["findings"][0]["rule"] == "output"

    def test_an_unknown_format(self, run: Run, verb: AddVerb) -> None:
        """A name that no reporter has: usage, with a did-you-mean."""
        verb(lambda globals: report_and_exit(globals, Report("try", [], ok=True)))

        result = run("try", "--format", "sarf")

        assert result.exit_code == 2
        assert result.stderr.startswith("error: unknown format 'sarf'\n  help: did you mean 'sarif'?")
