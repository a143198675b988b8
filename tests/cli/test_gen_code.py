"""``specforge gen`` over code that somebody has written: checks, stubs, watching, and everything that can go wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from specforge.cli.context import Globals
from specforge.cli.gen_options import Mode
from specforge.cli.gen_watch import Watch

Run = Callable[..., Result]

SPEC = """\
openapi: 3.1.0
info: {title: My Shop, version: '1'}
paths:
  /a:
    get: {operationId: getA, tags: [a], responses: {'200': {$ref: part.yaml}}}
"""
PART = "description: ok\n"
SERVICE = "my_shop/services/a.py"


@pytest.fixture
def shop(run: Run, folder: Path) -> Path:
    """A folder with a document in two files and what was generated from it."""
    (folder / "openapi.yaml").write_text(SPEC)
    (folder / "part.yaml").write_text(PART)
    assert run("gen").exit_code == 0
    return folder


def add_operation(folder: Path) -> None:
    text = "    put: {operationId: putA, tags: [a], responses: {'204': {description: ok}}}\n"
    (folder / "openapi.yaml").write_text(SPEC + text)


class TestChecking:
    def test_what_is_stale_goes_before_what_is_missing(self, run: Run, shop: Path) -> None:
        add_operation(shop)

        result = run("gen", "--check", "--fail-on", "warning")

        assert result.exit_code == 5
        assert "gen-missing-operation warning: `AService` has no method `put_a`" in result.stdout
        assert f"--> {SERVICE}:" in result.stdout

    def test_a_missing_operation_is_a_warning(self, run: Run, shop: Path) -> None:
        add_operation(shop)
        run("gen")

        assert run("gen", "--check").exit_code == 0
        assert run("gen", "--check", "--fail-on", "warning").exit_code == 1

    def test_a_call_that_fails_is_an_error(self, run: Run, shop: Path) -> None:
        file = shop / SERVICE
        file.write_text(file.read_text().replace("async def", "def"))

        assert run("gen", "--check").exit_code == 1

    def test_machines_get_places_and_counts(self, run: Run, shop: Path) -> None:
        add_operation(shop)
        run("gen")

        report = json.loads(run("gen", "--check", "--format", "json").stdout)

        (finding,) = report["findings"]
        lines = (shop / SERVICE).read_text().splitlines()
        assert (finding["file"], finding["column"]) == (SERVICE, 7)
        assert lines[finding["line"] - 1].startswith("class AService(")
        assert finding["operation"] == "PUT /a"
        assert (report["summary"]["operations"], report["summary"]["implemented"]) == (2, 0)
        assert report["summary"]["stale"] == []

    def test_a_run_says_that_there_is_something_to_check(self, run: Run, shop: Path) -> None:
        add_operation(shop)

        assert "differ in 1 place: `specforge gen --check`" in run("gen").stderr

    @pytest.mark.parametrize("content", [b"def (\n", b"\x00\xff", b"\xef\xbb\xbfx = (\n", b"# coding: nonsense\nx\n"])
    def test_code_that_is_no_python_is_a_finding(self, run: Run, shop: Path, content: bytes) -> None:
        (shop / SERVICE).write_bytes(content)

        for option in ("--check", "--stubs"):
            result = run("gen", option)
            assert (result.exit_code, "gen-syntax error: this file is no Python" in result.stdout) == (1, True)
        assert (shop / SERVICE).read_bytes() == content


class TestStubs:
    def test_are_written_and_told(self, run: Run, shop: Path) -> None:
        add_operation(shop)

        result = run("gen", "--stubs")

        assert (result.exit_code, f"{SERVICE} got AService.put_a" in result.stderr) == (0, True)
        assert "async def put_a(" in (shop / SERVICE).read_text()
        assert run("gen", "--check", "--fail-on", "warning").exit_code == 0

    def test_are_shown_before(self, run: Run, shop: Path) -> None:
        add_operation(shop)

        result = run("gen", "--stubs", "--diff")

        assert "+    async def put_a(" in result.stdout.split(f"+++ b/{SERVICE}")[1]
        assert "put_a" not in (shop / SERVICE).read_text()

    def test_that_are_to_be_written_make_a_check_fail(self, run: Run, shop: Path) -> None:
        add_operation(shop)
        run("gen")

        result = run("gen", "--stubs", "--check")

        assert (result.exit_code, f"not up to date: {SERVICE}" in result.stderr) == (5, True)

    def test_dead_and_changed_methods_are_listed(self, run: Run, shop: Path) -> None:
        (shop / "openapi.yaml").write_text(SPEC.replace("getA", "readA"))

        result = run("gen", "--stubs")

        assert "GET /a is called `read_a` now: nothing calls `get_a`" in result.stdout
        assert "async def get_a(" in (shop / SERVICE).read_text()


class TestTargets:
    def test_the_framework_is_found_and_told(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(SPEC.replace("$ref: part.yaml", "description: ok"))
        (folder / "requirements.txt").write_text("fastapi\n")

        assert "target fastapi: requirements.txt:1 names it" in run("gen").stderr

    def test_the_last_run_decides(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(SPEC.replace("$ref: part.yaml", "description: ok"))
        run("gen", "--target", "models")

        result = run("gen", "--check")

        assert (result.exit_code, "target" in result.stderr) == (0, False)

    def test_names_are_completed(self, run: Run) -> None:
        words = {"_SPECFORGE_COMPLETE": "bash_complete", "COMP_WORDS": "specforge gen --target mod", "COMP_CWORD": "3"}

        assert "models" in run(env=words, prog_name="specforge").output


class TestPlan:
    def test_is_printed_as_json(self, run: Run, shop: Path) -> None:
        plan = json.loads(run("gen", "--dump-plan").stdout)

        assert plan["groups"][0]["operations"][0]["operation_id"] == "getA"

    def test_writes_nothing(self, run: Run, folder: Path) -> None:
        (folder / "openapi.yaml").write_text(SPEC.replace("$ref: part.yaml", "description: ok"))

        run("gen", "--dump-plan", "-o", "plan.json")

        assert sorted(path.name for path in folder.iterdir()) == ["openapi.yaml", "plan.json"]


class TestWrongOptions:
    @pytest.mark.parametrize(
        "options",
        [
            ("--check", "--diff"),
            ("--check", "--watch"),
            ("--check", "--force"),
            ("--dump-plan", "--stubs"),
            ("-", "--watch"),
        ],
    )
    def test_what_excludes_one_another_is_2(self, run: Run, shop: Path, options: tuple[str, ...]) -> None:
        assert run("gen", *options).exit_code == 2


class TestFolders:
    def test_a_file_is_no_folder(self, run: Run, shop: Path) -> None:
        (shop / "file").touch()

        for out in ("file", "file/below"):
            assert run("gen", "--out", out).exit_code == 5

    def test_a_read_only_file_stops_everything(self, run: Run, shop: Path) -> None:
        add_operation(shop)
        (shop / "my_shop/generated/app.py").chmod(0o444)

        result = run("gen")

        assert (result.exit_code, "read-only" in result.stderr) == (5, True)
        assert "put_a" not in (shop / "my_shop/generated/services/a.py").read_text()

    @pytest.mark.parametrize("kind", ["folder", "loose link"])
    def test_what_is_no_file_stops_everything(self, run: Run, shop: Path, kind: str) -> None:
        file = shop / "my_shop/generated/app.py"
        file.unlink()
        file.mkdir() if kind == "folder" else file.symlink_to("nowhere")

        assert run("gen").exit_code == 5
        assert not (shop / "nowhere").exists()

    def test_links_are_written_through(self, run: Run, shop: Path) -> None:
        (shop / "my_shop").rename(shop / "elsewhere")
        (shop / "my_shop").symlink_to("elsewhere")
        add_operation(shop)

        assert run("gen").exit_code == 0
        assert "put_a" in (shop / "elsewhere/generated/services/a.py").read_text()

    def test_a_second_package_in_the_folder_says_how_to_rename(self, run: Run, shop: Path) -> None:
        result = run("gen", "--package", "other")

        assert (result.exit_code, "rename its folder to other" in result.stderr) == (5, True)

    def test_runs_at_the_same_time(self, shop: Path) -> None:
        """They wait for each other; none of them takes the other's files for edits."""
        add_operation(shop)
        command = [sys.executable, "-m", "specforge", "gen"]
        runs = [subprocess.Popen(command, cwd=shop, stderr=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]

        assert [(one.communicate()[1][:0], one.returncode) for one in runs] == [(b"", 0), (b"", 0)]
        assert not list(shop.rglob("*.tmp"))


class TestWatching:
    @pytest.fixture
    def watch(self, shop: Path, capsys: pytest.CaptureFixture[str]) -> Watch:
        made = Watch(Globals(), None, {}, Mode(watch=True), "error")
        made.generate(is_first=True)
        return made

    def save(self, file: Path, text: str) -> None:
        file.write_text(text)
        later = time.time_ns() + 1_000_000_000
        os.utime(file, ns=(later, later))

    def test_a_change_is_generated(self, watch: Watch, shop: Path) -> None:
        assert not watch.has_changed()

        self.save(shop / "openapi.yaml", SPEC.replace("getA", "readA"))
        assert watch.has_changed()
        watch.generate()

        assert "read_a" in (shop / "my_shop/generated/services/a.py").read_text()
        assert not watch.has_changed()

    def test_files_that_are_referred_to_are_watched(self, watch: Watch, shop: Path) -> None:
        self.save(shop / "part.yaml", "description: fine\n")

        assert watch.has_changed()

    def test_a_broken_save_keeps_the_last_good_code_and_says_why(
        self, watch: Watch, shop: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = (shop / "my_shop/generated/app.py").read_text()
        capsys.readouterr()

        self.save(shop / "openapi.yaml", "openapi: [\n")
        watch.generate()

        told = capsys.readouterr().err
        assert "openapi.yaml:2:1" in told
        assert "the code stays as it was" in told
        assert (shop / "my_shop/generated/app.py").read_text() == before
        assert not watch.has_changed()
        self.save(shop / "openapi.yaml", SPEC.replace("getA", "readA"))
        assert watch.has_changed()

    def test_a_broken_reference_is_mended_later(self, watch: Watch, shop: Path) -> None:
        self.save(shop / "part.yaml", "description: [\n")
        watch.generate()
        assert not watch.has_changed()

        self.save(shop / "part.yaml", PART)

        assert watch.has_changed()

    def test_settings_that_are_wrong_are_told_and_mended(self, watch: Watch, shop: Path) -> None:
        (shop / "specforge.toml").write_text("[gen]\nnope = 1\n")
        assert watch.has_changed()
        watch.generate()

        (shop / "specforge.toml").write_text("[gen]\npackage = 'my_shop'\n")

        assert watch.has_changed()

    def test_ctrl_c_ends_it(self, shop: Path) -> None:
        command = [sys.executable, "-m", "specforge", "gen", "--watch"]
        process = subprocess.Popen(command, cwd=shop, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        assert process.stderr is not None
        while "watching" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)

        process.communicate(timeout=20)

        assert process.returncode == 130
