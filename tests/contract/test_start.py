"""A server that is started for a run, and stopped after it."""

from __future__ import annotations

import os
import shlex
import socket
import sys
import textwrap
import time
from pathlib import Path

import pytest

from specforge.contract.start import Server, free_port, place_of
from specforge.errors import ServerError, UsageError

SERVER = """\
import http.server, os, subprocess, sys

class Handler(http.server.BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Handler.asked += 1
        is_ready = self.path != "/never" and (self.path != "/slow" or Handler.asked > 2)
        self.send_response(200 if is_ready else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("my child is", child.pid, flush=True)
open("child", "w").write(str(child.pid))
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "server.py").write_text(textwrap.dedent(SERVER))
    return f"{shlex.quote(sys.executable)} -S server.py {{port}}"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Whoever is dead, and has nobody to bury it, is dead.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def listens(port: int) -> bool:
    """After a while, where something is only just ending."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0 or probe.getsockname() == probe.getpeername():
                return False
        time.sleep(0.01)
    return True


class TestPort:
    """A free port takes the place of ``{port}``, in the command and in the URL."""

    def test_port(self) -> None:
        command, url = place_of("run -p {port}", None)

        assert url == f"http://127.0.0.1:{command.split()[-1]}"

    def test_with_a_url(self) -> None:
        assert place_of("run", "http://localhost:1/v1") == ("run", "http://localhost:1/v1")
        command, url = place_of("run {port}", "http://localhost:{port}/v1")
        assert url == f"http://localhost:{command.split()[-1]}/v1"

    def test_nothing_tells(self) -> None:
        with pytest.raises(UsageError, match="not known"):
            place_of("run", None)


class TestServer:
    """It runs while it is open, together with all that it starts itself."""

    def test_starts_and_stops_all_of_it(self, command: str, tmp_path: Path) -> None:
        command, url = place_of(command, None)

        with Server(command, url) as server:
            server.wait("/slow", 30)
            child = int((tmp_path / "child").read_text())
            assert is_alive(child)

        deadline = time.monotonic() + 10
        while is_alive(child) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not is_alive(child)
        assert not listens(int(url.rpartition(":")[2]))

    def test_it_is_stopped_when_something_breaks(self, command: str) -> None:
        command, url = place_of(command, None)

        with pytest.raises(ZeroDivisionError), Server(command, url) as server:
            server.wait(None, 30)
            raise ZeroDivisionError

        assert not listens(int(url.rpartition(":")[2]))

    def test_it_ends_at_once(self) -> None:
        url = f"http://127.0.0.1:{free_port()}"

        with Server("echo no such thing >&2; exit 3", url) as server, pytest.raises(ServerError) as caught:
            server.wait(None, 30)

        assert "the command ended with exit code 3 before it served http://127.0.0.1" in caught.value.message
        assert caught.value.help == "it wrote last:\nno such thing"

    def test_it_takes_too_long(self) -> None:
        url = f"http://127.0.0.1:{free_port()}"

        with (
            Server("exec sleep 60", url) as server,
            pytest.raises(ServerError, match=r"did not serve .* in 0\.1 s: nobody listens there"),
        ):
            server.wait(None, 0.1)

    def test_it_is_never_well(self, command: str) -> None:
        command, url = place_of(command, None)

        with Server(command, url) as server:
            server.wait(None, 30)
            with pytest.raises(ServerError, match=r"did not serve /never in 0\.3 s: it answers 503"):
                server.wait("/never", 0.3)

    def test_somebody_else_is_there(self) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            url = f"http://127.0.0.1:{other.getsockname()[1]}"
            with pytest.raises(ServerError, match="before the command is started"):
                Server("true", url).__enter__()
