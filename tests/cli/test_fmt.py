"""``specforge fmt``: fields in customary order, comments with them, every other byte as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

BEFORE = """\
# The books.
info:
  version: "1"  # the first

  # what it is called
  title: Books
openapi: 3.1.1

paths:
  /books:
    # reading
    get:
      responses:
        "404": {description: none}
        "200": {description: All books.}
      tags: [b, a]
      x-internal: true
      summary: All books
components:
  schemas:
    Page: {minimum: 1, type: integer}
    Book:
      properties:
        title: {type: string}
        author: {type: string}
      type: object
"""
AFTER = """\
# The books.
openapi: 3.1.1
info:
  # what it is called
  title: Books

  version: "1"  # the first

paths:
  /books:
    # reading
    get:
      tags: [b, a]
      summary: All books
      responses:
        "404": {description: none}
        "200": {description: All books.}
      x-internal: true
components:
  schemas:
    Page: {type: integer, minimum: 1}
    Book:
      type: object
      properties:
        title: {type: string}
        author: {type: string}
"""


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "openapi.yaml"
    path.write_text(BEFORE)
    return path


def test_fields_are_sorted_and_names_are_not(run: Run, file: Path) -> None:
    result = run("fmt")

    assert file.read_text() == AFTER
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 file formatted" in result.stderr


def test_what_is_in_order_is_not_touched(run: Run, file: Path) -> None:
    file.write_text(AFTER)
    before = file.stat().st_mtime_ns

    assert run("fmt").exit_code == 0
    assert file.stat().st_mtime_ns == before


def test_check_lists_the_files_and_ends_with_5(run: Run, file: Path, folder: Path) -> None:
    (folder / "other.yaml").write_text(AFTER)

    result = run("fmt", "--check", "openapi.yaml", "other.yaml")

    assert (result.exit_code, result.stdout) == (5, "openapi.yaml\n")
    assert file.read_text() == BEFORE
    assert run("fmt", "--check", "other.yaml").exit_code == 0


def test_diff_shows_the_change_and_ends_with_1(run: Run, file: Path) -> None:
    result = run("fmt", "--diff")

    assert (result.exit_code, "+openapi: 3.1.1\n" in result.stdout) == (1, True)
    assert file.read_text() == BEFORE


def test_standard_input_goes_to_standard_output(run: Run) -> None:
    assert run("fmt", "-", input=BEFORE).stdout == AFTER
    assert run("fmt", "-", input=AFTER).stdout == AFTER


def test_json_keeps_its_layout(run: Run, folder: Path) -> None:
    (folder / "openapi.json").write_text('{\n  "info": {"version": "1", "title": "T"},\n  "openapi": "3.1.1"\n}')

    run("fmt", "openapi.json")

    text = '{\n  "openapi": "3.1.1",\n  "info": {"title": "T", "version": "1"}\n}'
    assert (folder / "openapi.json").read_text() == text


def test_files_that_are_referred_to_are_formatted_too(run: Run, folder: Path) -> None:
    (folder / "openapi.yaml").write_text(
        "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths:\n  /a: {$ref: parts/a.yaml}\n"
    )
    (folder / "parts").mkdir()
    (folder / "parts/a.yaml").write_text("get:\n  responses: {}\n  summary: A\n")

    run("fmt")

    assert (folder / "parts/a.yaml").read_text() == "get:\n  summary: A\n  responses: {}\n"


def test_a_file_that_cannot_be_read_is_3(run: Run, folder: Path) -> None:
    (folder / "openapi.yaml").write_text("openapi: [\n")

    assert run("fmt").exit_code == 3


def test_a_read_only_file_is_5(run: Run, file: Path) -> None:
    file.chmod(0o444)

    assert run("fmt").exit_code == 5
    assert file.read_text() == BEFORE


def test_what_cannot_be_sorted_stays_and_the_rest_is_sorted(run: Run, folder: Path) -> None:
    text = "paths: {}\ninfo: {version: '1', title: T}\nx-a: &a {b: 1}\nopenapi: 3.1.1\ncomponents: {schemas: {A: *a}}\n"
    (folder / "openapi.yaml").write_text(text)

    assert run("fmt").exit_code == 0
    new = (folder / "openapi.yaml").read_text()
    assert new == text.replace("version: '1', title: T", "title: T, version: '1'")


def test_what_is_no_openapi_document_stays(run: Run, folder: Path) -> None:
    (folder / "compose.yaml").write_text("tags: []\nservices: {}\ninfo: {}\n")

    result = run("fmt", "compose.yaml")

    assert (result.exit_code, "is no OpenAPI document" in result.stderr) == (0, True)
    assert (folder / "compose.yaml").read_text() == "tags: []\nservices: {}\ninfo: {}\n"


UNSORTED = "openapi: 3.1.1\ninfo: {version: '1', # v\n  title: T}\npaths: {}\n"


@pytest.mark.parametrize("option", [(), ("--check",), ("--diff",)])
def test_what_stays_unsorted_is_named_with_the_reason(run: Run, file: Path, option: tuple[str, ...]) -> None:
    file.write_text(UNSORTED)

    result = run("fmt", *option)

    assert (result.exit_code, file.read_text()) == (0, UNSORTED)
    assert "openapi.yaml:2:1: the fields of `/info` stay in their order: comments inside" in result.stderr


@pytest.mark.parametrize(("option", "code"), [("--check", 5), ("--diff", 1)])
def test_the_report_has_the_files_that_would_change(run: Run, file: Path, option: str, code: int) -> None:
    result = run("fmt", option, "--format", "json")

    report = json.loads(result.stdout)
    (finding,) = report["findings"]
    (edit,) = finding["fix"]["edits"]
    lines = BEFORE.splitlines(keepends=True)
    lines[edit["line"] - 1 : edit["end_line"] - 1] = [edit["replacement"]]
    assert (result.exit_code, report["command"], report["ok"]) == (code, "fmt", False)
    assert (report["summary"]["files"], report["summary"]["would_change"]) == (1, 1)
    assert (finding["rule"], finding["file"], "".join(lines)) == ("field-order", "openapi.yaml", AFTER)
    assert file.read_text() == BEFORE


def test_the_report_goes_where_o_says(run: Run, file: Path, folder: Path) -> None:
    assert run("fmt", "openapi.yaml", "--format", "json", "-o", "report.json").stdout == ""

    report = json.loads((folder / "report.json").read_text())
    assert (report["ok"], report["summary"]["formatted"], report["findings"]) == (True, 1, [])
    assert file.read_text() == AFTER


def test_o_without_a_report_is_2(run: Run, file: Path) -> None:
    assert run("fmt", "-o", "x.yaml").exit_code == 2
    assert file.read_text() == BEFORE


def test_a_file_that_cannot_be_read_is_in_the_report(run: Run, file: Path, folder: Path) -> None:
    (folder / "broken.yaml").write_text("openapi: [\n")

    result = run("fmt", "--check", "openapi.yaml", "broken.yaml", "--format", "json")

    files = [finding["file"] for finding in json.loads(result.stdout)["findings"]]
    assert (result.exit_code, files) == (3, ["broken.yaml", "openapi.yaml"])


def test_numbers_and_nouns_agree(run: Run, file: Path) -> None:
    file.write_text(AFTER)

    assert "0 files would be formatted, 1 file is as it should be" in run("fmt", "--check").stderr
