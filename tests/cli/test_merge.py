"""``specforge merge``: many reports, one verdict, and no machine may be missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
API = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"


def finding(fingerprint: str, **changes: Any) -> dict[str, Any]:
    return {
        "rule": "contract/status-code",
        "severity": "error",
        "message": "410 is not documented",
        "file": "api.yaml",
        "pointer": "/paths",
        "line": 3,
        "column": 1,
        "end_line": 3,
        "end_column": 6,
        "operation": "GET /pets",
        "details": {"curl": "curl http://localhost"},
        "fingerprint": fingerprint,
    } | changes


def report(name: str, *findings: dict[str, Any], code: int | None = None, **summary: Any) -> str:
    """Write a report; its name is returned."""
    code = (1 if findings else 0) if code is None else code
    envelope = {
        "version": 1,
        "command": "test",
        "ok": code == 0,
        "summary": {"exit_code": code, **summary},
        "findings": list(findings),
    }
    Path(name).write_text(json.dumps(envelope))
    return name


def merged(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = run("merge", *arguments, "--format", "json")
    return done.exit_code, json.loads(done.stdout)


def test_counts_are_added_and_findings_are_told_once(folder: Path, run: Run) -> None:
    (folder / "api.yaml").write_text(API)
    both = {"seed": 7, "document": "api.yaml"}
    report("1.json", finding("a"), requests=10, duration=2.5, not_reached=["GET /x"], shard="1/2", tested=["A"], **both)
    report("2.json", finding("a"), finding("b", pointer="/info", line=2), requests=5, duration=4, shard="2/2", **both)

    code, envelope = merged(run, "*.json")

    assert (code, envelope["ok"], envelope["command"]) == (1, False, "test")
    assert [(one["line"], one["file"], one["pointer"]) for one in envelope["findings"]] == [
        (3, "api.yaml", "/paths"),
        (2, "api.yaml", "/info"),
    ]
    summary = envelope["summary"]
    assert (summary["requests"], summary["duration"], summary["seed"], summary["error"]) == (15, 4, 7, 2)
    assert summary["not_reached"] == ["GET /x"] and [one["shard"] for one in summary["reports"]] == ["1/2", "2/2"]


def test_people_see_the_lines_of_the_document(folder: Path, run: Run) -> None:
    (folder / "api.yaml").write_text(API)

    done = run("merge", report("1.json", finding("a")), "--report", "junit:all.xml")

    assert "--> api.yaml:3:1" in done.stdout and "paths: {}" in done.stdout
    assert "<failure" in (folder / "all.xml").read_text()


def test_a_document_that_is_elsewhere_is_no_hindrance(folder: Path, run: Run) -> None:
    code, envelope = merged(run, report("1.json", finding("a"), finding("b", file=None, line=None, column=None)))

    assert code == 1 and envelope["findings"][0]["line"] == 3 and envelope["findings"][1]["file"] is None


def test_a_clean_run_is_clean(folder: Path, run: Run) -> None:
    assert run("merge", report("1.json", shard="1/2"), report("2.json", shard="2/2")).exit_code == 0


def test_the_report_of_every_machine_must_be_there(folder: Path, run: Run) -> None:
    done = run("merge", report("1.json", shard="1/3"), report("3.json", shard="3/3"))

    assert done.exit_code == 2 and "of 3 shards there is no report of 2" in done.stderr


@pytest.mark.parametrize(("first", "second", "wanted"), [(0, 4, 4), (1, 4, 4), (130, 4, 130), (1, 0, 1), (5, 1, 5)])
def test_a_machine_without_a_verdict_leaves_none(folder: Path, run: Run, first: int, second: int, wanted: int) -> None:
    done = run("merge", report("1.json", code=first), report("2.json", code=second), "--fail-on", "never")

    assert done.exit_code == (wanted if wanted > 1 else 0)
    assert run("merge", "1.json", "2.json").exit_code == wanted


def test_a_run_that_broke_off_tells_its_exit_code_by_its_error(folder: Path, run: Run) -> None:
    error = {"version": 1, "command": "test", "ok": False, "summary": {}, "findings": [finding("a", rule="server")]}
    (folder / "1.json").write_text(json.dumps(error))

    assert run("merge", "1.json").exit_code == 4


def test_fail_on_judges_the_findings_anew(folder: Path, run: Run) -> None:
    name = report("1.json", finding("a", severity="warning"), code=0)

    assert run("merge", name).exit_code == 0
    assert run("merge", name, "--fail-on", "warning").exit_code == 1


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "null", "[" * 100_000, '{"version": 2}', '{"version": 1, "summary": {}, "findings": {}}']
    + [
        json.dumps({"version": 1, "command": "test", "summary": {"shard": shard}, "findings": entries})
        for shard, entries in (("3/2", []), (None, []), ("1/1", [1]), ("1/1", [{}]), ("1/1", [finding("a", line="x")]))
    ],
)
def test_what_is_no_report(text: str, folder: Path, run: Run) -> None:
    (folder / "1.json").write_text(text)

    done = run("merge", "1.json")

    assert done.exit_code == 3 and "1.json is no report of specforge" in done.stderr


def test_a_report_that_is_not_there(folder: Path, run: Run) -> None:
    assert run("merge", "none.json").exit_code == 3
    assert run("merge").exit_code == 2


def test_a_fault_of_several_machines_names_the_operations_of_all(folder: Path, run: Run) -> None:
    (folder / "api.yaml").write_text(API)
    report("1.json", finding("a", operations=["GET /pets", "POST /pets"]))
    report("2.json", finding("a", operation="GET /cats"))

    _, envelope = merged(run, "1.json", "2.json")

    (told,) = envelope["findings"]
    assert told["operations"] == ["GET /pets", "POST /pets", "GET /cats"]
    assert told["details"]["operations"].splitlines() == told["operations"]
    assert told["fingerprint"] == "a"


def test_fixes_are_kept(folder: Path, run: Run) -> None:
    (folder / "api.yaml").write_text(API)
    spot = {"file": "api.yaml", "pointer": "/info", "line": 2, "column": 1, "end_line": 2, "end_column": 5}
    fix = {"message": "name it", "safe": True, "edits": [{**spot, "replacement": "title"}]}

    _, envelope = merged(run, report("1.json", finding("a", fix=fix)))

    assert envelope["findings"][0]["fix"] == fix
