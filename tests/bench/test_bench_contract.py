"""``specforge test`` beside ``schemathesis run``, as whole processes on a service that keeps its contract.

The service is not part of this repository. Both send what the same phases generate with the same number of examples;
one run each, since a run takes half a minute. Nothing here fails for being slow, and only ``make bench`` runs it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

SERVICE = Path(__file__).parents[2].parent / "shared" / "seeded_bugs"
DOCUMENT = SERVICE / "openapi.yaml"
CREDENTIALS = "Authorization: Bearer alice-token"
EXAMPLES = "100"


class Run(NamedTuple):
    """What a process sent, and in how many seconds."""

    requests: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


@pytest.fixture(autouse=True)
def _only_as_benchmark(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("benchmark_enable"):
        pytest.skip("whole runs take minutes: `make bench` runs them")
    if not DOCUMENT.is_file():
        pytest.skip("the service that is tested is not here: it is kept apart")


@contextmanager
def served() -> Iterator[str]:
    """A fresh service: what one tester has created is no load of the next."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, SERVICE / "serve.py", "--port", str(port)])
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, "the service does not start"
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def timed(command: list[str], counted: str) -> Run:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), str(SERVICE)])}
    started = time.perf_counter()
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    found = re.search(counted, result.stdout + result.stderr)
    assert found is not None, result.stdout + result.stderr
    return Run(int(found[1]), seconds)


def ours(*arguments: str) -> Run:
    command = [sys.executable, "-m", "specforge", "test", str(DOCUMENT), "-H", CREDENTIALS, "--seed", "1", *arguments]
    return timed(command, r"with (\d+) requests")


def theirs(url: str) -> Run:
    module = "from schemathesis.cli import schemathesis; schemathesis()"
    command = [sys.executable, "-c", module, "run", str(DOCUMENT), "-u", url, "-H", CREDENTIALS, "--seed", "1"]
    return timed([*command, "--max-examples", EXAMPLES], r"(\d+) generated")


def test_requests_a_second_and_the_default_run(record_property: Callable[[str, object], None]) -> None:
    with served() as url:
        peer = theirs(url)
    inside = ours("--app", "service:app", "--max-examples", EXAMPLES)
    with served() as url:
        default = ours("--url", url)

    record_property("in process, requests a second / schemathesis run over HTTP", round(inside.rate / peer.rate, 2))
    record_property("default run, seconds / schemathesis run", round(default.seconds / peer.seconds, 2))
    print(f"\nschemathesis run: {peer.requests} requests in {peer.seconds:.1f} s, {peer.rate:.0f} a second")
    print(f"in process: {inside.requests} in {inside.seconds:.1f} s, {inside.rate:.0f} a second:")
    print(f"  {inside.rate / peer.rate:.2f} of its requests a second")
    print(f"default run: {default.requests} in {default.seconds:.1f} s:")
    print(f"  {default.seconds / peer.seconds:.2f} of its time")
