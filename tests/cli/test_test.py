"""``specforge test`` as a user runs it."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from specforge.cli import cli

DOCUMENT = """\
openapi: 3.0.3
info: {title: Numbers, version: "1"}
paths:
  /n:
    get:
      operationId: number
      responses:
        200:
          description: a number
          content:
            application/json:
              schema: {type: integer}
"""

APP = """\
async def _answer(scope, receive, send, body):
    if scope["type"] != "http":
        raise RuntimeError("no lifespan")
    status, headers = (200, [(b"content-type", b"application/json")]) if scope["method"] == "GET" else (
        405, [(b"allow", b"GET")])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body if status == 200 else b""})

async def good(scope, receive, send):
    await _answer(scope, receive, send, b"1")

async def bad(scope, receive, send):
    await _answer(scope, receive, send, b'"one"')

async def noisy(scope, receive, send):
    print("what an application prints")
    await _answer(scope, receive, send, b"1")

async def unstartable(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        raise ConnectionError("no database")
    await _answer(scope, receive, send, b"1")

async def refuses_to_start(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no licence"})

def make():
    return good

class NoException(BaseException):
    pass

def make_nothing():
    raise NoException("not today")

async def crashes(scope, receive, send):
    raise ValueError("boom")
"""

EXITS = "import sys; sys.exit(3)\n"
BROKEN = "import a_module_that_does_not_exist_at_all\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "verb_test_app.py").write_text(APP)
    (tmp_path / "verb_test_broken.py").write_text(BROKEN)
    (tmp_path / "verb_test_exits.py").write_text(EXITS)
    return tmp_path


def invoke(*arguments: str) -> Result:
    quick = ("--phases", "coverage", "--seed", "1")
    return CliRunner().invoke(cli, ["test", *quick, *arguments])


class TestOutcome:
    """The exit code says what a script must know."""

    def test_clean(self) -> None:
        result = invoke("--app", "verb_test_app:good")

        assert result.exit_code == 0
        assert "no findings" in result.stdout
        assert "tested 1 of 1 operations" in result.stderr

    def test_findings(self) -> None:
        result = invoke("--app", "verb_test_app:bad")

        assert result.exit_code == 1
        assert "contract/response-schema error: 'one' is a string, not an integer" in result.stdout
        assert "--> openapi.yaml:12:30 (GET /n)" in result.stdout
        assert "curl -X GET http" in result.stdout

    def test_an_application_that_always_crashes(self) -> None:
        result = invoke("--app", "verb_test_app:crashes")

        assert result.exit_code == 1
        assert "contract/server-error error: the application raised ValueError: boom" in result.stdout
        assert "not a single request" not in result.output

    def test_fail_on(self) -> None:
        assert invoke("--app", "verb_test_app:bad", "--fail-on", "never").exit_code == 0

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            ((), 2, "nothing to test is given"),
            (("--app", "verb_test_app:good", "--url", "http://x"), 2, "both a URL and an application"),
            (("--app", "verb_test_app:god"), 2, "did you mean 'good'?"),
            (("--app", "verb_test_broken:app"), 4, "cannot be imported: ModuleNotFoundError"),
            (("--app", "verb_test_exits:app"), 4, "cannot be imported: SystemExit: 3"),
            (("--app", "verb_test_app:make"), 4, "is it a factory? Write verb_test_app:make()"),
            (("--app", "verb_test_app:make_nothing()"), 4, "cannot be imported: NoException: not today"),
            (("--app", "verb_test_app:APP"), 2, "has no 'APP'"),
            (("--app", "verb_test_app:__name__"), 4, "is no application"),
            (("--app", "verb_test_app:unstartable"), 4, "does not start: ConnectionError: no database"),
            (("--app", "verb_test_app:refuses_to_start"), 4, "does not start: RuntimeError: no licence"),
            (("--url", "http://127.0.0.1:9"), 4, "no server answers"),
            (("--start", "true"), 2, "write {port} into it"),
            (("--start", "echo out of order; exit 7 # {port}"), 4, "out of order"),
            (("--start", "true {port}", "--app", "verb_test_app:good"), 2, "both a command and an application"),
            (("--app", "verb_test_app:good", "--rate-limit", "fast"), 2, "write it as 100/s"),
            (("--app", "verb_test_app:good", "--phase", "coverige"), 2, "did you mean 'coverage'?"),
            (("--app", "verb_test_app:good", "--exclude", "number"), 2, "every operation is excluded"),
            (("--app", "verb_test_app:good", "--changed-since", "main"), 2, "needs a git repository"),
            (("--app", "verb_test_app:good", "--include", "nombre"), 2, "no operation, path, method or tag 'nombre'"),
            (("--app", "verb_test_app:good", "--budget", "soon"), 2, "is not a duration"),
            (("--app", "verb_test_app:good", "--report", "junit"), 2, "names no file"),
            (("--app", "verb_test_app:good", "--report", "sarif:-"), 2, "--format sarif prints the report"),
            (("--app", "verb_test_app:good", "--report", "unit:x.xml"), 2, "did you mean 'junit'?"),
            (("missing.yaml", "--app", "verb_test_app:good"), 3, "missing.yaml"),
        ],
    )
    def test_refusals(self, arguments: tuple[str, ...], code: int, said: str) -> None:
        result = invoke(*arguments)

        assert (result.exit_code, said in result.output) == (code, True), result.output

    def test_an_interrupt_still_prints_what_is_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(self: object, progress: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("specforge.cli.contract_progress.Display.__call__", interrupt)

        result = invoke("--app", "verb_test_app:bad")

        assert result.exit_code == 130
        assert "stopped: interrupted" in result.stdout

    def test_what_an_application_prints_is_no_part_of_the_report(self) -> None:
        result = invoke("--app", "verb_test_app:noisy", "--format", "json")

        assert json.loads(result.stdout)["ok"]
        assert "what an application prints" in result.stderr

    def test_an_application_that_hangs_does_not_keep_the_command(self, project: Path) -> None:
        (project / "verb_test_hangs.py").write_text(
            "import time\nasync def app(scope, receive, send):\n"
            "    assert scope['type'] == 'http'\n    time.sleep(600)\n"
        )
        command = [sys.executable, "-m", "specforge", "test", "--app", "verb_test_hangs:app", "--timeout", "100ms"]

        result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

        assert result.returncode == 4, result.stderr
        assert "contract/no-answer error: the server did not answer: gave up after 0.1 s" in result.stdout
        assert "error: the server keeps us waiting" in result.stderr
        assert "Traceback" not in result.stderr


class TestStart:
    """``--start`` runs a server for the time of the test."""

    def test_a_server(self, project: Path) -> None:
        (project / "server.py").write_text(
            "import sys\nfrom wsgiref.simple_server import make_server\n"
            "def app(environ, start_response):\n"
            "    is_get = environ['REQUEST_METHOD'] == 'GET'\n"
            "    start_response('200 OK' if is_get else '405 No',\n"
            "                   [('Content-Type', 'application/json'), ('Allow', 'GET')])\n"
            "    return [b'1' if is_get else b'']\n"
            "make_server('127.0.0.1', int(sys.argv[1]), app).serve_forever()\n"
        )
        start = f"{shlex.quote(sys.executable)} server.py {{port}}"

        result = invoke("--start", start, "--wait-for", "/n", "--rate-limit", "500/s")

        assert result.exit_code == 0, result.output
        assert "tested 1 of 1 operations" in result.stderr


class TestChangedSince:
    """Only what has changed is tested; that nothing has is good news."""

    def test_changes(self, project: Path) -> None:
        def git(*arguments: str) -> None:
            subprocess.run(
                ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments],
                cwd=project,
                check=True,
                capture_output=True,
            )

        git("init", "-q")
        git("add", "openapi.yaml")
        git("commit", "-qm", "first")

        unchanged = invoke("--app", "verb_test_app:good", "--changed-since", "HEAD")
        assert unchanged.exit_code == 0
        assert "nothing to test: no operation that is selected has changed" in unchanged.stderr

        (project / "openapi.yaml").write_text(DOCUMENT.replace("{type: integer}", "{type: string}"))
        changed = invoke("--app", "verb_test_app:good", "--changed-since", "HEAD")
        assert changed.exit_code == 1
        assert "tested 1 of 1 operations" in changed.stderr


class TestReports:
    """Every format of every command, and more than one at a time."""

    def test_files(self, project: Path) -> None:
        result = invoke("--app", "verb_test_app:bad", "--report", "junit:out/j.xml", "--report", "json:r.json")

        assert result.exit_code == 1
        assert 'testsuite name="GET /n"' in (project / "out" / "j.xml").read_text()
        report = json.loads((project / "r.json").read_text())
        assert report["findings"][0]["pointer"].endswith("/schema/type")

    def test_json_on_stdout(self) -> None:
        result = invoke("--app", "verb_test_app:good", "--format", "json")

        report = json.loads(result.stdout)
        assert (report["command"], report["ok"], report["findings"]) == ("test", True, [])
        facts = {name: report["summary"][name] for name in ("operations", "operations_tested", "seed", "stopped")}
        assert facts == {"operations": 1, "operations_tested": 1, "seed": 1, "stopped": "completed"}


class TestConfiguration:
    """``[test]`` says what the command line does not."""

    def test_target_and_headers(self, project: Path) -> None:
        (project / "specforge.toml").write_text('[test]\napp = "verb_test_app:bad"\nfail_on = "never"\n')

        assert invoke().exit_code == 0
        assert invoke("--fail-on", "error").exit_code == 1
        assert invoke("--app", "verb_test_app:good", "--fail-on", "error").exit_code == 0
        assert invoke("--url", "http://127.0.0.1:9").exit_code == 4

    def test_quick_leaves_out_what_is_random(self, project: Path) -> None:
        def phases(*flags: str) -> list[str]:
            result = CliRunner().invoke(cli, ["test", "--seed", "1", "--format", "json", *flags])
            found: list[str] = json.loads(result.stdout)["summary"]["phases"]
            return found

        (project / "specforge.toml").write_text('[test]\napp = "verb_test_app:good"\nmax_examples = 1\n')

        assert phases("--quick") == ["probes", "examples", "coverage"]
        assert phases("--quick", "--phases", "fuzzing") == ["fuzzing"]
        (project / "specforge.toml").write_text('[test]\napp = "verb_test_app:good"\nquick = true\n')
        assert phases() == ["probes", "examples", "coverage"]

    def test_all_the_rest(self, project: Path) -> None:
        (project / "specforge.toml").write_text(
            '[test]\napp = "verb_test_app:good"\nworkers = 2\nrate_limit = "900/s"\ninclude = ["number"]\n'
            'exclude = "POST"\nmax_examples = 3\ntimeout = "2s"\nphases = ["coverage"]\n'
        )

        result = CliRunner().invoke(cli, ["test", "--seed", "1"])

        assert (result.exit_code, "method or tag 'POST'" in result.output) == (2, True), result.output
        assert CliRunner().invoke(cli, ["test", "--seed", "1", "--exclude", "post*"]).exit_code == 2
