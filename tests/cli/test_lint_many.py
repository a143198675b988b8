"""Many documents at once: globs, processes, and what goes wrong with one of them."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from specforge.cli import lint_crew
from specforge.cli.processes import can_fork
from specforge.lint.run import Checked, Job, check
from specforge.reporters import REPORTERS

Run = Callable[..., Result]

STYLE = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\n"
WRONG = "openapi: 3.1.1\ninfo: {title: T}\npaths: {}\n"
BROKEN = "openapi: [\n"

forks = pytest.mark.skipif(not can_fork(), reason="this system cannot fork: everything runs in one process")


def documents(result: Result) -> list[str]:
    return list(dict.fromkeys(finding["file"] for finding in json.loads(result.stdout)["findings"]))


class TestGlobs:
    @pytest.fixture(autouse=True)
    def files(self, folder: Path) -> None:
        for name in ("api/b.yaml", "api/a.yaml", "api/v2/c.json", "api/node_modules/n.yaml", "api/.hidden/h.yaml"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text('{"openapi": "3.1.1", "paths": {}}' if name.endswith("json") else STYLE)
        (folder / "api" / "part.yaml").write_text("type: object\n")

    def test_a_quoted_glob_means_its_files_in_order(self, run: Run) -> None:
        assert documents(run("lint", "api/[ab].yaml", "--format", "json")) == ["api/a.yaml", "api/b.yaml"]

    def test_two_stars_look_for_documents(self, run: Run) -> None:
        """A file that is only a part of documents is none, and what is installed or hidden is nobody's."""
        found = documents(run("lint", "api/**/*.*", "--format", "json"))

        assert found == ["api/a.yaml", "api/b.yaml", "api/v2/c.json"]

    def test_a_single_star_means_what_the_shell_would_mean(self, run: Run) -> None:
        assert "api/part.yaml" in documents(run("lint", "api/*.yaml", "--format", "json"))

    def test_a_glob_that_means_nothing_is_told_and_the_rest_is_done(self, run: Run) -> None:
        result = run("lint", "api/*.yml", "api/a.yaml", "--format", "json")

        assert (result.exit_code, documents(result)) == (3, ["api/*.yml", "api/a.yaml"])

    def test_a_file_that_looks_like_a_glob_is_a_file(self, run: Run, folder: Path) -> None:
        (folder / "a[1].yaml").write_text(STYLE)

        assert documents(run("lint", "a[1].yaml", "--format", "json")) == ["a[1].yaml"]


class TestStandardInput:
    def test_it_stands_for_a_file(self, run: Run, folder: Path) -> None:
        (folder / "api").mkdir()
        (folder / "api" / "part.yaml").write_text("type: text\n")
        text = STYLE + "components: {schemas: {S: {$ref: part.yaml}}}\n"
        options = ("--stdin-filename", "api/root.yaml", "--format", "json")

        for paths in (["-"], []):
            result = run("lint", *paths, *options, input=text.encode())

            assert set(documents(result)) == {"api/part.yaml", "api/root.yaml"}

    def test_it_is_configured_as_that_file(self, run: Run, folder: Path) -> None:
        (folder / "specforge.toml").write_text(
            "[apis.shop]\nspec = 'shop.yaml'\n[apis.shop.lint]\nseverity = {info-contact = 'error'}\n"
        )

        assert run("lint", "-", input=STYLE.encode()).exit_code == 0
        assert run("lint", "-", "--stdin-filename", "shop.yaml", input=STYLE.encode()).exit_code == 1

    def test_a_syntax_error_names_the_file(self, run: Run) -> None:
        result = run("lint", "-", "--stdin-filename", "root.yaml", input=BROKEN.encode())

        assert result.exit_code == 3
        assert "root.yaml:2:1" in result.stderr


