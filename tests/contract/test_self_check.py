"""The self-check: what a configuration would not notice, by real runs against a mock that breaks promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from specforge.cli.self_check import subject_of
from specforge.contract.self_check.rounds import Rounds, SelfCheck
from specforge.contract.self_check.tell import facts, findings, table
from specforge.contract.self_check.verdict import Outcome, Score, Verdict, score_of, scores
from specforge.contract.settings import Settings
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.breach import Breach

NUMBERS = """\
openapi: 3.1.0
info: {title: Numbers, version: "1"}
paths:
  /numbers:
    get:
      parameters:
        - {name: low, in: query, example: 4, schema: {type: integer, minimum: 3}}
      responses:
        "200":
          description: a number
          content: {application/json: {schema: {type: object, required: [n], properties: {n: {type: integer}}}}}
        "422": {description: no, content: {application/json: {schema: {type: object, required: [reason]}}}}
"""
SETTINGS = Settings(seed=1, phases=("coverage",), max_examples=3)


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(NUMBERS)


def check(document: Document, settings: Settings) -> SelfCheck:
    return Rounds(document, subject_of(document, settings), settings, lambda line: None, lambda progress: None).check()


@pytest.fixture(scope="module")
def checked(document: Document) -> SelfCheck:
    return check(document, SETTINGS)


Found = Callable[[str, str], Verdict]


@pytest.fixture
def found(checked: SelfCheck) -> Found:
    by_kind = {(one.breach.kind, one.breach.keyword): one for one in checked.verdicts}
    return lambda kind, keyword: by_kind[kind, keyword]


class TestVerdicts:
    """Each breach is noticed or not, and by what."""

    def test_the_sound_mock_is_sound(self, checked: SelfCheck) -> None:
        assert checked.baseline.findings == []

    @pytest.mark.parametrize(
        ("kind", "keyword", "rule"),
        [
            ("request", "minimum", "negative-data-accepted"),
            ("response", "required", "response-schema"),
            ("response", "null", "response-schema"),
            ("status", "responses", "status-code"),
            ("server-error", "responses", "server-error"),
            ("content-type", "content", "content-type"),
            ("body", "syntax", "response-body"),
            ("method", "paths", "unsupported-method"),
        ],
    )
    def test_what_is_noticed(self, found: Found, kind: str, keyword: str, rule: str) -> None:
        verdict = found(kind, keyword)

        assert (verdict.outcome, verdict.rule) == (Outcome.NOTICED, rule)

    def test_a_parameter_without_effect_does_not_count(self, found: Found) -> None:
        assert found("ignored", "parameters").outcome is Outcome.HARMLESS

    def test_fewer_phases_notice_less_and_the_others_are_named(self, document: Document) -> None:
        settings = replace(SETTINGS, phases=("examples",))

        less = check(document, settings)

        verdict = next(one for one in less.verdicts if one.breach.keyword == "minimum")
        assert verdict.outcome is Outcome.UNMET
        assert verdict.found_by in ("--phases probes", "--phases coverage")

    def test_without_time_breaches_are_not_tried(self, document: Document) -> None:
        brief = check(document, replace(SETTINGS, budget=0.5))

        assert Outcome.UNTRIED in {one.outcome for one in brief.verdicts}
        assert Outcome.UNNOTICED not in {one.outcome for one in brief.verdicts if one.breach.kind == "request"}


def verdict(document: Document, number: int, outcome: Outcome, **facts: str) -> Verdict:
    place = document.place.child("paths").child("/numbers").child("get").child("responses")
    values = {"kind": "response", "keyword": "type", "status": "200", **facts}
    message = f"GET /numbers answers wrong in the way {number}"
    return Verdict(Breach(number, operation="GET /numbers", place=place, message=message, **values), outcome)


class TestTelling:
    """What a report says of the verdicts."""

    def test_scores(self, document: Document) -> None:
        outcomes = [
            Outcome.NOTICED,
            Outcome.NOTICED,
            Outcome.UNNOTICED,
            Outcome.UNMET,
            Outcome.HARMLESS,
            Outcome.UNTRIED,
        ]
        verdicts = [verdict(document, number, outcome) for number, outcome in enumerate(outcomes)]

        assert score_of("all", verdicts) == Score("all", 2, 1, 1, 1)
        assert [one.percent for one in scores(verdicts)] == [50.0]
        assert score_of("none", []).percent is None

    def test_answers_that_never_came_are_one_finding(self, document: Document, checked: SelfCheck) -> None:
        unseen = [verdict(document, number, Outcome.UNMET) for number in range(3)]

        told = findings(document, replace_verdicts(checked, unseen), has_credentials=False)

        assert [(one.rule, one.place.tokens[-1]) for one in told] == [("self-check/unseen-answer", "200")]
        assert "3 breaches" in told[0].message

    def test_what_has_one_place_and_one_reason_is_one_finding(self, document: Document, checked: SelfCheck) -> None:
        missed = [verdict(document, number, Outcome.UNNOTICED) for number in range(2)]

        told = findings(document, replace_verdicts(checked, missed), has_credentials=False)

        assert [one.rule for one in told] == ["self-check/response"]

    def test_the_table_ends_with_the_sum(self, checked: SelfCheck) -> None:
        shown = table(checked)
        values = facts(checked, {})

        assert shown.rows[-1][0] == "all"
        assert shown.rows[-1][1] == str(values["breaches"])
        assert values["mutation_score"] == score_of("all", checked.verdicts).percent


def replace_verdicts(check: SelfCheck, verdicts: list[Verdict]) -> SelfCheck:
    return SelfCheck(verdicts, check.baseline, check.runs, check.duration)
