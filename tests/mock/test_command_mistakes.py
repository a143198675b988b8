"""What ``specforge mock`` says to options that are mistaken, before it starts anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from specforge.cli import cli


@pytest.fixture
def folder(tmp_path: Path, pets_text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "openapi.yaml").write_text(pets_text)
    (tmp_path / "empty").write_text("")
    (tmp_path / "traffic.har").write_text('{"log": {"entries": []}}')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "code", "message", "help"),
    [
        ("--format xml", 2, "unknown format 'xml'", ""),
        ("--latency soon", 2, "--latency soon: this cannot be read", "100ms..300ms"),
        ("--latency p50=80ms,p99", 2, "--latency p50=80ms,p99: this cannot be read", "p50=80ms,p99=1s"),
        ("--latency 2s..1s", 2, "--latency 2s..1s: the longer time stands before the shorter one", "100ms..300ms"),
        ("--error-rate nan", 2, "--error-rate nan: this cannot be read", "from 0 to 1"),
        ("--rate-limit 100", 2, "--rate-limit 100: this cannot be read", "100/1m"),
        ("--scenarios empty", 3, "the file is empty", "operations, scenarios, start"),
        ("--insecure", 2, "--insecure does nothing without --proxy URL", ""),
        ("--remock none", 2, "--remock does nothing without --proxy URL", ""),
        ("--record-secrets", 2, "--record-secrets does nothing without --record FILE", ""),
        ("--proxy http://localhost:4010", 2, "is this mock itself", "-p"),
        ("--host 0.0.0.0 -p 80 --proxy http://127.0.0.1:80/v1", 2, "is this mock itself", "-p"),
        ("--proxy http://localhost:99999", 2, "--proxy 'http://localhost:99999' is no URL", ""),
        ("--proxy http://[::1", 2, "is no URL", ""),
        ("--replay gone.har", 3, "cannot read gone.har: no such file or directory", ""),
        ("--replay openapi.yaml", 3, "this is no HTTP archive (HAR)", ""),
        ("--record openapi.yaml", 5, "openapi.yaml is an OpenAPI document and was not overwritten", "another file"),
        ("--record traffic.har --replay traffic.har", 2, "cannot be recorded and replayed at once", "another file"),
        ("--state empty/state.json", 5, "cannot write empty/state.json", ""),
        ("--tls-cert gone.pem", 2, "no such file: gone.pem", "certificate"),
        ("--mount /../x=openapi.yaml", 2, "'/../x' is no prefix of paths", "/billing"),
        ("--all", 2, "there is no document to mock", "[apis.NAME]"),
    ],
)
def test_mistakes_are_told_with_a_way_out(folder: Path, line: str, code: int, message: str, help: str) -> None:
    document = (folder / "openapi.yaml").read_text()

    result = CliRunner().invoke(cli, ["mock", *line.split()])

    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert help in result.stderr
    assert (folder / "openapi.yaml").read_text() == document


def test_what_the_configuration_plans_for_other_operations_is_shown_in_its_place(folder: Path) -> None:
    (folder / "specforge.toml").write_text("[[mock.faults.rules]]\nfor = '/pots'\nerrors = 1\n")

    result = CliRunner().invoke(cli, ["mock"])

    assert result.exit_code == 2
    assert "no operation, path, method or tag '/pots' in openapi.yaml" in result.stderr
    assert "specforge.toml:2:1" in result.stderr


def test_of_several_documents_one_or_all_must_be_chosen(folder: Path) -> None:
    (folder / "specforge.toml").write_text("[apis]\na.spec = 'openapi.yaml'\nb.spec = 'openapi.yaml'\n")

    result = CliRunner().invoke(cli, ["mock"])

    assert result.exit_code == 2
    assert "several documents are configured: a, b" in result.stderr
    assert "--all" in result.stderr
