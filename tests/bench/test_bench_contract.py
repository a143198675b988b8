"""``specforge test`` beside ``schemathesis run``, as whole processes on a service that keeps its contract.

The service is not part of this repository; it counts its requests itself. Both testers send what the same phases
generate with the same number of examples and the same seeds, one after the other in each round, and each answer goes
through the same checks (ours are made by other code). Processor time is that of the tester: where the application runs
in the same process, its own is in there. Nothing here fails for being slow, and only ``make bench`` runs it.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
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
ROUNDS = 3
ENGINE_PHASES = "examples,coverage,fuzzing,stateful"

# Writes a byte for each request, so that nothing is lost however the process ends.
COUNTED = """
import os, service
log = os.open(os.environ["BENCH_COUNT"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
async def app(scope, receive, send):
    if scope["type"] == "http":
        os.write(log, b".")
    await service.app(scope, receive, send)
"""

# A process of its own in between: the peak of a process never seems smaller than what started it.
LAUNCHER = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.call(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=sys.stderr)
seconds = time.perf_counter() - started
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump([code, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024], file)
"""


class Run(NamedTuple):
    """What a process sent, in how many seconds, with how many of processor time, and its peak of memory."""

    requests: int
    seconds: float
    processor: float
    megabytes: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    @property
    def frugality(self) -> float:
        return self.requests / self.processor


class Bench:
    """Runs testers against a counted service, each against a fresh one: what one has created is no load of the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "counted.py").write_text(COUNTED)
        path = [str(Path(__file__).parents[2]), str(SERVICE), str(folder)]
        self._count = folder / "count"
        self._environment = os.environ | {"PYTHONPATH": os.pathsep.join(path), "BENCH_COUNT": str(self._count)}

    def theirs(self, seed: int) -> Run:
        module = "from schemathesis.cli import schemathesis; schemathesis()"
        more = ["--seed", str(seed), "--max-examples", EXAMPLES, "-H", CREDENTIALS]
        with self._served() as url:
            return self._timed([sys.executable, "-c", module, "run", str(DOCUMENT), "-u", url, *more])

    def inside(self, seed: int, *more: str) -> Run:
        self._count.unlink(missing_ok=True)
        return self._ours(seed, "--app", "counted:app", "--max-examples", EXAMPLES, *more)

    def outside(self, seed: int, *more: str) -> Run:
        with self._served() as url:
            return self._ours(seed, "--url", url, *more)

    def _ours(self, seed: int, *more: str) -> Run:
        command = [sys.executable, "-m", "specforge", "test", str(DOCUMENT), "-H", CREDENTIALS, "--seed", str(seed)]
        return self._timed([*command, *more])

    def _timed(self, command: list[str]) -> Run:
        before, told = self._requests, self._folder / "told.json"
        launch = [sys.executable, "-c", LAUNCHER, str(told), *command]
        result = subprocess.run(
            launch, cwd=self._folder, env=self._environment, capture_output=True, text=True, check=False
        )
        code, *figures = json.loads(told.read_text())
        assert code == 0, result.stderr
        return Run(self._requests - before, *figures)

    @property
    def _requests(self) -> int:
        return self._count.stat().st_size if self._count.exists() else 0

    @contextmanager
    def _served(self) -> Iterator[str]:
        self._count.unlink(missing_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = "import sys, uvicorn; uvicorn.run('counted:app', port=int(sys.argv[1]), log_level='error')"
        process = subprocess.Popen([sys.executable, "-c", server, str(port)], env=self._environment)
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


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if not request.config.getoption("benchmark_enable"):
        pytest.skip("whole runs take minutes: `make bench` runs them")
    if not DOCUMENT.is_file():
        pytest.skip("the service that is tested is not here: it is kept apart")
    return Bench(tmp_path)


def test_requests_a_second_and_the_default_run(bench: Bench, record_property: Callable[[str, object], None]) -> None:
    testers: dict[str, Callable[[int], Run]] = {
        "schemathesis run over HTTP": bench.theirs,
        "in process, the engine's phases alone": lambda seed: bench.inside(seed, "--phases", ENGINE_PHASES),
        "in process, the whole run": bench.inside,
        "over HTTP, the engine's phases alone": lambda seed: bench.outside(
            seed, "--phases", ENGINE_PHASES, "--max-examples", EXAMPLES
        ),
        "over HTTP, the default run": bench.outside,
    }
    runs: dict[str, list[Run]] = {name: [] for name in testers}
    for seed in range(1, ROUNDS + 1):
        for name, test in testers.items():
            runs[name].append(test(seed))
    medians = {name: Run(*map(statistics.median, zip(*found, strict=True))) for name, found in runs.items()}
    rates = {name: statistics.median(run.rate for run in found) for name, found in runs.items()}
    per_second_of_processor = {name: statistics.median(run.frugality for run in found) for name, found in runs.items()}
    peer = next(iter(testers))
    for name, median in medians.items():
        print(f"\n{name}: {median.requests:.0f} requests in {median.seconds:.1f} s, {rates[name]:.0f} a second;")
        print(f"  {median.processor:.1f} s of processor time, {median.megabytes:.0f} MB at most")
        shares = {
            "requests a second": rates[name] / rates[peer],
            "requests a second of processor time": per_second_of_processor[name] / per_second_of_processor[peer],
            "seconds": median.seconds / medians[peer].seconds,
        }
        for what, share in shares.items() if name != peer else ():
            print(f"  {share:.2f} of its {what}")
            record_property(f"{name}: {what} / {peer}", round(share, 2))
