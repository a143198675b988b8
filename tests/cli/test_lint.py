"""``specforge lint``: several documents, exit codes, formats."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from specforge.lint.engine import examine
from specforge.lint.ignoring import Outcome

Run = Callable[..., Result]

CLEAN = "openapi: 3.1.1\ninfo: {title: T, version: '1', contact: {name: N}}\npaths: {}\n"
STYLE = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\n"
WRONG = "openapi: 3.1.1\ninfo: {title: T}\npaths: {}\n"
BROKEN = "openapi: [\n"


class TestExitCodes:
    def test_clean_is_0_and_says_so(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(CLEAN)

        result = run("lint")

        assert (result.exit_code, "no findings" in result.stdout) == (0, True)

    def test_warnings_are_0_until_they_are_asked_for(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)

        assert run("lint").exit_code == 0
        assert run("lint", "--fail-on", "warning").exit_code == 1

    def test_errors_are_1(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(WRONG)

        result = run("lint")

        assert result.exit_code == 1
        assert "oas3-schema error: `version` is missing from `info`" in result.stdout

    def test_an_unknown_rule_is_2(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(CLEAN)

        result = run("lint", "--select", "operation-tag")

        assert result.exit_code == 2
        assert "did you mean 'operation-tags'?" in result.stderr

    def test_one_unreadable_document_is_3(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(BROKEN)

        assert run("lint").exit_code == 3


class TestDocuments:
    def test_an_unreadable_one_does_not_hide_the_others(self, run: Run, folder: Path) -> None:
        """It is shown as a finding at its line, and the exit code says that something could not be read."""
        (folder / "a.yaml").write_text(BROKEN)
        (folder / "b.yaml").write_text(STYLE)

        result = run("lint", "a.yaml", "none.yaml", "b.yaml", "--format", "json")

        findings = json.loads(result.stdout)["findings"]
        assert result.exit_code == 3
        assert [(f["file"], f["rule"]) for f in findings] == [
            ("a.yaml", "syntax"),
            ("none.yaml", "unreadable"),
            ("b.yaml", "info-contact"),
        ]
        assert findings[0]["line"] > 0

    def test_a_folder_stands_for_its_root_documents(self, run: Run, folder: Path) -> None:
        (folder / "api").mkdir()
        (folder / "api" / "one.yaml").write_text(STYLE)
        (folder / "api" / "two.json").write_text('{"openapi": "3.1.1", "info": {"title": "T"}, "paths": {}}')
        (folder / "api" / "part.yaml").write_text("type: object\n")

        answer = json.loads(run("lint", "api", "--format", "json").stdout)

        assert answer["summary"]["documents"] == 2
        assert {Path(finding["file"]).name for finding in answer["findings"]} == {"one.yaml", "two.json"}

    def test_a_folder_without_documents_is_3(self, run: Run, folder: Path) -> None:
        (folder / "api").mkdir()

        assert run("lint", "api").exit_code == 3

    def test_a_shared_file_is_reported_once(self, run: Run, folder: Path) -> None:
        for name in ("a.yaml", "b.yaml"):
            (folder / name).write_text(CLEAN + "components: {schemas: {S: {$ref: s.yaml}}}\n")
        (folder / "s.yaml").write_text("type: text\n")

        answer = json.loads(run("lint", "a.yaml", "b.yaml", "--select", "oas3-schema", "--format", "json").stdout)

        assert [finding["file"] for finding in answer["findings"]] == ["s.yaml"]

    def test_standard_input(self, run: Run) -> None:
        result = run("lint", "-", "--format", "json", input=WRONG.encode())

        assert json.loads(result.stdout)["findings"][0]["file"] == "<stdin>"


class TestOptions:
    def test_statistics_count_instead_of_showing(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(WRONG)

        result = run("lint", "--statistics")

        assert result.stdout.split() == ["1", "warning", "info-contact", "1", "error", "oas3-schema"]
        assert result.exit_code == 1

    def test_statistics_for_machines_are_in_the_summary(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)

        answer = json.loads(run("lint", "--statistics", "--format", "json").stdout)

        assert answer["summary"]["statistics"] == [
            {"rule": "info-contact", "severity": "warning", "count": 1, "fixable": 0}
        ]

    def test_the_configuration_is_read_and_flags_win(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)
        (folder / "specforge.toml").write_text('[lint]\nseverity = {info-contact = "error"}\n')

        assert run("lint").exit_code == 1
        assert run("lint", "--fail-on", "never").exit_code == 0
        assert run("lint", "--ignore", "info-*,operation-tags").exit_code == 0

    def test_a_ruleset_decides(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)
        (folder / "rules.yaml").write_text('extends: [["spectral:oas", "off"]]\nrules: {info-contact: error}\n')

        assert run("lint", "--ruleset", "rules.yaml").exit_code == 1


def test_an_interruption_shows_what_is_known(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = iter([examine])

    def interrupted(*args: Any) -> Outcome:
        check = next(known, None)
        if check is None:
            raise KeyboardInterrupt
        return check(*args)

    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n")
    monkeypatch.setattr("specforge.lint.run.examine", interrupted)
    ended = run("lint", "a.yaml", "b.yaml", "--format", "json")
    report = json.loads(ended.stdout)
    assert (ended.exit_code, report["ok"], {f["file"] for f in report["findings"]}) == (130, False, {"a.yaml"})


class TestIgnores:
    def test_ignored_findings_are_counted(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE.replace("\npaths", " # specforge: ignore[info-contact] why\npaths"))

        assert "lint: no findings (documents: 1, ignored: 1)" in run("lint").stdout
        assert json.loads(run("lint", "--format", "json").stdout)["summary"]["ignored"] == 1

    @pytest.mark.parametrize("processes", ["1", "2"])
    def test_an_ignore_that_one_of_two_documents_needs_is_needed(self, run: Run, folder: Path, processes: str) -> None:
        """The shared operation is reached through a path in one document and through a webhook in the other."""
        (folder / "shared.yaml").write_text(
            "# specforge: ignore[operation-tags] later\n"
            "get: {operationId: a, description: d, responses: {'200': {description: d}}}\n"
        )
        (folder / "a.yaml").write_text(CLEAN.replace("paths: {}", "paths: {/a: {$ref: shared.yaml}}"))
        (folder / "b.yaml").write_text(CLEAN + "webhooks: {a: {$ref: shared.yaml}}\n")

        answer = json.loads(run("lint", "a.yaml", "b.yaml", "-j", processes, "--format", "json").stdout)

        assert "unused-ignore" not in {finding["rule"] for finding in answer["findings"]}
        assert answer["summary"]["ignored"] == 1


def summary(run: Run, *args: str) -> dict[str, Any]:
    """The summary of lint with JSON output."""
    found: dict[str, Any] = json.loads(run("lint", "--format", "json", *args).stdout)["summary"]
    return found


class TestBaseline:
    @pytest.fixture(autouse=True)
    def document(self, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(WRONG)
        (folder / "specforge.toml").write_text('[lint]\nbaseline = "known.json"\n')

    def test_what_is_written_is_known(self, run: Run, folder: Path) -> None:
        written = run("lint", "--baseline-update")

        assert (written.exit_code, written.stderr) == (0, "known.json: 2 findings (2 new), 0 fixed taken out\n")
        again = run("lint")
        assert "lint: no findings (documents: 1, known: 2, new: 0, fixed: 0)" in again.stdout
        assert again.exit_code == 0

    def test_new_findings_fail_and_fixed_ones_are_told(self, run: Run, folder: Path) -> None:
        run("lint", "--baseline-update")
        (folder / "openapi.yaml").write_text(CLEAN.replace("paths: {}", "paths: {/a: {get: {tags: [7]}}}"))

        result = run("lint", "--select", "oas3-schema,info-contact")

        assert result.exit_code == 1
        assert "baseline: 2 findings fixed; --baseline-update takes them out" in result.stderr
        assert "known: 0, new: " in result.stdout
        assert "2 fixed taken out" in run("lint", "--baseline-update").stderr

    def test_a_missing_one_is_2(self, run: Run) -> None:
        result = run("lint")

        assert (result.exit_code, "run with --baseline-update" in result.stderr) == (2, True)

    def test_an_update_without_a_file_is_2(self, run: Run, folder: Path) -> None:
        (folder / "specforge.toml").unlink()

        assert run("lint", "--baseline-update").exit_code == 2

    def test_the_same_from_another_folder(self, run: Run, folder: Path) -> None:
        run("lint", "--baseline-update")
        (folder / "sub").mkdir()

        assert run("lint", "-C", "sub", "../openapi.yaml").exit_code == 0

    def test_an_unreadable_file_is_never_accepted(self, run: Run, folder: Path) -> None:
        (folder / "broken.yaml").write_text(BROKEN)

        assert run("lint", "broken.yaml", "openapi.yaml", "--baseline-update").exit_code == 3
        assert run("lint", "openapi.yaml").exit_code == 0


class TestLimits:
    def test_more_warnings_than_allowed_are_1(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)

        assert run("lint", "--max-warnings", "1").exit_code == 0
        result = run("lint", "--max-warnings", "0")
        assert (result.exit_code, result.stderr) == (1, "--max-warnings: 1 found, 0 allowed\n")

    def test_the_ratchet_allows_a_number_and_no_more(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(WRONG)
        (folder / "specforge.toml").write_text("[lint.ratchet]\noas3-schema = 1\n")

        assert run("lint", "--fail-on", "warning", "--ignore", "info-contact").exit_code == 0
        (folder / "openapi.yaml").write_text(WRONG.replace("paths: {}", "paths: []"))
        result = run("lint")
        assert (result.exit_code, result.stderr) == (1, "ratchet: oas3-schema has 2 findings, 1 allowed\n")

    def test_a_limit_that_can_fall_falls(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)
        text = "# ours\n[lint.ratchet]\n'info-contact'  = 12 # too many\noperation-tags = 0\n\n[mock]\nport = 12\n"
        (folder / "specforge.toml").write_text(text)

        assert "info-contact has 1 of 12 allowed findings; --ratchet-update" in run("lint").stderr
        assert "info-contact may have 1 finding now, not 12" in run("lint", "--ratchet-update").stderr
        assert (folder / "specforge.toml").read_text() == text.replace("= 12 #", "= 1 #")

    def test_a_limit_of_one_api_falls_there(self, run: Run, folder: Path) -> None:
        (folder / "a.yaml").write_text(STYLE)
        text = '[apis.a]\nspec = "a.yaml"\nlint = {ratchet = {info-contact = 3}}\n[lint.ratchet]\ninfo-contact = 9\n'
        (folder / "specforge.toml").write_text(text)

        run("lint", "a", "--ratchet-update")

        assert (folder / "specforge.toml").read_text() == text.replace("= 3", "= 1")

    def test_a_limit_never_rises(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)
        (folder / "specforge.toml").write_text("[lint.ratchet]\ninfo-contact = 0\n")

        assert run("lint", "--ratchet-update").exit_code == 1
        assert (folder / "specforge.toml").read_text() == "[lint.ratchet]\ninfo-contact = 0\n"

    def test_a_limit_of_an_unknown_rule_is_2(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)
        (folder / "specforge.toml").write_text("[lint.ratchet]\ninfo-contacts = 0\n")

        result = run("lint")

        assert (result.exit_code, "did you mean 'info-contact'?" in result.stderr) == (2, True)

    def test_machines_read_it_in_the_summary(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE)
        (folder / "specforge.toml").write_text("[lint.ratchet]\ninfo-contact = 3\n")

        assert summary(run)["ratchet"] == {"info-contact": {"allowed": 3, "found": 1}}


def test_reasons_can_be_required(run: Run, folder: Path) -> None:
    (folder / "openapi.yaml").write_text(STYLE.replace("\npaths", " # specforge: ignore[info-contact]\npaths"))
    (folder / "specforge.toml").write_text("[lint]\nrequire_ignore_reason = true\n")

    assert "ignore-without-reason warning" in run("lint").stdout


class TestSince:
    @pytest.fixture(autouse=True)
    def repository(self, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE + "tags: [{name: a}, {name: a}]\n")
        person = ("-c", "user.name=N", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
        for arguments in (["init", "-q"], ["add", "."], [*person, "commit", "-q", "-m", "first"]):
            subprocess.run(["git", *arguments], check=True, capture_output=True)

    def test_what_has_not_changed_is_counted_only(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(STYLE.replace("title: T", "title: U") + "tags: [{name: a}, {name: a}]\n")

        result = run("lint", "--since", "HEAD", "--select", "info-contact,openapi-tags-uniqueness")

        assert "lint: 1 warning (documents: 1, unchanged: 1)" in result.stdout

    def test_an_unknown_revision_is_2(self, run: Run) -> None:
        assert run("lint", "--since", "nothing").exit_code == 2

    def test_standard_input_is_2(self, run: Run) -> None:
        result = run("lint", "-", "--since", "HEAD", input=STYLE.encode())

        assert (result.exit_code, "needs a document that is a file" in result.stderr) == (2, True)

    def test_a_part_of_the_findings_makes_no_baseline(self, run: Run) -> None:
        result = run("lint", "--since", "HEAD", "--baseline", "b.json", "--baseline-update")

        assert (result.exit_code, "--since leaves some out" in result.stderr) == (2, True)


class TestScore:
    def test_it_is_shown_instead_of_the_findings(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(WRONG)

        result = run("lint", "--score", "--statistics")

        assert (result.exit_code, "score: " in result.stdout, "-->" in result.stdout) == (1, True, False)
        assert "error    oas3-schema" in result.stdout

    def test_what_the_baseline_knows_counts(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(WRONG)
        before = summary(run, "--score")["score"]
        run("lint", "--baseline", "b.json", "--baseline-update")

        assert before["total"] < 100
        assert summary(run, "--baseline", "b.json", "--score")["score"] == before

    def test_a_part_of_the_findings_has_no_score(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(WRONG)
        subprocess.run(["git", "init", "-q"], check=True)
        person = ("-c", "user.name=N", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *person, "commit", "-q", "--allow-empty", "-m", "first"], check=True)

        assert run("lint", "--score", "--since", "HEAD").exit_code == 2


def test_a_ruleset_leaves_the_rules_about_ignores_on(run: Run, folder: Path) -> None:
    (folder / "openapi.yaml").write_text(CLEAN.replace("\npaths", " # specforge: ignore[info-contact]\npaths"))
    (folder / "rules.yaml").write_text("extends: spectral:oas\n")

    assert "unused-ignore warning" in run("lint", "--ruleset", "rules.yaml").stdout


def test_a_configured_revision_can_be_taken_back(run: Run, folder: Path) -> None:
    (folder / "openapi.yaml").write_text(STYLE)
    (folder / "specforge.toml").write_text('[lint]\nsince = "nothing"\n')

    assert run("lint").exit_code == 2
    assert run("lint", "--no-since").exit_code == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--select", ""),
        ("--select", " , "),
        ("--since", ""),
        ("--since", "HEAD", "--no-since"),
        ("--stdin-filename", "a.yaml", "openapi.yaml"),
        ("--stdin-filename", ""),
    ],
    ids=" ".join,
)
def test_what_a_variable_that_is_not_set_leaves_is_told(run: Run, folder: Path, options: tuple[str, ...]) -> None:
    (folder / "openapi.yaml").write_text(STYLE)

    assert run("lint", *options).exit_code == 2


@pytest.mark.parametrize("options", [(), ("--select", "no-such-rule"), ("--bogus",)], ids=str)
def test_a_report_never_takes_the_place_of_a_document(run: Run, folder: Path, options: tuple[str, ...]) -> None:
    (folder / "openapi.yaml").write_text(STYLE)
    (folder / "part.yaml").write_text("type: text\n")

    for name in ("openapi.yaml", "part.yaml") if not options else ("openapi.yaml",):
        before = (folder / name).read_text()
        result = run("lint", name, *options, "--format", "json", "-o", f"./{name}")

        assert (result.exit_code, (folder / name).read_text()) == (2, before)


def test_a_name_that_is_not_utf_8(run: Run, folder: Path) -> None:
    try:
        (folder / os.fsdecode(b"b\xff.yaml")).write_text(STYLE)
    except OSError:
        pytest.skip("this system has no such names")

    sarif = json.loads(run("lint", ".", "--format", "sarif").stdout)
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in sarif["runs"][0]["results"]}
    data = json.loads(run("lint", ".", "--format", "json").stdout)

    assert (uris, {one["file"] for one in data["findings"]}) == ({"b%FF.yaml"}, {"b\ufffd.yaml"})


def test_junit_fails_what_makes_the_run_fail(run: Run, folder: Path) -> None:
    (folder / "openapi.yaml").write_text(STYLE)

    def failures(*options: str) -> int:
        return run("lint", "--select", "info-contact", "--format", "junit", *options).stdout.count("<failure")

    assert (failures(), failures("--fail-on", "warning"), failures("--max-warnings", "0")) == (0, 1, 1)
    assert run("lint", "missing.yaml", "openapi.yaml", "--format", "junit").stdout.count("<failure") == 1
