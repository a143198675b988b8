"""``specforge gen``: what is written, what is only shown, and the exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

SPEC = """\
openapi: 3.1.0
info: {title: My Shop, version: '1'}
paths:
  /a:
    get: {operationId: getA, responses: {'200': {description: ok}}}
"""


@pytest.fixture
def generated(run: Run, folder: Path) -> Path:
    """A folder with a document and what was generated from it."""
    (folder / "openapi.yaml").write_text(SPEC)
    assert run("gen").exit_code == 0
    return folder


class TestWriting:
    def test_into_the_working_folder_under_a_name_from_the_title(self, generated: Path) -> None:
        assert (generated / "my_shop/generated/app.py").is_file()
        assert (generated / "my_shop/main.py").is_file()
        assert (generated / "tests/contract/test_get_a.py").is_file()

    def test_into_another_folder_and_package(self, run: Run, folder: Path) -> None:
        (folder / "api.yaml").write_text(SPEC)

        result = run("gen", "api.yaml", "--out", "out", "--package", "shop")

        assert (result.exit_code, (folder / "out/shop/generated/models.py").is_file()) == (0, True)

    def test_again_changes_nothing(self, run: Run, generated: Path) -> None:
        assert "0 of " in run("gen").stderr

    def test_says_how_many_files(self, run: Run, generated: Path) -> None:
        summary = json.loads(run("gen", "--format", "json").stdout)["summary"]

        assert summary["package"] == "my_shop"
        assert summary["files"]["new"] == 0
        assert summary["files"]["unchanged"] > 5

    def test_a_target_beside_a_framework_is_added_to_it(self, run: Run, generated: Path) -> None:
        assert run("gen", "--target", "client").exit_code == 0

        assert (generated / "my_shop/generated/app.py").is_file()
        assert (generated / "my_shop/generated/client").is_dir()
        assert run("gen", "--target", "fastapi").exit_code == 0
        assert not (generated / "my_shop/generated/client").exists()

    def test_over_an_edit_is_5_until_it_is_forced(self, run: Run, generated: Path) -> None:
        file = generated / "my_shop/generated/app.py"
        file.write_text("edited")

        assert run("gen").exit_code == 5
        assert file.read_text() == "edited"
        assert run("gen", "--force").exit_code == 0
        assert file.read_text() != "edited"


class TestChecking:
    def test_what_is_up_to_date_is_0(self, run: Run, generated: Path) -> None:
        assert run("gen", "--check").exit_code == 0

    def test_what_is_not_is_5_and_stays_as_it_is(self, run: Run, generated: Path) -> None:
        (generated / "openapi.yaml").write_text(SPEC.replace("getA", "getB"))

        result = run("gen", "--check")

        assert result.exit_code == 5
        assert "not up to date" in result.stderr
        assert not (generated / "tests/contract/test_get_b.py").exists()

    def test_a_diff_shows_and_writes_nothing(self, run: Run, generated: Path) -> None:
        (generated / "openapi.yaml").write_text(SPEC.replace("getA", "getB"))

        result = run("gen", "--diff")

        assert result.exit_code == 0
        assert "+++ b/tests/contract/test_get_b.py" in result.stdout
        assert (generated / "tests/contract/test_get_a.py").exists()


class TestFailing:
    def test_an_unknown_target_is_2(self, run: Run, generated: Path) -> None:
        result = run("gen", "--target", "fastpi")

        assert (result.exit_code, "did you mean 'fastapi'?" in result.stderr) == (2, True)

    def test_a_package_that_is_no_name_is_2(self, run: Run, generated: Path) -> None:
        assert run("gen", "--package", "my-shop").exit_code == 2

    def test_what_is_no_document_is_3(self, run: Run, folder: Path) -> None:
        (folder / "x.yaml").write_text("a: b\n")

        assert run("gen", "x.yaml").exit_code == 3

    def test_warnings_fail_when_they_are_asked_to(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(SPEC.replace("/a:", "/a?b=c:"))

        assert run("gen").exit_code == 0
        assert run("gen", "--fail-on", "warning").exit_code == 1
