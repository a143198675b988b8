"""Options of ``specforge test`` that would do nothing are told, before anything is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from specforge.cli import cli

DOCUMENT = """\
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {/a: {get: {responses: {200: {description: a}}}}}
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--app a:b --min-mutation-score 90", "--min-mutation-score has no use without --self-check"),
        ("--app a:b --slo p95=1s --write-tests d", "--write-tests has no use with --slo"),
        ("--self-check --baseline b.json", "--baseline has no use with --self-check"),
        ("--self-check --as bob=X-A:1", "--as has no use with --self-check"),
        ("--export locust --report json:x", "--report has no use with --export"),
        ("--app a:b --phases coverage --as bob=X-A:1", "--as has no use without the phase probes"),
        ("--app a:b --format jsno", "unknown format 'jsno'"),
        ("--app a:b --format x", "known are github, gitlab, html, json"),
        ("--app a:b --report x:y", "known are github, gitlab, html, json"),
    ],
)
def test_what_promises_a_result_that_nobody_makes_is_a_mistake(options: str, said: str) -> None:
    result = CliRunner().invoke(cli, ["test", "openapi.yaml", *options.split()])

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--app a:b --wait-for /health", "--wait-for has no use without --start"),
        ("--url http://127.0.0.1:9 --start-timeout 5s", "--start-timeout has no use without --start or --app"),
        ("--app a:b --slo-time 5s", "--slo-time has no use without --slo"),
        ("--app a:b --slo p95=1s --slo-time 5s --budget 5s", "--budget has no use with --slo-time"),
        ("--har f.har --auth key=1", "--auth has no use with --har"),
        ("--har f.har -H X-A:1", "-H has no use with --har"),
        ("--export locust --app a:b", "--app has no use with --export"),
        ("--app a:b --quick --max-examples 5", "--max-examples has no use without one of the random phases"),
    ],
)
def test_what_only_tunes_the_others_is_told(options: str, said: str) -> None:
    result = CliRunner().invoke(cli, ["test", "openapi.yaml", *options.split()])

    assert f"note: {said}" in result.stderr
    assert f"leave {said.split()[0]} out" not in result.stderr
