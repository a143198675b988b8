"""Findings: fingerprints, order, thresholds, and that positions cost one pass a file."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.document.place import Place
from specforge.document.source import Source
from specforge.findings.fingerprint import file_key, fingerprint, fingerprints
from specforge.findings.locate import locate_all
from specforge.findings.model import Finding, Related, Severity, sort_findings
from specforge.findings.threshold import passes

TEXT = """\
openapi: 3.0.3
paths:
  /users:
    get:
      parameters:
        - {name: limit, in: query}
        - {name: offset, in: query}
      responses:
        200: {description: OK}
"""
PARAMETERS = ("paths", "/users", "get", "parameters")


def finding(text: str, *tokens: str, rule: str = "r", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule, severity, "m", Place(load_text(text, "api.yaml").root, tokens))


class TestFingerprint:
    def test_survives_line_moves(self) -> None:
        """Lines in front of the place do not change it."""
        before = finding(TEXT, *PARAMETERS, "1")
        after = finding("# one\n# two\n" + TEXT, *PARAMETERS, "1")

        assert before.place.region != after.place.region
        assert fingerprint(before) == fingerprint(after)

    def test_survives_a_new_neighbour(self) -> None:
        """A named item keeps its fingerprint when another is put in front of it."""
        more = TEXT.replace("parameters:\n", "parameters:\n        - {name: page, in: query}\n")

        assert fingerprint(finding(TEXT, *PARAMETERS, "1")) == fingerprint(finding(more, *PARAMETERS, "2"))

    def test_tells_neighbours_apart(self) -> None:
        """Two items, two fingerprints; two rules, two fingerprints."""
        one = finding(TEXT, *PARAMETERS, "0")

        assert fingerprint(one) != fingerprint(finding(TEXT, *PARAMETERS, "1"))
        assert fingerprint(one) != fingerprint(finding(TEXT, *PARAMETERS, "0", rule="other"))

    def test_reads_keys_that_are_numbers(self) -> None:
        """``200:`` is a number in YAML; the pointer that goes through it works all the same."""
        text = TEXT.replace("{description: OK}", "{tags: [one, two]}")
        swapped = TEXT.replace("{description: OK}", "{tags: [two, one]}")
        path = ("paths", "/users", "get", "responses", "200", "tags")

        assert fingerprint(finding(text, *path, "0")) == fingerprint(finding(swapped, *path, "1"))

    def test_equal_ones_are_numbered(self) -> None:
        """Within a report every fingerprint occurs once."""
        one = finding(TEXT, *PARAMETERS, "0")
        first, second = fingerprints([one, one])

        assert second == f"{first}-2"

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("specs/api.yaml", "specs/api.yaml"),
            ("specs\\api.yaml", "specs/api.yaml"),
            ("/home/me/api.yaml", "api.yaml"),
            ("../api.yaml", "api.yaml"),
            ("https://example.com/a.yaml", "https://example.com/a.yaml"),
        ],
    )
    def test_does_not_depend_on_the_machine(self, name: str, key: str) -> None:
        """Where a checkout lies is not part of it."""
        assert file_key(name) == key

    @pytest.mark.parametrize("tokens", [("missing", "0"), (*PARAMETERS, "9"), (*PARAMETERS, "-1"), (*PARAMETERS, "²")])
    def test_takes_places_that_do_not_exist(self, tokens: tuple[str, ...]) -> None:
        """A rule may point at what is missing."""
        assert fingerprint(finding(TEXT, *tokens))


def test_sorting_follows_the_file() -> None:
    """Line and column decide, not the order in which rules ran."""
    source = load_text(TEXT, "api.yaml").root
    places = [Place(source, (*PARAMETERS, "1")), Place(source, ("openapi",)), Place(source, (*PARAMETERS, "0"))]
    findings = [Finding("r", Severity.ERROR, "m", place) for place in places]

    assert [f.place.region.line for f in sort_findings(findings)] == [1, 6, 7]


def test_locating_is_one_pass_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places of a file, related ones too, are handed to it together."""
    source = load_text(TEXT, "api.yaml").root
    passes_made: list[int] = []
    real = Source.locate
    monkeypatch.setattr(
        Source, "locate", lambda self, places: (passes_made.append(len(list(places))), real(self, places))[1]
    )
    related = Related("here too", Place(source, ("paths",)))
    one = Finding("r", Severity.ERROR, "m", Place(source, ("openapi",)), related=(related,))

    locate_all([one, one, one])

    assert passes_made == [6]


@pytest.mark.parametrize(
    ("severity", "fail_on", "expected"),
    [
        (Severity.WARNING, "error", True),
        (Severity.WARNING, "warning", False),
        (Severity.ERROR, "warning", False),
        (Severity.ERROR, "never", True),
        (Severity.HINT, "hint", False),
    ],
)
def test_the_threshold_decides(severity: Severity, fail_on: str, expected: bool) -> None:
    """A finding as bad as --fail-on, or worse, makes the run fail."""
    assert passes([finding(TEXT, "openapi", severity=severity)], fail_on) is expected
