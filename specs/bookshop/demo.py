"""The whole way from a document to a passing contract test, on the bookshop. Run it with ``make demo``.

It uses the command line as you would, prints each command before running it, and leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOCUMENT = HERE / "openapi.yaml"
SERVER = HERE / "server"
SPECFORGE = (sys.executable, "-m", "specforge")
START_SECONDS = 20
STAFF = {"email": "ada@bookshop.example", "password": "correct horse battery"}


def main() -> int:
    began = time.monotonic()
    steps = {"lint": lint, "gen": generate, "mock": mock, "test": contract_test}
    results = {}
    for number, (name, step) in enumerate(steps.items(), 1):
        say(f"\n=== {number}/{len(steps)} {step.__doc__}")
        results[name] = step()
    say("\n=== summary")
    for name, line in results.items():
        say(f"  {name:5} {line or 'FAILED'}")
    failed = [name for name, line in results.items() if not line]
    say(f"  took {time.monotonic() - began:.0f} s" + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def lint() -> str:
    """Lint the document"""
    return "no errors in the document" if run(*SPECFORGE, "lint", relative(DOCUMENT)) == 0 else ""


def generate() -> str:
    """Generate models, routes, services and tests from it"""
    with tempfile.TemporaryDirectory() as folder:
        fresh = run(*SPECFORGE, "gen", relative(DOCUMENT), "--target", "fastapi", "--out", folder)
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        lines = sum(len(path.read_text().splitlines()) for path in files if path.suffix == ".py")
    say("the example implementation in specs/bookshop/server was made this way; is its generated part up to date?")
    stale = run(*SPECFORGE, "gen", relative(DOCUMENT), "--target", "fastapi", "--out", relative(SERVER), "--check")
    return (
        f"{len(files)} files, {lines} lines of Python; the committed ones are up to date" if not fresh + stale else ""
    )


def mock() -> str:
    """Serve a mock of it, as a frontend team would, and ask for a book"""
    port = free_port()
    command = (*SPECFORGE, "mock", relative(DOCUMENT), "-p", str(port))
    with serving(command, f"http://127.0.0.1:{port}/v1/books"):
        answer = httpx.get(f"http://127.0.0.1:{port}/v1/books", params={"limit": 1})
        say(f"GET /v1/books?limit=1 -> {answer.status_code}")
        say(json.dumps(answer.json(), indent=2, ensure_ascii=False)[:600] + "\n  …")
        wrong = httpx.get(f"http://127.0.0.1:{port}/v1/books", params={"limit": "many"})
        say(f"GET /v1/books?limit=many -> {wrong.status_code} {wrong.json()['title']}")
    good = (answer.status_code, wrong.status_code) == (httpx.codes.OK, httpx.codes.UNPROCESSABLE_ENTITY)
    return "answered from the document's examples, and refused what it does not allow" if good else ""


def contract_test() -> str:
    """Start the real implementation and test it against the document"""
    port = free_port()
    url = f"http://127.0.0.1:{port}/v1"
    application = (sys.executable, "-m", "uvicorn", "main:app", "--port", str(port), "--log-level", "warning")
    with tempfile.TemporaryDirectory() as folder, serving(application, f"{url}/books", folder=SERVER):
        token = httpx.post(f"{url}/login", json=STAFF).json()["accessToken"]
        header = ("-H", f"Authorization: Bearer {token}")
        arguments = (*SPECFORGE, "test", relative(DOCUMENT), "--url", url, "--seed", "1", "--budget", "30s")
        report = Path(folder, "report.json")
        code = run(*arguments, *header, "--report", f"json:{report}", hide=token)
        coverage = json.loads(report.read_bytes())["coverage"]["total"] if report.exists() else 0
    return f"the implementation keeps the contract, of which {coverage:g} % were exercised" if code == 0 else ""


def run(*command: str, hide: str = "…") -> int:
    """Prints a command, runs it, and gives its exit code."""
    say(f"$ {shown(command).replace(hide, '…')}")
    return subprocess.run(command, cwd=ROOT).returncode


@contextmanager
def serving(command: Sequence[str], url: str, folder: Path = ROOT) -> Iterator[None]:
    """Runs a server until the block ends; the block starts when the server answers."""
    say(f"$ {shown(command)} &")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(url, process)
            yield
        finally:
            process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"no answer from {url}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def shown(command: Sequence[str]) -> str:
    """The command as one would type it in the virtual environment."""
    return shlex.join(command).replace(f"{sys.executable} -m specforge", "specforge").replace(sys.executable, "python")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
