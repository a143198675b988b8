"""The command line answers at once: nothing heavy is imported before a verb needs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "datamodel_code_generator",
    "fastapi",
    "httpx",
    "hypothesis",
    "jinja2",
    "jsonpath",
    "jsonschema",
    "openapi_core",
    "openapi_spec_validator",
    "pydantic",
    "rich",
    "schemathesis",
    "uvicorn",
}
PROBE = """
import json, sys, time, resource
from specforge.__main__ import main
sys.argv = ["specforge", *{arguments!r}]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({{"modules": sorted(sys.modules), "cpu": usage.ru_utime + usage.ru_stime}}))
"""
CPU_SECONDS = 0.150


def probe(*arguments: str) -> dict[str, object]:
    code = PROBE.format(arguments=list(arguments))
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(result.stdout.splitlines()[-1])
    return answer


@pytest.mark.parametrize("arguments", [("--help",), ("version",), ("lint", "--help")], ids=" ".join)
def test_no_heavy_library_is_imported(arguments: tuple[str, ...]) -> None:
    modules = set(probe(*arguments)["modules"])  # type: ignore[call-overload]

    assert modules & HEAVY == set()


def test_linting_imports_no_heavy_library() -> None:
    modules = set(probe("lint", "specs/users/openapi.yaml")["modules"])  # type: ignore[call-overload]

    assert modules & HEAVY == set()


def test_help_takes_less_than_150_ms_of_processor_time() -> None:
    """The best of several runs: what the command costs, not what else the machine does."""
    assert min(float(str(probe("--help")["cpu"])) for _ in range(5)) < CPU_SECONDS
