"""``specforge lint --watch``: every change shows, a broken one too, and Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result

from specforge.cli.context import Globals
from specforge.cli.lint_jobs import jobs_of, names_of, setting_files_of
from specforge.cli.lint_watch import Plan, Watch
from specforge.findings.model import Finding
from specforge.lint.run import Checked

Run = Callable[..., Result]

ROOT = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {S: {$ref: part.yaml}}}\n"
SELECT = {"select": ("info-contact", "oas3-schema", "invalid-ref")}


class Desk:
    """A watch over a folder, and what it has shown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown: list[list[str]] = []
        self.found: list[Finding] = []
        asked = (Globals(), (".",), SELECT)
        plan = Plan(partial(jobs_of, *asked), partial(setting_files_of, *asked), partial(names_of, *asked))
        self.watch = Watch(asked[0], plan, self.show)

    def show(self, checked: Sequence[Checked]) -> None:
        self.found = [finding for one in checked for finding in one.findings]
        self.shown.append([finding.rule for finding in self.found])

    def severities(self) -> list[str]:
        return [finding.severity.value for finding in self.found]

    def save(self, name: str, text: str) -> None:
        file = self.folder / name
        before = file.stat().st_mtime_ns if file.exists() else time.time_ns()
        file.write_text(text)
        # The clock of the file system may be too coarse to see two saves of the same length.
        os.utime(file, ns=(before + 1_000_000_000, before + 1_000_000_000))

    def after(self, name: str, text: str) -> list[str]:
        self.save(name, text)
        assert self.watch.has_changed()
        self.watch.check_again()
        assert not self.watch.has_changed()
        return self.shown[-1]


@pytest.fixture
def desk(folder: Path) -> Desk:
    (folder / "openapi.yaml").write_text(ROOT)
    (folder / "part.yaml").write_text("type: object\n")
    desk = Desk(folder)
    desk.watch.check()
    assert desk.shown == [["info-contact"]]
    assert not desk.watch.has_changed()
    return desk


def test_a_change_of_any_file_of_the_document_shows(desk: Desk) -> None:
    assert desk.after("part.yaml", "type: text\n") == ["info-contact", "oas3-schema"]
    assert desk.after("openapi.yaml", ROOT.replace("title: T", "title: T, contact: {}")) == ["oas3-schema"]


def test_a_broken_save_shows_its_error_and_the_watch_goes_on(desk: Desk) -> None:
    assert desk.after("openapi.yaml", "openapi: [") == ["syntax"]
    assert desk.after("openapi.yaml", ROOT) == ["info-contact"]
    assert desk.after("part.yaml", "type: [") == ["info-contact", "invalid-ref"]
    assert desk.after("part.yaml", "type: object") == ["info-contact"]


def test_a_file_that_was_missing_is_waited_for(desk: Desk) -> None:
    (desk.folder / "part.yaml").unlink()
    desk.watch.check()
    assert desk.shown[-1] == ["info-contact", "invalid-ref"]

    assert desk.after("part.yaml", "type: object") == ["info-contact"]


def test_a_new_document_in_the_folder_is_found(desk: Desk) -> None:
    assert desk.after("second.yaml", ROOT) == ["info-contact", "info-contact"]


def test_documents_that_have_not_changed_are_not_checked_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.after("second.yaml", ROOT)
    monkeypatch.setattr("specforge.cli.lint_watch.attempt_with", None)

    desk.watch.check()

    assert desk.shown[-1] == ["info-contact", "info-contact"]


def test_the_configuration_counts_and_a_wrong_one_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = len(desk.shown)
    desk.save("specforge.toml", "[lint]\nfail_onn = 'error'\n")
    desk.watch.check_again()

    assert "specforge.toml:2:1: unknown key" in capsys.readouterr().err
    assert len(desk.shown) == shown
    assert not desk.watch.has_changed()
    assert desk.after("specforge.toml", "[lint]\nseverity = {info-contact = 'off'}\n") == []


def test_a_ruleset_that_appears_counts(desk: Desk) -> None:
    assert desk.severities() == ["warning"]

    desk.after(".spectral.yaml", "extends: spectral:oas\nrules: {info-contact: error}\n")
    assert desk.severities() == ["error"]
    desk.after(".spectral.yaml", "extends: spectral:oas\nrules: {info-contact: hint}\n")
    assert desk.severities() == ["hint"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_ends_it(folder: Path) -> None:
    (folder / "openapi.yaml").write_text(ROOT)
    (folder / "part.yaml").write_text("type: object\n")
    code = "from specforge.__main__ import main; main()"
    command = [sys.executable, "-c", code, "lint", "--watch", "--select", "info-contact"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    assert "watching 2 files" in process.stderr.readline()

    (folder / "part.yaml").write_text("type: [\n")
    assert "watching 2 files" in process.stderr.readline()
    process.send_signal(signal.SIGINT)

    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (out.count("info-contact warning"), err) == (2, "interrupted\n")
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("options", "message"),
    [(["-"], "standard input cannot be watched"), (["--baseline-update"], "goes with no option that writes")],
)
def test_what_cannot_be_watched(run: Run, folder: Path, options: list[str], message: str) -> None:
    (folder / "openapi.yaml").write_text(ROOT)

    result = run("lint", "--watch", *options)

    assert (result.exit_code, message in result.stderr) == (2, True)
