"""What is wrong with a ruleset is told all at once, each at the value that is to blame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from specforge.errors import UsageError
from specforge.lint.rulesets import load_ruleset

Told = Callable[..., list[tuple[int, int, str]]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.chdir(tmp_path)

    def told(text: str, name: str = "ruleset.yaml") -> list[tuple[int, int, str]]:
        (tmp_path / name).write_text(text)
        with pytest.raises(UsageError) as caught:
            load_ruleset(name)
        return [(one.line, one.column, one.message) for one in (caught.value, *caught.value.others)]

    return told


def test_everything_that_is_wrong_is_told(told: Told) -> None:
    text = """extends: [[spectral:oas, al]]
aliases: {A: '#B', B: '#A'}
rules:
  a:
    given: [$.info, '$.info[']
    severity: 7
    then: {function: patern}
  b: {givn: $, then: {function: truthy}}
  c: {given: '#A', then: {function: length}}
overrides:
  - {files: ['*.yaml'], rules: {a: off, b: wran}}
"""

    assert [(line, column, message.split(":")[0]) for line, column, message in told(text)] == [
        (1, 11, "`extends` is the name of a ruleset, or a pair of a name and off, recommended or all"),
        (2, 14, "alias `A` leads back to itself"),
        (5, 21, "the path `$.info[`, column 8"),
        (6, 15, "7 is no severity"),
        (7, 22, "there is no function `patern`"),
        (8, 7, "`givn` is no field of a rule"),
        (9, 27, "rule `c`"),
    ]


def test_what_names_a_broken_rule_is_not_to_blame(told: Told) -> None:
    text = "rules:\n  a: {given: $, severity: 7, then: {function: truthy}}\n"
    text += "overrides: [{files: [x.yaml], rules: {a: off}}]\n"

    assert [line for line, _, _ in told(text)] == [2]


@pytest.mark.parametrize("name", ["ruleset.yaml", "redocly.yaml"])
def test_a_key_that_is_written_twice_is_an_error_with_both_places(told: Told, name: str) -> None:
    text = "rules:\n  operation-summary: off\n  info-license: off\n  operation-summary: error\n"

    problems = told(text, name)

    assert (4, 3, "key `operation-summary` is written more than once: also at 2:3") in problems


def test_an_empty_file_is_not_told_how_documents_start(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("")

    with pytest.raises(UsageError) as caught:
        load_ruleset(tmp_path / "empty.yaml")

    assert "OpenAPI document" not in (caught.value.help or "")


class TestRedocly:
    def test_everything_that_is_wrong_is_told(self, told: Told) -> None:
        text = """extends: [minimal, ./missing.yaml]
rules:
  operation-sumary: error
  info-license: {severity: fatal}
  request-mime-type: error
  rule/a: {subject: {type: Operaton}, assertions: {defined: true}}
  rule/b: {subject: {type: Operation}, assertions: {patern: a, casing: odd}}
"""

        assert [(line, column) for line, column, _ in told(text, "redocly.yaml")] == [
            (1, 20),
            (3, 3),
            (4, 28),
            (5, 3),
            (6, 28),
            (7, 53),
            (7, 64),
        ]

    def test_a_rule_without_what_it_looks_for(self, told: Told) -> None:
        assert told("rules: {response-mime-type: warn}\n", "redocly.yaml") == [
            (1, 9, "rule response-mime-type has no `allowedValues`")
        ]
        Path("redocly.yaml").write_text(
            "extends: [all]\nrules:\n  request-mime-type: off\n  response-contains-header: warn\n"
            "  response-mime-type: {severity: warn, allowedValues: [a/b]}\n"
        )
        assert load_ruleset("redocly.yaml").notes == (
            "redocly.yaml:4: rule response-contains-header has no `names`: it finds nothing",
        )