@forks
class TestProcesses:
    @pytest.fixture(autouse=True)
    def files(self, folder: Path) -> None:
        for number in range(6):
            text = [STYLE, WRONG, BROKEN][number % 3] + f"# {number}\n" * number
            text = text.replace("3.1.1", "3.1.1  # specforge: ignore[info-contact] not yet") if number > 2 else text
            (folder / f"{number}.yaml").write_text(text)

    @pytest.mark.parametrize("format", list(REPORTERS))
    def test_the_output_is_that_of_one_process(self, run: Run, format: str) -> None:
        one, two = (run("lint", "*.yaml", "--jobs", jobs, "--format", format) for jobs in "13")

        assert (two.exit_code, two.stdout) == (one.exit_code, one.stdout)
        assert one.exit_code == 3

    def test_wrong_settings_end_the_run(self, run: Run) -> None:
        result = run("lint", "*.yaml", "--jobs", "2", "--select", "operation-tag")

        assert result.exit_code == 2
        assert "did you mean 'operation-tags'?" in result.stderr

    def test_a_process_that_dies_is_told(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def die(job: Job) -> Checked:
            if job.name == "1.yaml":
                os.kill(os.getpid(), signal.SIGKILL)
            return check(job)

        monkeypatch.setattr(lint_crew, "check", die)
        result = run("lint", "0.yaml", "1.yaml", "3.yaml", "--jobs", "2", "--format", "json")

        answer = json.loads(result.stdout)
        (lost,) = (finding for finding in answer["findings"] if finding["rule"] == "internal")
        assert (result.exit_code, lost["file"], answer["ok"]) == (70, "1.yaml", False)
        assert "SIGKILL" in lost["message"]
        assert documents(result) == ["0.yaml", "1.yaml", "3.yaml"]

    @pytest.mark.parametrize("jobs", "12")
    def test_a_bug_in_one_document_does_not_hide_the_others(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, jobs: str
    ) -> None:
        def fail(job: Job) -> Checked:
            if job.name == "1.yaml":
                raise LookupError("what now")
            return check(job)

        monkeypatch.setattr(lint_crew, "check", fail)
        result = run("lint", "0.yaml", "1.yaml", "3.yaml", "--jobs", jobs, "--format", "json")

        assert (result.exit_code, documents(result)) == (70, ["0.yaml", "1.yaml", "3.yaml"])
        assert "LookupError: what now" in result.stdout

    def test_an_interruption_shows_what_is_known(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        waited = []

        def interrupted(channels: list[Any]) -> list[Any]:
            waited.append(channels)
            if len(waited) == 3:
                raise KeyboardInterrupt
            return multiprocessing_wait(channels)

        multiprocessing_wait = lint_crew.Crew.run.__globals__["wait"]
        monkeypatch.setitem(lint_crew.Crew.run.__globals__, "wait", interrupted)
        result = run("lint", "*.yaml", "--jobs", "2", "--format", "json")

        assert result.exit_code == 130
        assert 0 < len(documents(result)) < 6


def test_a_few_small_documents_need_no_other_process(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(lint_crew, "_QUICK", 600)
    monkeypatch.setattr(lint_crew, "Crew", refuse)
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text(STYLE)

    assert run("lint", "a.yaml", "b.yaml").exit_code == 0


class TestOneFileByManyNames:
    def test_it_is_checked_once(self, run: Run, folder: Path) -> None:
        (folder / "a.yaml").write_text(STYLE)
        (folder / "b.yaml").symlink_to("a.yaml")

        for names in (("a.yaml", "./a.yaml", str(folder / "a.yaml")), (".",)):
            result = run("lint", *names, "--format", "json")

            assert (json.loads(result.stdout)["summary"]["documents"], documents(result)) == (1, ["a.yaml"])


class TestLocked:
    @pytest.fixture(autouse=True)
    def files(self, folder: Path) -> Iterator[None]:
        (folder / "a.yaml").write_text(STYLE)
        (folder / "locked.yaml").write_text(STYLE)
        (folder / "locked.yaml").chmod(0)
        (folder / "vault").mkdir(mode=0)
        if os.access(folder / "locked.yaml", os.R_OK):
            pytest.skip("this user may read everything")
        yield
        (folder / "vault").chmod(0o700)

    @pytest.mark.parametrize("names", [("locked.yaml", "a.yaml", "vault"), (".",)], ids=" ".join)
    def test_what_cannot_be_read_is_told_and_the_rest_is_done(self, run: Run, names: tuple[str, ...]) -> None:
        result = run("lint", *names, "--format", "json")

        assert (result.exit_code, set(documents(result))) == (3, {"a.yaml", "locked.yaml", "vault"})


@pytest.mark.parametrize("names", [("a.yaml",), ("a.yaml", "b.yaml")], ids=" ".join)
def test_machines_get_a_report_of_what_was_interrupted_at_once(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    def interrupted(job: Job) -> Checked:
        raise KeyboardInterrupt

    for name in names:
        (folder / name).write_text(STYLE)
    monkeypatch.setattr("specforge.cli.lint.check", interrupted)
    monkeypatch.setattr(lint_crew, "check", interrupted)

    result = run("lint", *names, "--format", "json")
    data = json.loads(result.stdout)

    assert (result.exit_code, data["ok"], data["findings"], data["summary"]["interrupted"]) == (130, False, [], True)
    assert run("lint", *names).stdout == ""
