"""The JSON Schemas of what the mock reads: ``python -m specforge.mock.published NAME`` prints one."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from specforge.mock.faults.schema import SCHEMA as FAULTS
from specforge.mock.scenarios.schema import SCHEMA as SCENARIOS

PUBLISHED: Mapping[str, Mapping[str, Any]] = {"mock-faults": FAULTS, "mock-scenarios": SCENARIOS}
"""By the name of their file, ``docs/reference/NAME.schema.json``."""

if __name__ == "__main__":
    print(json.dumps(PUBLISHED[sys.argv[1]], indent=2))
