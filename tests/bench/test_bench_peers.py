"""``specforge lint`` beside Spectral and Redocly: whole processes, their processor time and memory, and the ratios.

The peers come from npm: ``npm install @stoplight/spectral-cli @redocly/cli`` somewhere, and that folder's
``node_modules/.bin`` on PATH, in the working folder, or in the environment variable SPECFORGE_BENCH_PEERS. Every tool
is started with all rules of its own basic set: ours and Spectral's are the same, ``spectral:oas``. Nothing here fails
for being slow, and only ``make bench`` runs it.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

ROUNDS = 3
PEERS_VARIABLE = "SPECFORGE_BENCH_PEERS"
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "real"
REAL = {
    "petstore": "swagger-petstore/openapi.yaml",
    "Stripe": "stripe-yaml/stripe.yaml",
    "GitHub": "github-json/api.github.com.json",
    "DigitalOcean": "digitalocean/specification/DigitalOcean-public.v2.yaml",
}

# A process of its own in between: the peak of a process never seems smaller than what started it.
LAUNCHER = """
import json, resource, subprocess, sys
silent = subprocess.DEVNULL
code = subprocess.call(sys.argv[1:], stdin=silent, stdout=silent, stderr=silent)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""


class Cost(NamedTuple):
    """Medians of a process and its children: seconds of processor time, and the peak of resident memory."""

    seconds: float
    megabytes: float


def _bookshop(folder: Path) -> Path:
    return Path(__file__).parents[2] / "specs" / "bookshop"


def _many_operations(folder: Path) -> Path:
    """Five hundred operations with a schema each, as a generator writes them."""
    schema = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string", "maxLength": 40}}}
    paths = {f"/things{n}/{{id}}": {"get": _operation(n)} for n in range(500)}
    document = {
        "openapi": "3.0.4",
        "info": {"title": "Many", "version": "1"},
        "paths": paths,
        "components": {"schemas": {f"Thing{n}": schema for n in range(500)}},
    }
    file = folder / "many.json"
    file.write_text(json.dumps(document, indent=2))
    return file


def _operation(number: int) -> dict[str, object]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/Thing{number}"}}}
    return {
        "operationId": f"getThing{number}",
        "description": "One thing",
        "tags": ["things"],
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "The thing", "content": content}},
    }


def _from_corpus(name: str) -> Callable[[Path], Path]:
    def find(folder: Path) -> Path:
        file = CORPUS / REAL[name]
        if not file.is_file():
            pytest.skip(f"the document of {name} is not here: it is part of a corpus of its own")
        return file

    return find


DOCUMENTS = {"bookshop": _bookshop, "500 operations": _many_operations} | {name: _from_corpus(name) for name in REAL}


@pytest.fixture(autouse=True)
def _only_as_benchmark(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("benchmark_enable"):
        pytest.skip("whole processes of other tools take minutes: `make bench` runs them")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_lint_beside_the_peers(name: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    document = DOCUMENTS[name](tmp_path)
    file = document / "openapi.yaml" if document.is_dir() else document
    commands = _commands(file, tmp_path)

    ours = _cost(commands.pop("specforge"), tmp_path)
    peers = {peer: _cost(command, tmp_path) for peer, command in commands.items()}

    print(f"\n{name}: specforge {ours.seconds:.2f} s, {ours.megabytes:.0f} MB")
    for peer, cost in peers.items():
        ratio, memory = ours.seconds / cost.seconds, ours.megabytes / cost.megabytes
        record_property(f"{name}: seconds / {peer}", round(ratio, 3))
        record_property(f"{name}: memory / {peer}", round(memory, 3))
        print(
            f"  {peer} {cost.seconds:.2f} s, {cost.megabytes:.0f} MB: {ratio:.3f} of its time, {memory:.2f} of memory"
        )


def _commands(file: Path, folder: Path) -> dict[str, list[str]]:
    """The tools that are here; the test is skipped when there is nobody to compare with."""
    ruleset = folder / "all.yaml"
    ruleset.write_text('extends: [["spectral:oas", "all"]]\n')
    settings = folder / "redocly.yaml"
    settings.write_text("extends: [recommended]\n")
    found = {
        "Spectral": [_peer("spectral"), "lint", "--ruleset", str(ruleset), str(file)],
        "Redocly": [_peer("redocly"), "lint", "--config", str(settings), str(file)],
    }
    peers = {name: [str(part) for part in command] for name, command in found.items() if command[0]}
    if not peers:
        pytest.skip(f"neither spectral nor redocly in PATH, node_modules/.bin or ${PEERS_VARIABLE}")
    ours = [sys.executable, "-m", "specforge", "lint", "--ruleset", str(ruleset), str(file)]
    return {"specforge": ours} | peers


def _peer(name: str) -> str | None:
    places = [os.environ.get(PEERS_VARIABLE), str(Path("node_modules/.bin").absolute()), os.environ.get("PATH")]
    return shutil.which(name, path=os.pathsep.join(place for place in places if place))


def _cost(command: list[str], folder: Path) -> Cost:
    """The first run warms caches (ours its bytecode too, as an installation would have it) and does not count."""
    costs = [_run(command, folder) for _ in range(ROUNDS + 1)][1:]
    return Cost(statistics.median(c.seconds for c in costs), statistics.median(c.megabytes for c in costs))


def _run(command: list[str], folder: Path) -> Cost:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "PYTHONPATH": str(Path(__file__).parents[2])}
    launched = [sys.executable, "-c", LAUNCHER, *command]
    result = subprocess.run(launched, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    code, seconds, kilobytes = json.loads(result.stdout)
    assert code in (0, 1), f"{command[0]} failed with {code}"
    return Cost(seconds, kilobytes / (1e6 if sys.platform == "darwin" else 1e3))
