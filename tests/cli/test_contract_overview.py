"""Many findings at a glance."""

from __future__ import annotations

from dataclasses import replace

from specforge.cli.contract_overview import FEW, overview
from specforge.document.load import load_text
from specforge.findings.model import Finding, Severity

_PLACE = load_text("openapi: 3.1.0\n", "a.yaml").place
_FINDING = Finding("contract/status-code", Severity.WARNING, "m", _PLACE, operation="GET /a")


def test_the_worst_kinds_come_first() -> None:
    crash = replace(_FINDING, rule="contract/server-error", severity=Severity.ERROR, operations=("GET /a", "GET /b"))

    (table,) = overview([*[_FINDING] * FEW, crash])

    assert table.rows == [("contract/server-error", "error", "1", "2"), ("contract/status-code", "warning", "12", "1")]
    assert table.note.startswith("`specforge explain contract/server-error`")


def test_few_findings_need_no_table() -> None:
    assert overview([_FINDING] * FEW) == ()
