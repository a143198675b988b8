"""The real Prism (https://github.com/stoplightio/prism) as an engine: the same options, life cycle and errors.

What is known of it: its log says that it listens before it does, and also when somebody else has the port, so the port
is asked, not the log. Documents with many references take it minutes, hence the limit on its start. It runs in a
process group of its own, because its ``--multiprocess`` forks, and the group is ended as a whole.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from pathlib import Path
from typing import IO

import httpx

from specforge.errors import ServerError, UsageError
from specforge.findings.model import Finding
from specforge.mock.engine import ENGINES, Say, Target
from specforge.mock.listen import listen, url_host
from specforge.mock.settings import Settings

_INSTALL = "npm install @stoplight/prism-cli, or set SPECFORGE_PRISM to where it is"
_PATIENCE = 3.0
_POLL = 0.05
_REMEMBERED_LINES = 30


class PrismEngine:
    """One run of Prism. Its log goes to ``say``, line by line."""

    def __init__(self, target: Target, settings: Settings, say: Say) -> None:
        if target.mounts:
            raise UsageError("Prism serves one document only", help="use the embedded engine")
        if settings.faults or settings.scenarios:
            raise UsageError("Prism knows nothing of scenarios and faults", help="use the embedded engine")
        self._document = target.document
        self._settings = settings
        self._say = say
        self._process: subprocess.Popen[str] | None = None
        self._log: deque[str] = deque(maxlen=_REMEMBERED_LINES)
        self._reader: threading.Thread | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://{url_host(self._settings.host)}:{self._port}" if self._port else ""

    @property
    def findings(self) -> list[Finding]:
        return []

    def start(self) -> None:
        if self._process is not None:
            return
        executable = find_prism()
        if not self._document.operations:
            raise ServerError("Prism does not serve a document without operations", help="use the embedded engine")
        with listen(self._settings.host, self._settings.port) as probe:
            self._port = probe.getsockname()[1]
        with contextlib.ExitStack() as undo:
            undo.callback(self.stop)
            upstream = [self._settings.proxy.url] if self._settings.proxy else []
            self._launch([executable, *arguments(self._settings, self._port), self._file(), *upstream])
            self._await_answer()
            undo.pop_all()

    def wait(self) -> None:
        process = self._process
        while process is not None and process is self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
                break
        if process is not None and process is self._process:
            raise ServerError(f"Prism ended unexpectedly{self._last_words()}")

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _end_group(process)
            if self._reader is not None:
                self._reader.join(_PATIENCE)
            if process.stdout is not None:
                process.stdout.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _launch(self, command: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
                env={**os.environ, "NO_COLOR": "1"},
            )
        except OSError as error:
            raise ServerError(f"{command[0]} cannot be run: {error.strerror}", help=_INSTALL) from error
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        # Prism draws its log for people; the stream ends with the process, or is closed under us when we stop.
        with contextlib.suppress(ValueError):
            for line in stream:
                self._log.append(line.rstrip())
                self._say(line.rstrip())

    def _await_answer(self) -> None:
        """Returns when Prism answers, and is still there having done so: the answer may be somebody else's."""
        assert self._process is not None
        deadline = time.monotonic() + self._settings.start_timeout
        with httpx.Client(trust_env=False, timeout=2.0) as client:
            while time.monotonic() < deadline:
                if self._process.poll() is not None:
                    raise ServerError(f"Prism ended with exit code {self._process.returncode}{self._last_words()}")
                if _answers(client, self.url):
                    time.sleep(_POLL)
                    if self._process.poll() is None:
                        return
                time.sleep(_POLL)
        raise ServerError(
            f"Prism did not answer within {self._settings.start_timeout:g} s",
            help="large documents with many references can take it minutes; the embedded engine starts at once",
        )

    def _last_words(self) -> str:
        if self._reader is not None:
            self._reader.join(0.5)
        lines = [line for line in self._log if line.strip()]
        fatal = [line for line in lines if "fatal" in line or "Error" in line]
        return f": {(fatal or lines)[-1].strip()}" if lines else ""

    def _file(self) -> str:
        """The document as something that Prism can open; what came from memory is written to a temporary file."""
        root = self._document.root
        if root.uri.startswith(("http://", "https://")):
            return root.uri
        if root.path is not None and root.path.is_file():
            return str(root.path)
        self._folder = tempfile.TemporaryDirectory(prefix="specforge-prism-")
        file = Path(self._folder.name) / ("openapi.json" if root.is_json else "openapi.yaml")
        file.write_text(root.text, encoding="utf-8")
        return str(file)


def arguments(settings: Settings, port: int) -> list[str]:
    """Our settings in Prism's words."""
    switches = {
        "--dynamic": settings.dynamic,
        "--errors": settings.errors,
        "--cors=false": not settings.cors,
        "--multiprocess": settings.workers > 1,
        "--ignoreExamples": settings.ignore_examples,
        "--json-schema-faker-fillProperties=false": not settings.fill_properties,
    }
    seed = ["--seed", str(settings.seed)] if settings.seed is not None else []
    given = [switch for switch, on in switches.items() if on]
    address = ["--host", settings.host, "--port", str(port)]
    if settings.proxy is None:
        return ["mock", *address, *given, *seed]
    via = ["--upstream-proxy", settings.proxy.via] if settings.proxy.via else []
    unchecked = [] if settings.proxy.validate_request else ["--validate-request=false"]
    return ["proxy", *address, *given, *seed, *via, *unchecked]


def find_prism() -> str:
    """The executable: SPECFORGE_PRISM, else ``./node_modules/.bin``, else the PATH. Raises ServerError."""
    configured = os.environ.get("SPECFORGE_PRISM")
    if configured:
        found = shutil.which(configured)
        if found is None:
            raise ServerError(f"SPECFORGE_PRISM is {configured}, and that is no executable file", help=_INSTALL)
        return found
    local = str(Path("node_modules", ".bin").absolute())
    found = shutil.which("prism", path=local) or shutil.which("prism")
    if found is None:
        raise ServerError("Prism is not installed", help=_INSTALL)
    return found


def _answers(client: httpx.Client, url: str) -> bool:
    """Any reply will do: that there is no such path is Prism's to say."""
    try:
        client.get(url)
    except httpx.TransportError:
        return False
    return True


def _end_group(process: subprocess.Popen[str]) -> None:
    """Ends the process and everything that it started, with some time to do it in order."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)


@ENGINES.add("prism")
def prism(target: Target, settings: Settings, say: Say) -> PrismEngine:
    """The original, when it is installed."""
    if settings.stateful:
        raise UsageError("Prism keeps no state", help="use the embedded engine")
    return PrismEngine(target, settings, say)
