"""``--min-coverage``: how much of the document a run must have exercised."""

from __future__ import annotations

import re
from collections.abc import Mapping

from specforge.errors import UsageError
from specforge.findings.coverage import KINDS, CoverageReport
from specforge.suggest import did_you_mean

TOTAL = "total"
NAMES = (TOTAL, *KINDS)


def parse_minimum(text: str) -> dict[str, float]:
    """``80`` (of the total) or ``operations=100,responses=80``. Raises UsageError."""
    found = {}
    for part in text.split(","):
        name, equals, percent = part.strip().rpartition("=")
        found[_known(name.strip() if equals else TOTAL)] = _percent(percent, text)
    return found


def shortfalls(coverage: CoverageReport, minimum: Mapping[str, float]) -> list[str]:
    """What is below its minimum, in words. Where there is nothing to cover, nothing is missed."""
    percents = coverage.percentages()
    return [
        f"{name} coverage: {percents[name]:g} %, below the minimum of {least:g} %"
        for name, least in minimum.items()
        if name in percents and percents[name] < least
    ]


def _known(name: str) -> str:
    if name not in NAMES:
        help = did_you_mean(name, NAMES) or f"there are {', '.join(NAMES)}"
        raise UsageError(f"--min-coverage: there is no coverage of {name!r}", help=help)
    return name


def _percent(text: str, whole: str) -> float:
    if not re.fullmatch(r"\d{1,3}(\.\d+)?\s*%?", text.strip()) or float(text.strip(" %")) > 100:
        help = "write it as 80, or as operations=100,responses=80"
        raise UsageError(f"--min-coverage: {whole!r} is no number of percent", help=help)
    return float(text.strip(" %"))
