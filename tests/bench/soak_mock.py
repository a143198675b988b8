"""A soak: half of what a mock can answer, for a while; does its memory grow, does anything fail?

Not part of any suite: ``python tests/bench/soak_mock.py --minutes 10``. Needs wrk (https://github.com/wg/wrk)
only to find out how much the mock can answer.
"""

from __future__ import annotations

import argparse
import itertools
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

SPEC = """\
openapi: 3.0.3
info: {title: Soak, version: '1'}
paths:
  /birds:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Birds'}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Bird'}}}}
      responses: {'201': {description: made}, '422': {description: no}}
  /birds/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Bird'}}}}}
components:
  schemas:
    Birds: {type: array, items: {$ref: '#/components/schemas/Bird'}}
    Bird:
      type: object
      required: [name]
      properties: {id: {type: integer}, name: {type: string, minLength: 1}, seen: {type: string, format: date-time}}
"""


def requests() -> itertools.cycle[tuple[bytes, tuple[int, ...]]]:
    """What is asked, again and again, and the statuses that are right. Every request differs from the one before."""
    numbers = itertools.count()

    def get(path: str, *headers: str) -> bytes:
        return "\r\n".join([f"GET {path} HTTP/1.1", "Host: soak", *headers, "", ""]).encode()

    def post(body: str) -> bytes:
        head = f"POST /birds HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        return f"{head}\r\n\r\n{body}".encode()

    rows = []
    for _ in range(500):
        number = next(numbers)
        rows += [
            (get(f"/birds?limit={number % 150}"), (200, 422)),
            (get(f"/birds/{number}", "Prefer: dynamic=true"), (200,)),
            (get(f"/nothing/{number}"), (404,)),
            (post(f'{{"name": "bird {number}"}}'), (201,)),
            (post(f'{{"id": "{number}"}}'), (422,)),
        ]
    return itertools.cycle(rows)


class Client(threading.Thread):
    """One connection at a steady pace; it counts what comes back."""

    def __init__(self, port: int, pace: float, until: float, seen: Counter[str]) -> None:
        super().__init__(daemon=True)
        self._port, self._pace, self._until, self._seen = port, pace, until, seen

    def run(self) -> None:
        asked = requests()
        with socket.create_connection(("127.0.0.1", self._port), timeout=30) as connection:
            following = time.monotonic()
            while time.monotonic() < self._until:
                request, right = next(asked)
                connection.sendall(request)
                status = answer(connection)
                self._seen["right" if status in right else f"wrong: {status} for {request[:60]!r}"] += 1
                following += self._pace
                time.sleep(max(0.0, following - time.monotonic()))


def answer(connection: socket.socket) -> int:
    """Reads one answer; its status."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0:
        missing -= len(connection.recv(65536))
    return int(head.split(b" ", 2)[1]) if head else 0


def memory(pid: int) -> float:
    """Resident MiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def capacity(port: int) -> float:
    """Requests a second that the mock can answer."""
    said = subprocess.run(
        ["wrk", "-t1", "-c8", "-d3s", f"http://127.0.0.1:{port}/birds/1"], capture_output=True, text=True
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", said.stdout)
    return float(found[1]) if found else 1000.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rate", type=float, help="requests a second; default: half of what the mock can answer")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder, "openapi.yaml")
        document.write_text(SPEC)
        command = [sys.executable, "-m", "specforge", "mock", str(document), "-p", "0"]
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(command, stderr=log)
        try:
            return soak(process, Path(folder, "log"), options)
        finally:
            process.terminate()
            process.wait(20)


def soak(process: subprocess.Popen[bytes], log: Path, options: argparse.Namespace) -> int:
    while not (found := re.search(r"on http://127.0.0.1:(\d+) ", log.read_text())):
        time.sleep(0.05)
    port = int(found[1])
    rate = options.rate or capacity(port) / 2
    until, seen = time.monotonic() + options.minutes * 60, Counter[str]()
    clients = [Client(port, options.clients / rate, until, seen) for _ in range(options.clients)]
    for client in clients:
        client.start()
    memories = []
    while any(client.is_alive() for client in clients):
        time.sleep(min(15.0, options.minutes * 6))
        memories.append(memory(process.pid))
    answered = sum(seen.values())
    print(f"{answered} requests ({answered / options.minutes / 60:.0f}/s), wanted {rate:.0f}/s")
    # The first tenth warms up: compiled operations, remembered answers, the ring of the newest exchanges.
    warm = memories[max(1, len(memories) // 10) :] or memories
    print(f"memory: {warm[0]:.1f} MiB warm, {warm[-1]:.1f} MiB at the end, {max(memories):.1f} MiB at most")
    wrong = {what: count for what, count in seen.items() if what != "right"}
    print("errors:", wrong or "none")
    return 1 if wrong or warm[-1] > warm[0] * 1.1 + 2 else 0


if __name__ == "__main__":
    sys.exit(main())
