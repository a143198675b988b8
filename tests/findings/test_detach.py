"""Findings without their files are reported the same."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from specforge.document.edits import Set
from specforge.document.load import load_text
from specforge.document.place import Place
from specforge.errors import SyntaxProblem
from specforge.findings.detach import detach
from specforge.findings.model import Finding, Fix, Related, Report, Severity
from specforge.lint.engine import lint
from specforge.lint.unreadable import finding_of
from specforge.reporters import REPORTERS

TEXT = """\
openapi: 3.1.1
info: {title: T, version: "1"}
tags: [{name: a}, {name: a}]
paths:
  /a:
    get:
      parameters:
        - {name: p, in: query}
        - {name: p, in: query}
      responses: {}
    get:
      responses: {}
"""


def findings() -> list[Finding]:
    document = load_text(TEXT, "api.yaml")
    root = Place(document.root)
    edit = Set(root.child("info", "title"), "Title")
    with_fix = Finding(
        "made-up",
        Severity.INFO,
        "everything that a finding can have",
        root.child("paths", "/a", "get", "responses", key=True),
        operation="GET /a",
        help="help",
        related=(Related("see", root.child("tags", 1, "name")), Related("absent", root.child("nothing"))),
        fix=Fix("write it out", (edit,), safe=False),
        details={"curl": "curl /a"},
    )
    broken = finding_of(SyntaxProblem("broken", file="b.yaml", line=7, column=3, source_line="  a: ["))
    return [*lint(document), with_fix, broken]


@pytest.mark.parametrize("name", list(REPORTERS))
def test_every_report_is_the_same(name: str) -> None:
    found = findings()
    assert {"duplicate-key", "operation-parameters"} <= {finding.rule for finding in found} or len(found) > 3

    crossed = pickle.loads(pickle.dumps(detach(found)))

    assert REPORTERS[name](Report("lint", crossed, ok=False)) == REPORTERS[name](Report("lint", found, ok=False))


def test_the_file_stays_behind() -> None:
    long = TEXT + "".join(f"x-{number}: {'long ' * 100}\n" for number in range(1000))
    found = lint(load_text(long, "api.yaml"))

    assert len(pickle.dumps(detach(found))) < len(long) / 10


def test_files_keep_their_name_and_path(tmp_path: Path) -> None:
    found = lint(load_text(TEXT, "api.yaml"))

    (one, *_) = detach(found)

    assert (one.place.source.uri, one.place.file, one.place.source.path) == (
        found[0].place.source.uri,
        "api.yaml",
        found[0].place.source.path,
    )
