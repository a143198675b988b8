"""The same findings as the real Spectral, where it is installed, with a ruleset for every feature.

What is compared is rule, place, line and severity. ``docs/reference/differences-from-spectral.md`` tells what differs
elsewhere on purpose; the document here keeps away from it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from specforge.document.load import load
from specforge.lint.engine import lint
from specforge.lint.rulesets import load_ruleset
from specforge.lint.settings import LintSettings

SPECTRAL = os.environ.get("SPECFORGE_SPECTRAL") or shutil.which("spectral")
RULESETS = sorted(path for path in (Path(__file__).parent / "rulesets").iterdir() if path.is_file())
DOCUMENT = Path(__file__).parents[3] / "specs" / "users" / "openapi.yaml"
SEVERITIES = ("error", "warning", "info", "hint")
Said = tuple[str, str, int, str]


@pytest.mark.parametrize("ruleset", RULESETS, ids=lambda path: path.stem)
def test_every_ruleset_can_be_read(ruleset: Path) -> None:
    loaded = load_ruleset(ruleset)

    lint(load(DOCUMENT), LintSettings(ruleset=loaded))
    assert loaded.table


@pytest.mark.slow
@pytest.mark.parametrize("ruleset", RULESETS, ids=lambda path: path.stem)
def test_spectral_finds_the_same(ruleset: Path, tmp_path: Path) -> None:
    if SPECTRAL is None:
        pytest.skip("Spectral is not installed: `npm install @stoplight/spectral-cli`, or set SPECFORGE_SPECTRAL")
    command = [SPECTRAL, "lint", "-q", "-f", "json", "-r", str(ruleset), str(DOCUMENT)]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert answer.returncode in (0, 1), answer.stderr

    theirs = sorted(map(said, json.loads(answer.stdout)))

    found = lint(load(DOCUMENT), LintSettings(ruleset=load_ruleset(ruleset)))
    ours = [(f.rule, f.place.pointer, f.place.region.line, f.severity.value) for f in found]
    assert sorted(ours) == theirs


def said(result: dict[str, Any]) -> Said:
    path = "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in result["path"])
    return result["code"], path, result["range"]["start"]["line"] + 1, SEVERITIES[result["severity"]]
