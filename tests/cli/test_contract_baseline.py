"""``specforge test --baseline``: failures that are known, in the operations and until the day that were agreed on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
ANSWER = "{description: a number, content: {application/json: {schema: {$ref: '#/components/schemas/Number'}}}}"
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Numbers, version: '1'}}
paths:
  /one:
    get: {{responses: {{'200': {ANSWER}}}}}
  /two:
    get: {{responses: {{'200': {ANSWER}}}}}
components: {{schemas: {{Number: {{type: integer}}}}}}
"""
APP = """\
BROKEN = {"/one"}

async def app(scope, receive, send):
    assert scope["type"] == "http"
    known = scope["method"] == "GET"
    body = b'"one"' if scope["path"] in BROKEN else b"1"
    headers = [(b"content-type", b"application/json")] if known else [(b"allow", b"GET")]
    await send({"type": "http.response.start", "status": 200 if known else 405, "headers": headers})
    await send({"type": "http.response.body", "body": body if known else b""})
"""
QUICK = ("--app", "baseline_test_app:app", "--seed", "1", "-q")
BASELINE = ("--baseline", "known.json")


@pytest.fixture
def broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The paths that are broken."""
    monkeypatch.syspath_prepend(str(folder))
    (folder / "openapi.yaml").write_text(DOCUMENT)
    (folder / "specforge.toml").touch()
    (folder / "baseline_test_app.py").write_text(APP)
    module: Any = __import__("baseline_test_app")
    module.BROKEN = {"/one"}
    found: set[str] = module.BROKEN
    return found


def outcome(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = run("test", *QUICK, "--phases", "probes,coverage", *BASELINE, *arguments, "--format", "json")
    return done.exit_code, json.loads(done.stdout)


def test_what_is_known_does_not_fail(folder: Path, run: Run, broken: set[str]) -> None:
    code, envelope = outcome(run, "--baseline-update", "--baseline-until", "2999-12-31")
    assert (code, envelope["findings"], envelope["summary"]["known"]) == (0, [], 1)
    (entry,) = json.loads((folder / "known.json").read_text())["findings"]
    assert (entry["until"], entry["operations"]) == ("2999-12-31", ["GET /one"])

    assert outcome(run)[0] == 0
    broken.add("/two")
    code, envelope = outcome(run)
    assert code == 1
    assert envelope["findings"][0]["message"].endswith("(not accepted in GET /two)")
    assert envelope["findings"][0]["operations"] == ["GET /one", "GET /two"]


def test_after_the_last_day_it_counts_again(folder: Path, run: Run, broken: set[str]) -> None:
    outcome(run, "--baseline-update", "--baseline-until", "2020-02-01")

    code, envelope = outcome(run)

    assert code == 1
    assert envelope["findings"][0]["message"].endswith("(accepted until 2020-02-01, which is over)")


def test_only_a_whole_run_says_what_is_mended(folder: Path, run: Run, broken: set[str]) -> None:
    outcome(run, "--baseline-update")
    broken.clear()
    assert outcome(run)[1]["summary"]["fixed"] == 0
    assert outcome(run, "--baseline-update") and "GET /one" in (folder / "known.json").read_text()

    done = run("test", *QUICK, *BASELINE, "--baseline-update", "--max-examples", "1")

    assert done.exit_code == 0 and "GET /one" not in (folder / "known.json").read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--baseline-update",), "needs a baseline"),
        (("--baseline", "nothing.json"), "there is no baseline nothing.json"),
        (("--baseline", "nothing.json", "--baseline-update", "--baseline-until", "soon"), "'soon' is no day"),
        (("--baseline", "nothing.json", "--baseline-until", "2030-01-01"), "is for what --baseline-update writes"),
    ],
)
def test_mistakes_are_told_before_the_run(run: Run, broken: set[str], arguments: tuple[str, ...], told: str) -> None:
    done = run("test", *QUICK, *arguments)

    assert done.exit_code == 2 and told in done.stderr


def test_what_failed_is_kept_and_written_as_tests(folder: Path, run: Run, broken: set[str]) -> None:
    kept = ("--regressions", "kept", "--write-tests", "written", "--format", "json")
    first = run("test", *QUICK[:-1], "--phases", "coverage", *kept)
    assert "1 test in written" in first.stderr
    assert "regressions: 0 fail again, 0 pass, 1 are new" in first.stderr
    broken.clear()

    second = run("test", *QUICK, "--phases", "coverage", *kept)

    summary = json.loads(second.stdout)["summary"]
    assert (summary["regressions_passing"], summary["regressions_added"]) == (1, 0)
    assert len(list((folder / "written").iterdir())) == len(list((folder / "kept").iterdir())) == 1

    third = run("test", *QUICK[:-1], "--phases", "coverage", *kept, "--regressions-prune")

    assert "removed, since they pass or are gone from the document: " in third.stderr
    assert not list((folder / "kept").iterdir())
