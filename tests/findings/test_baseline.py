"""The baseline: what it knows, what it forgets, and how it reads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from specforge.document.load import load_text
from specforge.document.place import Place
from specforge.errors import UsageError
from specforge.findings.baseline import Baseline, Compared, Scope, compare, read_baseline, text_of, updated
from specforge.findings.fingerprint import file_of
from specforge.findings.model import Finding, Severity

TEXT = """\
paths:
  /users/{id}:
    get:
      parameters:
        - {name: limit, in: query}
        - {name: offset, in: query}
      responses: {'200': {description: OK}}
"""
LIMIT = ("paths", "/users/{id}", "get", "parameters", "0")
OFFSET = (*LIMIT[:-1], "1")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project to work in, with the document in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specforge.toml").touch()
    (tmp_path / "api.yaml").touch()
    return tmp_path


def finding(*tokens: str, text: str = TEXT, rule: str = "r", message: str = "m") -> Finding:
    return Finding(rule, Severity.ERROR, message, Place(load_text(text, "api.yaml").root, tokens))


SCOPE = Scope(((frozenset({"api.yaml"}), frozenset({"r", "s"})),))


def written(*findings: Finding, before: Baseline | None = None, scope: Scope = SCOPE) -> Baseline:
    path = Path("baseline.json")
    path.write_text(text_of(updated(before or Baseline(path), findings, scope)))
    return read_baseline(path)


def numbers(compared: Compared) -> tuple[int, int, int]:
    return len(compared.new), len(compared.known), sum(entry.times for entry in compared.fixed)


class TestDays:
    """An entry may have a last day."""

    def test_until_that_day(self) -> None:
        found = finding(*LIMIT)
        path = Path("baseline.json")
        path.write_text(text_of(updated(Baseline(path), [found], SCOPE, date(2026, 3, 1))))
        baseline = read_baseline(path)

        known = compare([found], baseline, SCOPE, date(2026, 3, 1))
        over = compare([found], baseline, SCOPE, date(2026, 3, 2))

        assert [hidden.reason for hidden in known.known] == ["accepted until 2026-03-01"]
        assert [one.message for one in over.new] == ["m (accepted until 2026-03-01, which is over)"]
        assert updated(baseline, [found], SCOPE, date(2027, 1, 1)).entries[0].until == "2026-03-01"

    @pytest.mark.parametrize("until", ["soon", "2026-02-30", 7])
    def test_what_is_no_day(self, until: object) -> None:
        entry = {"rule": "r", "fingerprint": "f", "until": until}
        Path("baseline.json").write_text(json.dumps({"version": 1, "findings": [entry]}))

        with pytest.raises(UsageError, match="`until` must be a day"):
            read_baseline(Path("baseline.json"))


class TestComparing:
    def test_what_was_written_is_known(self) -> None:
        found = [finding(*LIMIT), finding(*OFFSET)]

        assert numbers(compare(found, written(*found), SCOPE)) == (0, 2, 0)

    @pytest.mark.parametrize(
        ("text", "tokens"),
        [
            ("# moved\n\n" + TEXT, LIMIT),
            (TEXT.replace("- {name: limit, in: query}", "- in: query\n          name: limit"), LIMIT),
            (TEXT.replace("parameters:\n", "parameters:\n        - {name: page, in: query}\n"), OFFSET),
            (TEXT.replace("limit", "x").replace("offset", "limit"), OFFSET),
            (TEXT.replace("{id}", "{user}"), ("paths", "/users/{user}", *LIMIT[2:])),
            (
                json.dumps({"paths": {"/users/{id}": {"get": {"parameters": [{"in": "query", "name": "limit"}]}}}}),
                LIMIT,
            ),
        ],
        ids=["moved", "reformatted", "new neighbour", "reordered", "renamed parameter", "as JSON"],
    )
    def test_it_stays_known(self, text: str, tokens: tuple[str, ...]) -> None:
        baseline = written(finding(*LIMIT))

        assert numbers(compare([finding(*tokens, text=text)], baseline, SCOPE)) == (0, 1, 0)

    def test_it_stays_known_with_other_words_and_from_another_folder(
        self, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        baseline = written(finding(*LIMIT))
        (project / "sub").mkdir()
        monkeypatch.chdir(project / "sub")
        source = load_text(TEXT, "../api.yaml").root

        moved = Finding("r", Severity.ERROR, "said in other words", Place(source, LIMIT))

        assert file_of(moved.place) == "api.yaml"
        assert numbers(compare([moved], baseline, SCOPE)) == (0, 1, 0)

    def test_another_of_the_same_kind_is_new(self) -> None:
        """Where several findings share a place, it counts how many."""
        baseline = written(finding(*LIMIT), finding(*LIMIT))
        assert numbers(compare([finding(*LIMIT)] * 3, baseline, SCOPE)) == (1, 2, 0)
        assert numbers(compare([finding(*LIMIT)], baseline, SCOPE)) == (0, 1, 1)

    def test_another_rule_or_place_is_new(self) -> None:
        baseline = written(finding(*LIMIT))

        assert numbers(compare([finding(*LIMIT, rule="s"), finding(*OFFSET)], baseline, SCOPE)) == (2, 0, 1)

    def test_it_is_fixed_only_where_somebody_looked(self) -> None:
        baseline = written(finding(*LIMIT))

        assert numbers(compare([], baseline, Scope(((frozenset({"api.yaml"}), frozenset({"s"})),)))) == (0, 0, 0)
        assert numbers(compare([], baseline, Scope(((frozenset({"b.yaml"}), frozenset({"r"})),)))) == (0, 0, 0)
        assert numbers(compare([], baseline, SCOPE)) == (0, 0, 1)

    def test_what_was_said_of_a_file_that_is_gone_is_fixed(self, project: Path) -> None:
        baseline = written(finding(*LIMIT))
        (project / "api.yaml").unlink()

        assert numbers(compare([], baseline, Scope())) == (0, 0, 1)


class TestWriting:
    def test_fixed_entries_go_and_others_stay(self) -> None:
        before = written(finding(*LIMIT), finding(*OFFSET), finding(*LIMIT, rule="s"))

        after = written(finding(*OFFSET), before=before, scope=Scope(((frozenset({"api.yaml"}), frozenset({"r"})),)))

        assert [(entry.key.rule, entry.pointer[-1]) for entry in after.entries] == [("s", "0"), ("r", "1")]

    def test_it_is_sorted_and_has_an_entry_a_line(self) -> None:
        found = [finding(*OFFSET), finding(*LIMIT, message="ü"), finding(*LIMIT, message="ü")]

        lines = text_of(updated(Baseline(Path("b")), found, SCOPE)).splitlines()

        entries = [json.loads(line.strip().rstrip(",")) for line in lines if "fingerprint" in line]
        assert [(entry["pointer"][-1], entry.get("count", 1)) for entry in entries] == [("0", 2), ("1", 1)]
        assert text_of(updated(Baseline(Path("b")), reversed(found), SCOPE)).splitlines() == lines

    def test_an_empty_one_can_be_read(self) -> None:
        assert written().entries == ()


class TestReading:
    def test_a_missing_one_says_how_to_write_it(self) -> None:
        with pytest.raises(UsageError, match=r"there is no baseline none\.json") as caught:
            read_baseline(Path("none.json"))

        assert caught.value.help == "run with --baseline-update to write it"

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ('{"version": 1,\n"findings": [}', 2, "not readable: invalid JSON"),
            ("[]", 1, "an object with a list of `findings`"),
            ('{"version": 1,\n "findings": {}}', 1, "an object with a list of `findings`"),
            ('{\n"version": 9, "findings": []}', 2, "has version 9, not 1"),
            ('{"version": 1, "findings": [\n  {"rule": "r"}]}', 2, "needs a `rule` and a `fingerprint`"),
            ('{"version": 1, "findings": [\n  {"rule": "r", "fingerprint": 7}]}', 2, "needs a `rule`"),
            ('{"version": 1, "findings": [\n  7]}', 2, "needs a `rule`"),
            ('{"version": 1, "findings": [\n{"rule": "r", "fingerprint": "f",\n"count": 0}]}', 3, "at least 1"),
            ("<<<<<<< HEAD\n", 1, "an object with"),
        ],
    )
    def test_a_broken_one_is_refused_with_its_line(self, text: str, line: int, message: str) -> None:
        Path("b.json").write_text(text)

        with pytest.raises(UsageError, match=message) as caught:
            read_baseline(Path("b.json"))

        assert (caught.value.file, caught.value.line) == ("b.json", line)
