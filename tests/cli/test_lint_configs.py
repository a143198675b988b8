"""Documents with configurations of their own: the nearest upwards from each document counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

STYLE = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\n"


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    (folder / "x" / "y").mkdir(parents=True)
    for name in ("a.yaml", "x/a.yaml", "x/y/a.yaml"):
        (folder / name).write_text(STYLE)
    (folder / "specforge.toml").write_text("[lint]\nselect = ['info-contact']\n")
    (folder / "x" / "specforge.toml").write_text("[lint]\nselect = ['info-license']\n")


def found(result: Result) -> list[tuple[str, str]]:
    return [(one["file"], one["rule"]) for one in json.loads(result.stdout)["findings"]]


def test_each_document_has_the_nearest(run: Run) -> None:
    assert found(run("lint", ".", "--format", "json")) == [
        ("a.yaml", "info-contact"),
        ("x/a.yaml", "info-license"),
        ("x/y/a.yaml", "info-license"),
    ]


def test_standard_input_has_that_of_its_file(run: Run) -> None:
    for name, rule in (("x/y/new.yaml", "info-license"), ("new.yaml", "info-contact")):
        result = run("lint", "-", "--stdin-filename", name, "--format", "json", input=STYLE)

        assert found(result) == [(name, rule)]


def test_the_named_one_is_everybodys(run: Run) -> None:
    result = run("lint", "x/a.yaml", "--config", "specforge.toml", "--format", "json")

    assert found(result) == [("x/a.yaml", "info-contact")]


def test_a_document_elsewhere_without_any_has_that_of_the_working_folder(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x" / "specforge.toml").rename(folder / "x" / "y" / "specforge.toml")
    (folder / "specforge.toml").unlink()
    monkeypatch.chdir(folder / "x" / "y")

    assert [rule for _, rule in found(run("lint", "../a.yaml", "--format", "json"))] == ["info-license"]


@pytest.mark.parametrize("broken", ["specforge.toml", "x/specforge.toml"])
def test_a_wrong_one_is_never_passed_over(run: Run, folder: Path, broken: str) -> None:
    (folder / broken).write_text("[lint]\nselct = []\n")

    result = run("lint", "x/a.yaml")

    assert (result.exit_code, f"{broken}:2:1" in result.stderr) == (2, True)


def test_a_folder_in_its_place_is_told(run: Run, folder: Path) -> None:
    (folder / "x" / "specforge.toml").unlink()
    (folder / "x" / "specforge.toml").mkdir()

    assert run("lint", "x/a.yaml").exit_code == 2


def test_a_ruleset_beside_it_counts(run: Run, folder: Path) -> None:
    (folder / "x" / "specforge.toml").write_text("[lint]\n")
    (folder / "x" / ".spectral.yaml").write_text("extends: [[spectral:oas, off]]\nrules: {info-license: error}\n")

    assert found(run("lint", "a.yaml", "x/a.yaml", "--format", "json")) == [
        ("a.yaml", "info-contact"),
        ("x/a.yaml", "info-license"),
    ]


class TestRatchets:
    @pytest.fixture(autouse=True)
    def limits(self, folder: Path) -> None:
        for name in ("specforge.toml", "x/specforge.toml"):
            (folder / name).write_text("[lint.ratchet]\ninfo-contact = 2\ninfo-license = 2\n")

    def test_equal_limits_of_two_files_are_two_limits(self, run: Run, folder: Path) -> None:
        assert run("lint", ".", "--select", "info-contact").exit_code == 0

        assert run("lint", ".", "--select", "info-contact,info-license", "--ratchet-update").exit_code == 0
        texts = [(folder / name).read_text() for name in ("specforge.toml", "x/specforge.toml")]
        assert texts == [f"[lint.ratchet]\ninfo-contact = {n}\ninfo-license = {n}\n" for n in (1, 2)]

    def test_rules_that_did_not_run_keep_their_limits(self, run: Run, folder: Path) -> None:
        result = run("lint", "a.yaml", "--select", "info-contact", "--ratchet-update")

        assert "info-license" not in result.stderr
        assert (folder / "specforge.toml").read_text() == "[lint.ratchet]\ninfo-contact = 1\ninfo-license = 2\n"

    def test_documents_that_could_not_be_read_keep_all(self, run: Run, folder: Path) -> None:
        before = (folder / "specforge.toml").read_text()
        options = ("--select", "info-contact,info-license", "--ratchet-update")

        assert run("lint", "a.yaml", "missing.yaml", *options).exit_code == 3
        assert (folder / "specforge.toml").read_text() == before


@pytest.mark.parametrize("option", ["--config", "--baseline", "--ruleset"])
def test_a_device_is_read_within_bounds(run: Run, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no /dev/zero")
    monkeypatch.setattr("specforge.document.load.MAX_BYTES", 1_000_000)

    result = run("lint", "a.yaml", option, "/dev/zero")

    assert (result.exit_code, "larger than 1 MB" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[lint]\nselect = ['info-contat']\n", "2:1"),
        ("[lint]\nfail_on = 'error'\nignore = ['info-contat']\n", "3:1"),
        ("[lint.ratchet]\ninfo-contact = 1\ninfo-contat = 1\n", "3:1"),
        ("[lint.severity]\ninfo-contat = 'error'\n", "2:1"),
        ("[lint.options.info-contat]\na = 1\n", "1:2"),
        ("[apis.a]\nspec = 'a.yaml'\n[apis.a.lint]\nselect = ['info-contat']\n", "4:1"),
    ],
)
def test_a_rule_that_does_not_exist_is_shown_in_the_file(run: Run, folder: Path, text: str, place: str) -> None:
    (folder / "specforge.toml").write_text(text)

    result = run("lint", "a.yaml", "x/a.yaml")

    assert result.exit_code == 2
    assert f"specforge.toml:{place}" in result.stderr
    assert "info-contact" in result.stderr


def test_a_rule_that_does_not_exist_on_the_command_line_has_no_place(run: Run) -> None:
    result = run("lint", "a.yaml", "--select", "info-contat")

    assert (result.exit_code, "specforge.toml" in result.stderr) == (2, False)


def test_keys_that_landed_in_the_wrong_table_are_named(run: Run, folder: Path) -> None:
    (folder / "specforge.toml").write_text("[lint.ratchet]\ninfo-contact = 1\nruleset = 'a'\nplugins = ['b']\n")

    result = run("lint", "a.yaml")

    assert result.exit_code == 2
    assert "lint.ratchet.ruleset and lint.ratchet.plugins must be a whole number" in result.stderr
    assert "specforge.toml:3:1" in result.stderr
