"""The group: help, wrong words, global options, and the way from an error to an exit code."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

import specforge
from specforge.cli import VERBS
from specforge.cli.options import Globals
from specforge.errors import OutputError, ServerError, SyntaxProblem, UsageError

Run = Callable[..., Result]
AddVerb = Callable[[Callable[[Globals], Any]], None]
ROOT = Path(specforge.__file__).parents[1]
ENVIRON = {**os.environ, "PYTHONPATH": str(ROOT)}


def python(*args: str, **options: Any) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, env=environ, **options)


class TestHelp:
    def test_lists_the_table(self, run: Run) -> None:
        """Every verb with its line, in the order of the table, with exit code 0."""
        result = run("--help")

        assert result.exit_code == 0
        listed = [line.split()[0] for line in result.stdout.partition("Commands:\n")[2].splitlines() if line.strip()]
        assert listed == list(VERBS)

    def test_imports_no_verb_and_nothing_heavy(self) -> None:
        """The group's help and its completion know the verbs by name only."""
        code = "import sys; from specforge.cli import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
        code += "print([m for m in sys.modules if m.startswith(('specforge.', 'yaml', 'rich', 'httpx', 'jinja2'))])"

        done = python("-c", code)

        loaded = ast.literal_eval(done.stdout.splitlines()[-1])
        assert set(loaded) == {
            "specforge._version",
            "specforge.atomic",
            "specforge.callables",
            "specforge.cli",
            "specforge.cli.collector",
            "specforge.cli.console",
            "specforge.cli.context",
            "specforge.errors",
        }

    def test_separates_own_options_from_global_ones(self, run: Run, verb: AddVerb) -> None:
        """A verb's help shows what is special about it first."""
        verb(lambda globals: None)

        text = run("try", "-h").stdout

        assert text.index("Options:") < text.index("Global options:") < text.index("--config")

    @pytest.mark.parametrize("args", [("--version",), ("version",)])
    def test_version(self, run: Run, args: tuple[str, ...]) -> None:
        """Both ways that people try."""
        assert run(*args).stdout == f"specforge {specforge.__version__}\n"


class TestWrongUsage:
    @pytest.mark.parametrize(
        ("args", "message", "meant"),
        [
            (("lnit",), "no such command 'lnit'", "'lint'"),
            (("validate",), "no such command 'validate'", "'lint'"),
            (("generate",), "no such command 'generate'", "'gen'"),
            (("version", "--formt", "json"), "no such option '--formt'", "'--format'"),
            (("config", "shwo"), "no such command 'shwo'", "'show'"),
        ],
    )
    def test_did_you_mean(self, run: Run, args: tuple[str, ...], message: str, meant: str) -> None:
        """Exit code 2, the message on stderr, and the word that was meant."""
        result = run(*args)

        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.startswith(f"error: {message}\n  help: did you mean {meant}?\n")

    @pytest.mark.parametrize(
        "args",
        [
            ("mock", "--bogus", "--format", "json"),
            ("mock", "--bogus", "--format=json"),
            ("--format", "json", "mock", "--bogus"),
        ],
    )
    def test_an_unknown_option_is_told_in_the_format_that_is_asked_for(self, run: Run, args: tuple[str, ...]) -> None:
        """Wherever that stands: click gives up before it looks at what follows."""
        result = run(*args)

        assert result.exit_code == 2
        assert json.loads(result.stdout)["findings"][0]["message"] == "no such option '--bogus'"

    def test_a_format_that_does_not_exist(self, run: Run) -> None:
        """Also when it is found only after the work: no traceback, exit code 2."""
        result = run("version", "--format", "jsno")

        assert result.exit_code == 2
        assert "jsno" in result.stderr

    def test_no_command_at_all_is_help(self, run: Run) -> None:
        """As in ruff and gh."""
        result = run()

        assert result.exit_code == 2
        assert "Commands:" in result.stderr


