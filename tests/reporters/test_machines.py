"""The formats for machines: each is valid by its own rules, whatever the findings say."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import jsonschema_rs
import pytest

from specforge.findings.model import Hidden, Report
from specforge.reporters import REPORTERS
from specforge.reporters.junit import report_junit
from specforge.reporters.sarif import file_uri

HERE = Path(__file__).parent
ENVELOPE = HERE.parents[1] / "docs/reference/findings.schema.json"
# The schema of SchemaStore as @microsoft/jest-sarif ships it (MIT licence).
SARIF = HERE / "sarif-2.1.0.schema.json"
REPORTS = ["report", "clean", "stopped", "nasty"]


@pytest.fixture(params=REPORTS)
def any_report(request: pytest.FixtureRequest) -> Report:
    report = request.getfixturevalue(request.param)
    assert isinstance(report, Report)
    return report


def validate(schema: Path, value: Any) -> None:
    jsonschema_rs.validator_for(json.loads(schema.read_text(encoding="utf-8"))).validate(value)


class TestJson:
    def test_is_valid_by_its_published_schema(self, any_report: Report) -> None:
        """What docs/ promises is what is printed."""
        validate(ENVELOPE, json.loads(REPORTERS["json"](any_report)))

    def test_carries_everything(self, report: Report) -> None:
        """Nothing of a finding is lost."""
        envelope = json.loads(REPORTERS["json"](report))
        first = envelope["findings"][0]

        assert envelope["version"] == 1 and envelope["command"] == "lint" and envelope["ok"] is False
        assert envelope["summary"] == {"error": 1, "warning": 1, "info": 0, "hint": 0, "documents": 1}
        assert first["pointer"] == "/paths/~1users~1{id}/get/security/0/token"
        assert (first["line"], first["column"], first["end_line"], first["end_column"]) == (13, 11, 13, 16)
        assert first["related"][0]["line"] == 7
        assert first["fix"]["safe"] is True and first["fix"]["edits"][0]["replacement"] == "bearer"
        assert first["details"]["curl"].startswith("curl -X GET")

    def test_an_error_is_one_finding_of_its_kind(self, stopped: Report) -> None:
        """A consumer learns from the envelope what was wrong with the file."""
        envelope = json.loads(REPORTERS["json"](stopped))

        assert envelope["ok"] is False
        assert [(f["rule"], f["file"], f["line"]) for f in envelope["findings"]] == [("syntax", "api.yaml", 7)]

    def test_lines(self, report: Report) -> None:
        """jsonl is the findings of the envelope, a line each."""
        lines = REPORTERS["jsonl"](report).splitlines()

        assert [json.loads(line) for line in lines] == json.loads(REPORTERS["json"](report))["findings"]


class TestSarif:
    def test_is_valid_by_the_official_schema(self, any_report: Report) -> None:
        """SARIF 2.1.0."""
        # One of its patterns is no regular expression by ECMA's strict syntax, which jsonschema-rs insists on.
        validator = jsonschema.Draft4Validator(json.loads(SARIF.read_text(encoding="utf-8")))

        validator.validate(json.loads(REPORTERS["sarif"](any_report)))

    def test_results_name_their_rules(self, report: Report) -> None:
        """ruleIndex points at the descriptor of the result's own rule, which carries what is known of it."""
        run = json.loads(REPORTERS["sarif"](report))["runs"][0]
        rules = run["tool"]["driver"]["rules"]

        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert rules[0]["helpUri"] == "https://example.com/rules/undefined-security-scheme"
        assert rules[1]["shortDescription"]["text"] == "An operation has no summary."
        assert all(rule["fullDescription"]["text"] and rule["help"]["text"] for rule in rules)

    def test_what_does_not_count_is_suppressed(self, report: Report) -> None:
        """In the source or by the baseline; what is compared with a baseline says how."""
        full, plain = report.findings
        hidden = [Hidden(full, "ignore", "because"), Hidden(full, "ignore"), Hidden(plain, "baseline")]
        judged = replace(report, findings=[plain], hidden=hidden, summary={"known": 1})

        log = json.loads(REPORTERS["sarif"](judged))

        jsonschema.Draft4Validator(json.loads(SARIF.read_text(encoding="utf-8"))).validate(log)
        results = log["runs"][0]["results"]
        assert [result.get("suppressions") for result in results] == [
            None,
            [{"kind": "inSource", "justification": "because"}],
            [{"kind": "inSource"}],
            [{"kind": "external"}],
        ]
        assert [result.get("baselineState") for result in results] == ["new", None, None, "unchanged"]

    def test_says_whether_the_command_ran_through(self, report: Report, stopped: Report) -> None:
        """Code scanning must not take a run that broke off for one without findings."""
        for each, expected in ((report, True), (stopped, False)):
            run = json.loads(REPORTERS["sarif"](each))["runs"][0]
            assert run["invocations"][0]["executionSuccessful"] is expected

    @pytest.mark.parametrize(
        ("name", "uri"),
        [
            ("a b/api.yaml", "a%20b/api.yaml"),
            ("/tmp/api.yaml", "file:///tmp/api.yaml"),
            ("https://example.com/api.yaml", "https://example.com/api.yaml"),
            ("<stdin>", "%3Cstdin%3E"),
        ],
    )
    def test_files_are_uri_references(self, name: str, uri: str) -> None:
        """Relative names stay relative, everything else is a URI."""
        assert file_uri(name) == uri


