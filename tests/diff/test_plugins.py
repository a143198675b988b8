"""Rules of diff that other packages bring."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

RULE = """
from specforge.diff.rule import rule

@rule("Operation", errors=("ours-summary-removed",))
def check(pair, context):
    'An operation lost its summary.'
    if pair.base and pair.revision and pair.base.get("summary") and not pair.revision.get("summary"):
        yield pair.note("ours-summary-removed", f"{pair.label} has no summary any more", "summary")
"""
DOCUMENT = """openapi: 3.1.0
info: {title: A, version: 1.0.0}
paths:
  /a:
    get:
      summary: All of them
      responses: {'200': {description: A}}
"""


def test_a_rule_of_an_installed_package_is_asked(tmp_path: Path) -> None:
    info = tmp_path / "ours-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ours\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[specforge.diff_rules]\nours = ours_rules\n")
    (tmp_path / "ours_rules.py").write_text(RULE)
    (tmp_path / "old.yaml").write_text(DOCUMENT)
    (tmp_path / "new.yaml").write_text(DOCUMENT.replace("      summary: All of them\n", ""))

    result = subprocess.run(
        [sys.executable, "-m", "specforge", "diff", "old.yaml", "new.yaml", "--format", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1, result.stderr
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["rule"], finding["message"]) == ("ours-summary-removed", "GET /a has no summary any more")
