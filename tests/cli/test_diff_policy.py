"""What a team decides of a comparison on the command line, and the changelog."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from specforge.cli import cli

OLD = """openapi: 3.1.0
info: {title: Pets & <more>, version: 1.2.3}
paths:
  /v1/pets:
    get:
      summary: List *all* pets
      tags: [pets]
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]
      responses: {'200': {description: All pets}}
    delete:
      tags: [internal]
      responses: {'204': {description: Gone}}
"""
NEW = """openapi: 3.1.0
info: {title: Pets & <more>, version: 1.3.0}
paths:
  /v1/pets:
    get:
      summary: List *all* pets
      tags: [pets]
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 50}}]
      responses: {'200': {description: All pets}}
    post:
      responses: {'201': {description: Made}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    return tmp_path


def run(verb: str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [verb, *arguments])


def ids(*arguments: str) -> list[str]:
    envelope = json.loads(run("diff", "old.yaml", "new.yaml", "--format", "json", *arguments).stdout)
    return [finding["rule"] for finding in envelope["findings"]]


def test_operations_are_left_alone_by_tag_and_path(folder: Path) -> None:
    assert ids() == ["request-parameter-max-decreased", "endpoint-added", "api-removed-without-deprecation"]
    assert ids("--ignore-tag", "internal") == ["request-parameter-max-decreased", "endpoint-added"]
    assert ids("--ignore-path", "/v1/*") == []
    assert ids("--path", "/v2/**") == []


def test_a_tag_that_comes_with_the_change_does_not_excuse_it(folder: Path) -> None:
    (folder / "new.yaml").write_text(NEW.replace("tags: [pets]", "tags: [pets, internal]"))

    assert "request-parameter-max-decreased" in ids("--ignore-tag", "internal")


def test_paths_are_matched_behind_their_prefix(folder: Path) -> None:
    (folder / "new.yaml").write_text(OLD.replace("/v1/", "/v2/"))

    assert "api-path-removed-without-deprecation" in ids()
    assert ids("--strip-prefix-base", "/v1", "--strip-prefix-revision", "/v2") == []


def test_severities_come_from_flags_over_the_configuration(folder: Path) -> None:
    (folder / "specforge.toml").write_text('[diff]\nfail_on = "warning"\nseverity = { "*-removed-*" = "off" }\n')
    assert "api-removed-without-deprecation" not in ids()
    assert run("diff", "old.yaml", "new.yaml").exit_code == 1
    assert run("diff", "old.yaml", "new.yaml", "--severity", "*=info").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--severity", "endpoint-aded=off"), "endpoint-added"),
        (("--severity", "endpoint-added"), "takes ID=LEVEL"),
        (("--approve", "all", "--reason", "x"), "--approvals FILE"),
        (("--approve", "all", "--approvals", "a.yaml"), "--reason TEXT"),
        (("--approve", "0123", "--approvals", "a.yaml", "--reason", "x"), "no change has the fingerprint 0123"),
        (("--reason", "x"), "belong to --approve"),
        (("--approve", "all", "--approvals", "a.yaml", "--reason", "x", "--until", "soon"), "is no date"),
        (("--approvals", "missing.yaml"), "there are no approvals missing.yaml"),
    ],
)
def test_what_cannot_be_meant_is_told(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("diff", "old.yaml", "new.yaml", *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert not (folder / "a.yaml").exists()


def test_what_is_approved_lets_the_run_pass(folder: Path) -> None:
    result = run("diff", "old.yaml", "new.yaml", "--approvals", "a.yaml", "--approve", "all", "--reason", "agreed")
    assert result.exit_code == 0, result.output

    envelope = json.loads(run("diff", "old.yaml", "new.yaml", "--approvals", "a.yaml", "--format", "json").stdout)

    assert envelope["ok"] is True
    assert envelope["summary"]["approved"] == 2
    assert envelope["summary"]["next_version"] == "2.0.0"  # approved or not, it breaks somebody


def test_the_next_version_is_printed_alone(folder: Path) -> None:
    assert run("diff", "old.yaml", "new.yaml", "--next-version").stdout == "2.0.0\n"
    assert run("diff", "old.yaml", "old.yaml", "--next-version").stdout == "1.2.3\n"
    (folder / "old.yaml").write_text(OLD.replace("1.2.3", "2024-01-01"))

    result = run("diff", "old.yaml", "new.yaml", "--next-version")

    assert result.exit_code == 2 and "old.yaml:2:30" in result.stderr


def test_a_version_must_tell_of_what_breaks(folder: Path) -> None:
    arguments = ("old.yaml", "new.yaml", "--check-version", "--fail-on", "never")
    result = run("diff", *arguments)
    assert result.exit_code == 1
    assert "info.version went from '1.2.3' to '1.3.0'; what changed asks for 2.0.0 at least" in result.stderr

    (folder / "new.yaml").write_text(NEW.replace("1.3.0", "2.0.0"))
    assert run("diff", *arguments).exit_code == 0


def test_a_version_that_cannot_be_checked_does_not_pass(folder: Path) -> None:
    (folder / "new.yaml").write_text(NEW.replace("1.3.0", "2026-11-25"))

    result = run("diff", "old.yaml", "new.yaml", "--check-version", "--fail-on", "never")

    assert result.exit_code == 1
    assert "cannot be checked" in result.stderr


def test_the_changelog_is_markdown_for_people(folder: Path) -> None:
    result = run("changelog", "old.yaml", "new.yaml", "--date", "2026-11-25", "--version", "2.0.0")

    assert result.exit_code == 0
    assert result.stdout.startswith("## [2.0.0] - 2026-11-25\n\n2 changes that may break clients.\n\n### Added\n")
    assert "**`GET /v1/pets`** List \\*all\\* pets\n\n- **Breaking:** `maximum` of the query" in result.stdout


def test_a_release_is_put_on_top_of_the_changelog_and_replaced(folder: Path) -> None:
    arguments = ("old.yaml", "new.yaml", "--into", "CHANGES.md", "--date")
    (folder / "CHANGES.md").write_text("# Changes\n\n## [1.2.3] - 2020-01-01\n\n- First.\n")

    run("changelog", *arguments, "2026-11-24")
    run("changelog", *arguments, "2026-11-25")

    text = (folder / "CHANGES.md").read_text()
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## [1.3.0] - 2026-11-25",
        "## [1.2.3] - 2020-01-01",
    ]
    assert text.startswith("# Changes\n\n## [1.3.0]") and text.endswith("\n\n## [1.2.3] - 2020-01-01\n\n- First.\n")


def test_a_changelog_keeps_its_line_ends(folder: Path) -> None:
    (folder / "CHANGES.md").write_bytes(b"# Changes\r\n\r\n## [1.2.3] - 2020-01-01\r\n\r\n- First.\r\n")

    run("changelog", "old.yaml", "new.yaml", "--into", "CHANGES.md")

    data = (folder / "CHANGES.md").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 5


def test_the_changelog_as_a_page_and_as_data(folder: Path) -> None:
    page = run("changelog", "old.yaml", "new.yaml", "--format", "html").stdout
    assert "<title>Pets &amp; &lt;more&gt; 1.3.0</title>" in page and "<code>maximum</code>" in page

    summary = json.loads(run("changelog", "old.yaml", "new.yaml", "--format", "json").stdout)["summary"]

    assert summary["sections"]["added"][0]["operation"] == "POST /v1/pets"
    assert summary["breaking"] == 2


def test_the_ladder_leaves_out_what_does_not_concern_whom_one_asks_for(folder: Path) -> None:
    old = (
        (folder / "old.yaml")
        .read_text()
        .replace("summary", "operationId: listPets\n      description: Pets\n      summary")
    )
    (folder / "old.yaml").write_text(old)
    (folder / "new.yaml").write_text(
        old.replace("listPets", "getPets").replace("description: Pets", "description: All")
    )

    assert ids("--for", "wire") == []
    assert ids("--for", "client") == ["api-operation-id-removed"]
    assert len(ids("--for", "docs")) > len(ids())
