"""Policy: severities of a team's own, approvals, and what a version must be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from specforge.diff.approvals import Approval, add_approvals, approvals_of, read_approvals
from specforge.diff.change import Change
from specforge.diff.policy import Policy, judge
from specforge.diff.settings import DiffSettings
from specforge.diff.versions import Bump, Semantic, bump_for, is_bumped_enough, next_version
from specforge.document.place import Place
from specforge.document.source import Source
from specforge.errors import UsageError
from specforge.findings.model import Severity

TODAY = date(2026, 11, 25)
PLACE = Place(Source("file:///a.yaml", "a.yaml", b"a: 1\n"), ())


def change(id: str, severity: Severity = Severity.ERROR, operation: str = "GET /pets") -> Change:
    return Change(id, severity, f"something of {id}", PLACE, PLACE, operation)


def approval(change: Change, until: date | None = None) -> Approval:
    return approvals_of([change], "agreed", until)[0]


def test_the_last_severity_that_fits_wins() -> None:
    changes = [change("request-parameter-removed"), change("api-tag-removed", Severity.INFO)]
    policy = Policy({"*-removed": "warning", "api-*": "off"})

    judged = judge(changes, policy, TODAY)

    assert [(one.id, one.severity) for one in judged.changes] == [("request-parameter-removed", Severity.WARNING)]


def test_an_approved_change_does_not_count_up_to_its_last_day() -> None:
    one = change("api-removed-without-deprecation")
    for until, counts in ((None, 0), (TODAY, 0), (date(2026, 11, 24), 1)):
        judged = judge([one], Policy(approvals=[approval(one, until)]), TODAY)

        assert len(judged.changes) == counts
        assert [hidden.reason for hidden in judged.approved] == ["agreed"] * (1 - counts)
        assert len(judged.expired) == counts


def test_an_approval_is_of_one_change_in_one_operation() -> None:
    approved, other = change("x-removed"), change("x-removed", operation="GET /people")

    judged = judge([other], Policy(approvals=[approval(approved)]), TODAY)

    assert judged.changes == [other] and len(judged.unused) == 1


def test_approvals_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "approved.yaml"
    first = Approval("1234567890123456", 'no: "caller" # left', date(2027, 1, 31), "id", "GET /pets", "a `b`: c")
    second = Approval("0123456789abcdef", "agreed")

    add_approvals(path, [first])
    path.write_text(path.read_text().replace("approvals:", "# ours\napprovals:"))
    add_approvals(path, [second])

    assert read_approvals(path) == [first, second]
    assert "# ours" in path.read_text()


def test_approvals_are_added_to_a_list_at_the_end_only(tmp_path: Path) -> None:
    path = tmp_path / "approved.yaml"
    text = "approvals:\n  - {fingerprint: ab, reason: agreed}\nversion: 1\n"
    path.write_text(text)

    with pytest.raises(UsageError, match=r"cannot add|not readable"):
        add_approvals(path, [Approval("cd", "agreed")])

    assert path.read_text() == text


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("version: 1\napprovals: 3\n", 1, "a list of `approvals`"),
        ("[]\n", 1, "a list of `approvals`"),
        ("version: 2\napprovals: []\n", 1, "version 2"),
        ("version: 1\napprovals:\n  - {reason: a}\n", 3, "needs a `fingerprint`"),
        ("version: 1\napprovals:\n  - {fingerprint: a}\n", 3, "needs a `reason`"),
        ("version: 1\napprovals:\n  - {fingerprint: a, reason: b, until: soon}\n", 3, "must be a date"),
        ("version: 1\napprovals: [\n", 3, "not readable"),
    ],
)
def test_wrong_approvals_are_told_with_their_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "approved.yaml"
    path.write_text(text)

    with pytest.raises(UsageError, match=message) as caught:
        read_approvals(path)

    assert caught.value.line == line


@pytest.mark.parametrize(
    ("severities", "is_same", "bump"),
    [
        ((Severity.ERROR, Severity.INFO), False, Bump.MAJOR),
        ((Severity.WARNING,), False, Bump.MAJOR),
        ((Severity.INFO,), False, Bump.MINOR),
        ((), False, Bump.PATCH),
        ((), True, Bump.NONE),
    ],
)
def test_what_changed_asks_for_a_part_of_the_version(
    severities: tuple[Severity, ...], is_same: bool, bump: Bump
) -> None:
    assert bump_for([change("any", severity) for severity in severities], is_same=is_same) is bump


@pytest.mark.parametrize(
    ("bump", "after_one", "below_one"),
    [
        (Bump.MAJOR, "2.0.0", "0.5.0"),
        (Bump.MINOR, "1.3.0", "0.4.3"),
        (Bump.PATCH, "1.2.4", "0.4.3"),
        (Bump.NONE, "1.2.3", "0.4.2"),
    ],
)
def test_the_next_version(bump: Bump, after_one: str, below_one: str) -> None:
    assert str(next_version(Semantic(1, 2, 3), bump)) == after_one
    assert str(next_version(Semantic(0, 4, 2), bump)) == below_one


def test_a_version_may_be_bumped_more_than_is_needed() -> None:
    old = Semantic(1, 2, 3)
    assert is_bumped_enough(old, Semantic(2, 0, 0), Bump.MINOR)
    assert not is_bumped_enough(old, Semantic(1, 9, 9), Bump.MAJOR)


def test_operations_are_chosen_by_path_and_tag() -> None:
    settings = DiffSettings(paths=("/v1/**",), ignore_paths=("/v1/*/internal",), ignore_tags=("hidden",))

    assert settings.selects("/v1/pets/{id}/toys", ["pets"])
    assert not settings.selects("/v2/pets", ["pets"])
    assert not settings.selects("/v1/pets/internal", [])
    assert settings.selects("/v1/pets/x/internal", [])
    assert not settings.selects("/v1/pets", ["pets", "hidden"])
