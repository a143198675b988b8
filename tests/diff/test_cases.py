"""The published cases of oasdiff's checks, where they are at hand."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from specforge.diff.engine import compare
from specforge.diff.settings import DiffSettings
from specforge.document.load import load

CASES = Path(__file__).parents[3] / "shared/conformance/diff"
LEVELS = {"error": "err", "warning": "warn", "info": "info"}
RANKS = ("info", "warn", "err")
# Held to be wrong, each for a reason.
OTHERWISE = {
    "TestBreaking_AddedEnum#1": "a callback's body changed its type: oasdiff does not look into callbacks",
    "TestTransitionClaims_RealChangeAlongsideTransitionStillReported#1": (
        "an enum that is dropped lets a request hold more than before, so that no value was removed"
    ),
}


def cases() -> list[dict[str, Any]]:
    file = CASES / "cases.json"
    return json.loads(file.read_text())["cases"] if file.is_file() else []


def settings_of(options: dict[str, Any]) -> DiffSettings:
    days = options.get("deprecation_days", {})
    return DiffSettings(
        deprecation_days_beta=days.get("beta", 0),
        deprecation_days_stable=days.get("stable", 0),
        stability_level=options.get("StabilityLevel", "StabilityLevelBeta").removeprefix("StabilityLevel").lower(),
        check_version=bool(options.get("versioning_policy")),
        flatten_params=bool(options.get("flatten_params")),
    )


def dated(file: Path, folder: Path) -> Path:
    text = file.read_text()
    if "$TODAY" not in text:
        return file
    today = datetime.date.today()
    copy = folder / file.name
    copy.write_text(re.sub(r"\$TODAY\+(\d+)", lambda match: str(today + datetime.timedelta(int(match[1]))), text))
    return copy


def problems(case: dict[str, Any], folder: Path) -> list[str]:
    base, revision = (load(dated(CASES / case[side], folder)) for side in ("base", "revision"))
    found = [
        (change.id, LEVELS[change.severity.value]) for change in compare(base, revision, settings_of(case["options"]))
    ]
    least = RANKS.index(case["min_level"])
    seen = [one for one in found if RANKS.index(one[1]) >= least and (case["scope"] is None or one[0] in case["scope"])]
    expected = Counter((one["id"], one["level"]) for one in case["expected"])
    wrong = [f"missing {one}" for one in (expected - Counter(seen)).elements()]
    if case["match"] == "exact":
        wrong += [f"unexpected {one}" for one in (Counter(seen) - expected).elements()]
    names = {id for id, _ in seen}
    wrong += [f"forbidden {id}" for id in case["absent"] if id in names]
    if case.get("any_of") and not names & set(case["any_of"]):
        wrong.append("none of those that were asked for")
    if "count" in case and len(seen) != case["count"]:
        wrong.append(f"{len(seen)} instead of {case['count']}")
    return wrong


@pytest.mark.skipif(not CASES.is_dir(), reason="the published cases are not here")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_a_published_case(case: dict[str, Any], tmp_path: Path) -> None:
    assert bool(problems(case, tmp_path)) is (case["id"] in OTHERWISE), problems(case, tmp_path)