class TestGlobalOptions:
    @pytest.mark.parametrize("before", [True, False])
    def test_before_and_after_the_verb(self, run: Run, verb: AddVerb, folder: Path, before: bool) -> None:
        """Where an option stands makes no difference."""
        seen: list[Globals] = []
        verb(seen.append)
        options = ["--config", "c.toml", "--format", "json", "-o", "out", "--color", "never", "-q", "-vv", "--debug"]

        result = run(*options, "try") if before else run("try", *options)

        assert result.exit_code == 0
        chosen = seen[0]
        assert (chosen.config, chosen.format, chosen.output_path) == (Path("c.toml"), "json", folder / "out")
        assert (chosen.color, chosen.quiet, chosen.verbose, chosen.debug) == ("never", True, 2, True)

    def test_the_later_one_wins(self, run: Run, verb: AddVerb) -> None:
        """An alias with defaults can be overruled."""
        seen: list[Globals] = []
        verb(seen.append)

        run("--format", "json", "try", "--format", "sarif")

        assert seen[0].format == "sarif"

    def test_a_flag_before_the_verb_beats_the_environment(
        self, run: Run, verb: AddVerb, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The environment is read once, not again behind the verb."""
        seen: list[Globals] = []
        verb(seen.append)
        monkeypatch.setenv("SPECFORGE_FORMAT", "junit")

        run("try")
        run("--format", "json", "try")

        assert [chosen.format for chosen in seen] == ["junit", "json"]

    @pytest.mark.parametrize("args", [("-C", "a/b", "try"), ("try", "-C", "a/b"), ("-C", "a", "try", "-C", "b")])
    def test_directory(self, run: Run, verb: AddVerb, folder: Path, args: tuple[str, ...]) -> None:
        """The verb runs inside; a second -C is relative to the first; afterwards everything is as before."""
        (folder / "a/b").mkdir(parents=True)
        seen: list[Path] = []
        verb(lambda globals: seen.append(Path.cwd()))

        result = run(*args)

        assert (result.exit_code, seen, Path.cwd()) == (0, [folder / "a/b"], folder)

    def test_a_directory_that_is_missing(self, run: Run, verb: AddVerb) -> None:
        """Wrong usage, exit code 2."""
        verb(lambda globals: None)
        result = run("try", "-C", "nowhere")

        assert result.exit_code == 2
        assert "cannot enter 'nowhere'" in result.stderr


def fail(problem: BaseException) -> Callable[[Globals], None]:
    def function(globals: Globals) -> None:
        raise problem

    return function


class TestErrors:
    @pytest.mark.parametrize(
        ("problem", "code"),
        [
            (UsageError("wrong"), 2),
            (SyntaxProblem("wrong", file="a.yaml"), 3),
            (ServerError("wrong"), 4),
            (OutputError("wrong"), 5),
            (RuntimeError("wrong"), 70),
            (RecursionError(), 70),
            (MemoryError(), 70),
            (KeyboardInterrupt(), 130),
            (click.Abort(), 130),
            (BrokenPipeError(), 0),
        ],
    )
    def test_exit_codes(self, run: Run, verb: AddVerb, problem: BaseException, code: int) -> None:
        """Each kind has its own, and none shows a traceback."""
        verb(fail(problem))

        result = run("try")

        assert result.exit_code == code
        assert "Traceback" not in result.stderr
        assert result.stdout == ""

    def test_text(self, run: Run, verb: AddVerb) -> None:
        """Message, place, the line, help."""
        verb(fail(SyntaxProblem("wrong", file="a.yaml", line=3, column=2, source_line="a: b: c", help="quote it")))

        assert run("try").stderr == ("error: wrong\n --> a.yaml:3:2\n3 | a: b: c\n  |  ^\n  help: quote it\n")

    def test_json(self, run: Run, verb: AddVerb) -> None:
        """The envelope goes where the result would have gone; people still read the message on stderr."""
        verb(fail(SyntaxProblem("wrong", file="a.yaml", line=3)))

        result = run("try", "--format", "json")
        envelope = json.loads(result.stdout)

        assert (envelope["command"], envelope["ok"]) == ("try", False)
        assert [(f["rule"], f["file"], f["line"]) for f in envelope["findings"]] == [("syntax", "a.yaml", 3)]
        assert result.stderr.startswith("error: wrong\n")

    def test_json_to_a_file(self, run: Run, verb: AddVerb, folder: Path) -> None:
        """-o holds for the envelope of an error too, also when the verb ran elsewhere."""
        (folder / "sub").mkdir()
        verb(fail(ServerError("wrong")))

        result = run("--format", "json", "-o", "out.json", "-C", "sub", "try")

        assert result.stdout == ""
        assert json.loads((folder / "sub/out.json").read_text())["findings"][0]["rule"] == "server"

    @pytest.mark.parametrize("name", ["sarif", "junit", "github", "gitlab", "markdown", "html", "jsonl"])
    def test_every_format_has_errors(self, run: Run, verb: AddVerb, name: str) -> None:
        """None of them stays silent."""
        verb(fail(ServerError("the server is away")))

        assert "the server is away" in run("try", "--format", name).stdout

    def test_a_bug_asks_for_a_report(self, run: Run, verb: AddVerb) -> None:
        """One paragraph; the traceback only with --debug."""
        verb(fail(KeyError("x")))

        assert "KeyError: 'x'" in run("try").stderr
        assert "This is a bug in specforge" in run("try").stderr
        assert "Traceback (most recent call last)" in run("try", "--debug").stderr

    def test_the_line_of_a_configuration_is_shown(self, run: Run, folder: Path) -> None:
        """The error of a configuration file brings no line along; it is read from the file."""
        (folder / "specforge.toml").write_text("[mock]\nprot = 1\n")

        result = run("config", "show")

        assert result.exit_code == 2
        assert "2 | prot = 1\n  | ^\n  help: did you mean 'port'?" in result.stderr


class TestBrokenPipe:
    def test_a_reader_that_leaves_is_no_error(self) -> None:
        """``specforge config schema | head -1`` prints one line and nothing on stderr."""
        command = f"'{sys.executable}' -m specforge config schema | head -1"
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environ, check=False)

        assert (done.stdout, done.stderr) == ("{\n", "")


class TestCompletion:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_prints_the_script(self, run: Run, shell: str) -> None:
        """The shell asks specforge itself, by this variable."""
        assert f"_SPECFORGE_COMPLETE={shell}_complete" in run("completion", shell).stdout

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("specforge l", "plain,lint"),
            ("specforge version --deb", "plain,--debug"),
            ("specforge explain info-c", "plain,info-contact"),
            ("specforge lint --ignore path-params,info-c", "plain,path-params,info-contact"),
        ],
    )
    def test_completes(self, words: str, expected: str) -> None:
        """Verbs, options, and names of rules."""
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "_SPECFORGE_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
        done = subprocess.run(
            [sys.executable, "-m", "specforge"], capture_output=True, text=True, env=environ, check=False
        )

        assert expected in done.stdout.splitlines()


class TestStandardOutput:
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
    @pytest.mark.parametrize("args", [("rules",), ("--help",), ("--version",), ("lint", "--help")])
    def test_a_full_disk(self, args: tuple[str, ...]) -> None:
        with Path("/dev/full").open("w") as full:
            ended = run_into(full, *args)
        assert (ended.returncode, "cannot write" in ended.stderr) == (5, True)
        assert "Traceback" not in ended.stderr

    def test_closed_streams(self) -> None:
        program = f"{sys.executable} -m specforge"
        shell = f"{program} rules >&-; echo $?; {program} lint - <&- 2>&-; echo $?"
        ended = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, env=ENVIRON, check=False)
        assert ended.stdout.split() == ["5", "3"]
        assert ended.stderr == "error: cannot write to standard output: it is closed\n"


def run_into(stream: Any, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "specforge", *args]
    return subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, text=True, env=ENVIRON, check=False)


def test_wrong_usage_is_a_report_for_machines_too(run: Run) -> None:
    ended = run("--format", "json", "lnt")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["ok"] is False


def test_a_plain_lint_imports_only_what_it_needs(tmp_path: Path) -> None:
    """Every start pays for an import: what an option, a format or a failure needs comes with that."""
    (tmp_path / "openapi.yaml").write_text("{openapi: 3.0.3, info: {title: T, version: '1'}, paths: {}}")
    code = "import sys; from specforge.cli import cli\n"
    code += "try: cli.main(['lint', 'openapi.yaml'])\nexcept SystemExit: print(sorted(sys.modules))"

    done = python("-c", code, cwd=tmp_path)

    loaded = set(ast.literal_eval(done.stdout.splitlines()[-1]))
    assert "specforge.lint.run" in loaded
    assert not loaded & {
        *(f"specforge.cli.{name}" for name in ("failures", "lint_accept", "lint_crew", "lint_fix", "lint_watch")),
        *("specforge.config.scan", "specforge.document.rewrite", "specforge.findings.repair"),
        *("specforge.findings.statistics", "specforge.lint.score", "specforge.lint.since"),
        *("multiprocessing", "tomllib"),
    }
