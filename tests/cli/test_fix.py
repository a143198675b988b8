"""``specforge lint --fix`` and ``--diff``: files change as far as they must, and what is left is reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from specforge.document.load import load_text
from specforge.findings.repair import repair
from specforge.lint.engine import lint

Run = Callable[..., Result]

BEFORE = """\
# The books.
openapi: 3.0.4
info: {title: Books, version: 1.10, contact: {name: N}}
servers:
  - url: https://example.org/api/  # production
paths:
  /books:
    get:
      tags: [books]
      description: All books.
      responses:
        "200": {description: All books.}
"""
AFTER = """\
# The books.
openapi: 3.0.4
info: {title: Books, version: "1.10", contact: {name: N}}
servers:
  - url: https://example.org/api  # production
paths:
  /books:
    get:
      tags: [books]
      description: All books.
      operationId: getBooks
      responses:
        "200": {description: All books.}
"""
TYPO = BEFORE.replace("description: All books.\n      resp", "sumary: All books.\n      description: All.\n      resp")


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "openapi.yaml"
    path.write_text(BEFORE)
    return path


class TestFix:
    def test_safe_fixes_are_written_and_counted(self, run: Run, file: Path) -> None:
        result = run("lint", "--fix")

        assert file.read_text() == AFTER
        assert (result.exit_code, "fixed: 3" in result.stdout) == (0, True)

    def test_what_is_left_is_reported_where_it_stands_now(self, run: Run, file: Path) -> None:
        file.write_text(TYPO)

        result = run("lint", "--fix", "--format", "json")

        report = json.loads(result.stdout)
        assert result.exit_code == 1
        assert [(one["rule"], one["line"]) for one in report["findings"]] == [("oas3-schema", 10)]
        assert report["summary"]["fixed"] == 3

    def test_unsafe_fixes_are_made_when_they_are_asked_for(self, run: Run, file: Path) -> None:
        file.write_text(TYPO)

        result = run("lint", "--fix", "--unsafe-fixes")

        assert result.exit_code == 0
        assert "      summary: All books.\n" in file.read_text()

    def test_a_run_without_it_says_how_many_it_would_mend(self, run: Run, file: Path) -> None:
        result = run("lint", "--fail-on", "never")

        assert "fixable: 3" in result.stdout
        assert file.read_text() == BEFORE

    def test_a_clean_file_is_not_touched(self, run: Run, file: Path) -> None:
        file.write_text(AFTER)
        before = file.stat().st_mtime_ns

        run("lint", "--fix")

        assert file.stat().st_mtime_ns == before

    def test_only_the_rules_that_run_mend_something(self, run: Run, file: Path) -> None:
        run("lint", "--fix", "--select", "oas3-server-trailing-slash")

        assert file.read_text() == BEFORE.replace("/api/", "/api")

    def test_an_ignored_finding_is_not_mended(self, run: Run, file: Path) -> None:
        ignored = BEFORE.replace("# production", "# specforge: ignore[oas3-server-trailing-slash] as deployed")
        file.write_text(ignored)

        run("lint", "--fix", "--select", "oas3-server-trailing-slash")

        assert file.read_text() == ignored

    def test_ignores_that_nothing_needs_are_removed(self, run: Run, file: Path) -> None:
        file.write_text(
            AFTER.replace("# production", "# specforge: ignore[operation-tags] why # production")
            .replace("paths:", "# specforge: ignore[info-contact]\npaths:")
            .replace("[books]", "[books]  # specforge: ignore[info-contact, operation-tag-defined] later")
        )

        run("lint", "--fix", "--select", "unused-ignore,operation-tag-defined,info-contact,operation-tags")

        assert file.read_text() == AFTER.replace("[books]", "[books]  # specforge: ignore[operation-tag-defined] later")

    def test_line_ends_marks_and_encodings_stay(self, run: Run, file: Path) -> None:
        file.write_bytes(b"\xef\xbb\xbf" + BEFORE.replace("\n", "\r\n").encode())

        run("lint", "--fix")

        assert file.read_bytes() == b"\xef\xbb\xbf" + AFTER.replace("\n", "\r\n").encode()

    def test_a_file_that_does_not_parse_is_left_alone(self, run: Run, file: Path) -> None:
        file.write_text("openapi: [\n")

        assert run("lint", "--fix").exit_code == 3
        assert file.read_text() == "openapi: [\n"

    def test_a_read_only_file_is_5(self, run: Run, file: Path) -> None:
        file.chmod(0o444)

        result = run("lint", "--fix")

        assert (result.exit_code, "read-only" in result.stderr) == (5, True)
        assert file.read_text() == BEFORE

    def test_nothing_is_written_where_one_file_cannot_be(self, run: Run, file: Path, folder: Path) -> None:
        other = folder / "other.yaml"
        other.write_text(BEFORE)
        other.chmod(0o444)

        assert run("lint", "--fix", "openapi.yaml", "other.yaml").exit_code == 5
        assert file.read_text() == BEFORE

    def test_a_shared_file_is_mended_once(self, run: Run, folder: Path) -> None:
        main = BEFORE.replace("  /books:\n    get:", "  /books:\n    $ref: books.yaml\n  /more:\n    get:")
        for name in ("one.yaml", "two.yaml"):
            (folder / name).write_text(main)
        (folder / "books.yaml").write_text("post:\n  responses:\n    '200': {description: OK}\n")

        result = run("lint", "--fix", "one.yaml", "two.yaml", "--select", "path-params,operation-operationId")

        text = (folder / "books.yaml").read_text()
        assert text == "post:\n  operationId: postBooks\n  responses:\n    '200': {description: OK}\n"
        assert result.exit_code == 0

    def test_what_another_document_needs_stays(self, run: Run, folder: Path) -> None:
        shared = BEFORE + "components:\n  schemas:\n    Book: {type: string}\n"
        (folder / "one.yaml").write_text(shared)
        (folder / "two.yaml").write_text(
            "openapi: 3.0.4\ninfo: {title: T, version: '1'}\npaths: {}\n"
            "components:\n  schemas:\n    A: {$ref: 'one.yaml#/components/schemas/Book'}\n"
        )

        result = run("lint", "--fix", "one.yaml", "two.yaml", "--select", "oas3-unused-component")

        assert "one.yaml was not changed: two.yaml needs what would go" in result.stderr
        assert (folder / "one.yaml").read_text() == shared

    def test_what_came_from_the_network_is_not_mended(self, folder: Path, run: Run) -> None:
        document = load_text(BEFORE, "openapi.yaml")
        document.root.name = "https://example.org/openapi.yaml"

        result = repair(document, lint)

        assert (result.fixed, result.changed) == (0, {})


class TestStandardInput:
    def test_the_fixed_document_goes_to_stdout_and_the_report_to_stderr(self, run: Run) -> None:
        result = run("lint", "--fix", "-", input=TYPO)

        assert result.stdout == TYPO.replace("1.10", '"1.10"').replace("/api/", "/api").replace(
            "      responses", "      operationId: getBooks\n      responses"
        )
        assert (result.exit_code, "unknown field `sumary`" in result.stderr) == (1, True)

    def test_a_clean_document_passes_through(self, run: Run) -> None:
        assert run("lint", "--fix", "-", input=AFTER).stdout == AFTER


class TestDiff:
    def test_a_diff_is_shown_and_nothing_written(self, run: Run, file: Path) -> None:
        result = run("lint", "--diff")

        assert result.exit_code == 1
        assert "--- openapi.yaml\n+++ openapi.yaml\n@@" in result.stdout
        assert "+      operationId: getBooks\n" in result.stdout
        assert "3 fixes would be made in 1 file" in result.stderr
        assert file.read_text() == BEFORE

    def test_nothing_to_do_is_0(self, run: Run, file: Path) -> None:
        file.write_text(AFTER)

        result = run("lint", "--diff")

        assert (result.exit_code, result.stdout) == (0, "")


class TestUsage:
    @pytest.mark.parametrize("flags", [["--unsafe-fixes"], ["--fix", "--diff"]])
    def test_what_makes_no_sense_is_2(self, run: Run, file: Path, flags: list[str]) -> None:
        assert run("lint", *flags).exit_code == 2
        assert file.read_text() == BEFORE


IN_BRACKETS = """\
openapi: 3.0.4
info: {title: T, version: "1", contact: {name: N}}
tags: [
  {name: a}, # the first
  {name: b}, # about b
  {name: a}, # copied by mistake
  {name: c}  # about c
]
paths: {}
"""


def test_comments_in_brackets_stay_with_their_entries(run: Run, file: Path) -> None:
    file.write_text(IN_BRACKETS)

    run("lint", "--fix", "--select", "openapi-tags-uniqueness")

    assert file.read_text() == IN_BRACKETS.replace("  {name: a}, # copied by mistake\n", "")


SHARED = """\
openapi: 3.0.4
info: {title: T, version: "1"}
tags: [{name: a}, {name: a}, # both
  {name: c}]
paths: {}
"""


def test_why_a_fix_is_not_made_is_said_at_its_place(run: Run, file: Path) -> None:
    file.write_text(SHARED)

    result = run("lint", "--diff", "-v", "--select", "openapi-tags-uniqueness")

    assert "openapi.yaml:3:26: openapi-tags-uniqueness cannot be fixed: comments inside" in result.stderr
    assert "fixed openapi.yaml" not in result.stderr
    assert (result.stdout, file.read_text()) == ("", SHARED)


def test_statistics_count_the_fixes_that_can_be_made(run: Run, file: Path) -> None:
    file.write_text(SHARED)

    assert run("lint", "--statistics", "--select", "openapi-tags-uniqueness").stdout.split()[-1] != "fixable)"
    file.write_text(SHARED.replace(" # both", ""))
    assert run("lint", "--statistics", "--select", "openapi-tags-uniqueness").stdout.endswith("(1 fixable)\n")


def test_a_diff_has_no_other_format(run: Run, file: Path) -> None:
    result = run("lint", "--diff", "--format", "sarif")

    assert result.exit_code == 2
    assert "--diff shows text, and has no sarif format" in result.output
