"""The verdict on several documents: each by its own policy, shared files once, one baseline for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from specforge.lint.run import Job, check
from specforge.lint.settings import LintSettings
from specforge.lint.verdict import Policy, Verdict, distinct, judge, update_baselines

STYLE = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\n"
SHARED = "openapi: 3.1.1\ninfo: {$ref: info.yaml}\npaths: {/a: {$ref: shared.yaml}}\n"
ITEM = "get: {operationId: a, description: d, responses: {'200': {description: d}}}\n"
SWAGGER = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specforge.toml").touch()
    return tmp_path


def verdict(*jobs: Job) -> Verdict:
    return judge([check(job) for job in jobs])


def job(name: str, policy: Policy | None = None, select: tuple[str, ...] = ()) -> Job:
    return Job(name, name, LintSettings(select=select), policy=policy or Policy())


def test_every_document_is_judged_by_its_own_policy(folder: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text(STYLE)

    assert verdict(job("a.yaml"), job("b.yaml")).ok
    assert not verdict(job("a.yaml"), job("b.yaml", Policy(fail_on="warning"))).ok
    assert verdict(job("a.yaml"), job("b.yaml", Policy(max_warnings=1))).ok
    assert not verdict(job("a.yaml", Policy(max_warnings=1)), job("b.yaml", Policy(max_warnings=1))).ok


def test_what_a_shared_file_shows_counts_once(folder: Path) -> None:
    (folder / "shared.yaml").write_text(ITEM)
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text(SHARED)
    policy = Policy(ratchet=(("operation-tags", 1),))

    found = verdict(*(job(name, policy, ("operation-tags",)) for name in ("a.yaml", "b.yaml")))

    assert (found.ok, [finding.place.file for finding in found.findings]) == (True, ["shared.yaml"])
    assert distinct([*found.findings, *found.findings]) == found.findings


def test_one_baseline_serves_documents_of_several_versions(folder: Path) -> None:
    """What is mended goes, also where the rule does not apply to every document."""
    policy = Policy(fail_on="hint", baseline=Path("known.json"))
    jobs = [job(name, policy, ("info-contact", "oas2-api-host")) for name in ("a.yaml", "old.yaml")]
    (folder / "a.yaml").write_text(STYLE)
    (folder / "old.yaml").write_text(SWAGGER)
    update_baselines([check(one) for one in jobs])
    assert verdict(*jobs).ok
    (folder / "old.yaml").write_text(SWAGGER + "host: example.com\n")

    (updated,) = update_baselines([check(one) for one in jobs])

    assert (updated.known, updated.new, updated.fixed) == (2, 0, 1)
    assert "oas2-api-host" not in Path("known.json").read_text()


def test_a_part_of_the_findings_fixes_nothing(folder: Path) -> None:
    (folder / "a.yaml").write_text(STYLE)
    policy = Policy(baseline=Path("known.json"))
    update_baselines([check(job("a.yaml", policy))])
    (folder / "a.yaml").write_text(STYLE.replace("'1'}", "'1', contact: {name: N}}"))

    assert [entry.key.rule for entry in verdict(job("a.yaml", policy)).fixed] == ["info-contact"]
    assert verdict(job("a.yaml", Policy(baseline=Path("known.json"), is_partial=True))).fixed == []


def test_a_document_that_cannot_be_read_fails_whatever_the_policy(folder: Path) -> None:
    assert not verdict(job("none.yaml", Policy(fail_on="never"))).ok