class TestJunit:
    ALLOWED = {
        "testsuites": {"name", "tests", "failures", "errors"},
        "testsuite": {"name", "tests", "failures", "errors", "file"},
        "testcase": {"name", "classname"},
        "failure": {"message", "type"},
        "system-out": set(),
    }

    def test_is_xml_of_the_known_elements(self, any_report: Report) -> None:
        """Only what Jenkins' junit-10.xsd has; its required attributes are there."""
        for element in ElementTree.fromstring(report_junit(any_report)).iter():
            assert set(element.attrib) <= self.ALLOWED[element.tag]
            if element.tag == "testsuite":
                assert set(element.attrib) >= {"name", "tests", "failures", "errors"}

    def test_counts_add_up(self, report: Report) -> None:
        """The sums at the top are those of the suites and of the cases."""
        root = ElementTree.fromstring(report_junit(report))

        assert root.attrib["tests"] == str(len(root.findall(".//testcase"))) == "2"
        assert root.attrib["failures"] == str(len(root.findall(".//failure"))) == "2"
        assert [suite.attrib["name"] for suite in root] == ["GET /users/{id}", "api.yaml"]

    def test_what_fails_nothing_passes_and_limits_fail(self, report: Report) -> None:
        report = replace(report, harmless=frozenset({1}), limits=["ratchet: tags has 2 findings, 1 allowed"])
        root = ElementTree.fromstring(report_junit(report))

        assert (root.attrib["tests"], root.attrib["failures"]) == ("3", "2")
        assert [failure.attrib["type"] for failure in root.iter("failure")] == ["error", "limit"]
        assert len(list(root.iter("system-out"))) == 1
        assert {tag.tag for tag in root.iter()} <= self.ALLOWED.keys()

    def test_a_clean_run_is_a_passed_case(self, clean: Report) -> None:
        """CI must see that something ran."""
        root = ElementTree.fromstring(report_junit(clean))

        assert root.attrib["failures"] == "0"
        assert [case.attrib for case in root.iter("testcase")] == [{"name": "lint", "classname": "api.yaml"}]


class TestGithub:
    def test_a_command_a_line(self, report: Report) -> None:
        """File, inclusive columns and title; commas and colons of properties are escaped."""
        first, second = REPORTERS["github"](report).splitlines()

        assert first == (
            "::error file=api.yaml,line=13,endLine=13,col=11,endColumn=15,"
            "title=specforge%3A undefined-security-scheme"
            "::the security scheme 'token' is not defined (GET /users/{id})"
            "%0Ahelp: define it under components/securitySchemes"
        )
        assert second.startswith("::warning file=api.yaml,line=7,")

    def test_a_message_cannot_start_a_command(self, nasty: Report) -> None:
        """A line break in a message would let a document give orders to the runner."""
        lines = REPORTERS["github"](nasty).splitlines()

        assert len(lines) == 1
        assert "%25" in lines[0]

    def test_clean_is_silent(self, clean: Report) -> None:
        """No findings, no output."""
        assert REPORTERS["github"](clean) == ""


class TestGitlab:
    def test_has_what_gitlab_requires(self, any_report: Report) -> None:
        """description, check_name, fingerprint, severity, location.path, location.lines.begin; fingerprints differ."""
        issues = json.loads(REPORTERS["gitlab"](any_report))

        for issue in issues:
            assert issue["description"] and issue["check_name"]
            assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
            assert issue["location"]["path"] and issue["location"]["lines"]["begin"] >= 1
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)


class TestMarkdown:
    def test_a_row_a_finding(self, report: Report) -> None:
        """The heading says how it went, the table says what was found, the details are folded up."""
        text = REPORTERS["markdown"](report)

        assert text.startswith("### specforge lint: failed (1 error, 1 warning)\n")
        assert len([line for line in text.splitlines() if line.startswith(("| error |", "| warning |"))]) == 2
        assert "<details><summary>undefined-security-scheme: curl</summary>" in text

    def test_text_stays_text(self, nasty: Report) -> None:
        """No HTML, no mention, no issue link, no second row, and the fence holds."""
        text = REPORTERS["markdown"](nasty)
        row = next(line for line in text.splitlines() if line.startswith("| error |"))

        assert "<script" not in text and "@team" not in text and "#12" not in row.replace("&#12", "")
        assert row.count("|") == 5
        assert "\n````\n" in text

    def test_fits_a_comment(self, report: Report) -> None:
        """What does not fit is counted, not cut in the middle."""
        text = REPORTERS["markdown"](Report("lint", [report.findings[0]] * 1000, ok=False))

        assert len(text) < 65_536
        assert "more not shown" in text


class TestHtml:
    def test_holds_no_script_but_its_own(self, nasty: Report) -> None:
        """A document cannot put a script into the page, nor would one run."""
        page = REPORTERS["html"](nasty)

        assert page.count("<script") == page.count("</script") == 1
        script = page.partition("<script>")[2].partition("</script>")[0]
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert "default-src &#39;none&#39;" in page and f"script-src &#39;sha256-{digest}&#39;" in page
        assert "unsafe" not in page.partition("<title>")[0]

    def test_shows_the_frame(self, report: Report) -> None:
        """Every finding with its source."""
        page = REPORTERS["html"](report)

        assert page.count('<details class="card finding') == 2
        assert '<span class="number">13</span>        - token: []' in page
