"""The original Prism behind our options: found, started, told what to do, and never left behind."""

# ruff: noqa: RUF001 (the log of Prism is full of special characters)

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.errors import ServerError, UsageError
from specforge.mock.api import Mock
from specforge.mock.original import process
from specforge.mock.original.command import arguments, find_prism
from specforge.mock.original.log import as_json, as_text
from specforge.mock.settings import ProxySettings, Settings

# A server with Prism's command line, which answers with the document that it was given.
FAKE = """#!{python}
import http.server, sys
words = sys.argv[1:]
document = open([word for word in words if word.endswith((".yaml", ".json"))][0]).read()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print(f"[1:02:03 AM] › [HTTP SERVER] get {{self.path}} ℹ  info      Request received", flush=True)
        body = ("\\n".join(words) + "\\n" + document).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass

print("[1:02:03 AM] › [CLI] …  awaiting  Starting Prism…", flush=True)
host, port = words[words.index("--host") + 1], int(words[words.index("--port") + 1])
server = http.server.HTTPServer((host, port), Handler)
print("[1:02:03 AM] › [CLI] ▶  start     Prism is listening on " + host, flush=True)
server.serve_forever()
"""

posix = pytest.mark.skipif(os.name != "posix", reason="the processes of this system are guarded otherwise")


@pytest.fixture
def document(pets_text: str) -> Document:
    return load_text(pets_text)


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    """Writes something that can be run."""

    def write(path: str, text: str = "#!/bin/sh\n") -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)
        return file

    return write


@pytest.fixture
def fake(script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Something that behaves like Prism, without Node."""
    file = script("fake-prism", FAKE.format(python=sys.executable))
    monkeypatch.setenv("SPECFORGE_PRISM", str(file))
    return file


def get(url: str) -> httpx.Response:
    return httpx.get(url, headers={"Accept": "application/json"}, trust_env=False)


@posix
class TestItIsFound:
    """In SPECFORGE_PRISM, in node_modules, or on the PATH."""

    @pytest.fixture(autouse=True)
    def elsewhere(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("SPECFORGE_PRISM", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        monkeypatch.chdir(tmp_path)

    def test_nowhere(self) -> None:
        with pytest.raises(ServerError, match="Prism is not installed") as caught:
            find_prism()

        assert "npm install @stoplight/prism-cli" in (caught.value.help or "")

    def test_in_order(self, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
        on_path = script("bin/prism")
        assert find_prism() == str(on_path)

        local = script("node_modules/.bin/prism")
        assert find_prism() == str(local)

        configured = script("mine")
        monkeypatch.setenv("SPECFORGE_PRISM", str(configured))
        assert find_prism() == str(configured)

    def test_a_wrong_setting_is_not_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPECFORGE_PRISM", "/nowhere/prism")

        with pytest.raises(ServerError, match="no executable file"):
            find_prism()


@posix
class TestItDoesNotStart:
    """Why, in plain words."""

    def start(self, document: Document, file: Path, monkeypatch: pytest.MonkeyPatch, **settings: float) -> ServerError:
        monkeypatch.setenv("SPECFORGE_PRISM", str(file))
        with pytest.raises(ServerError) as caught:
            Mock(document, engine="prism", settings=Settings(port=0, **settings)).start()  # type: ignore[arg-type]
        return caught.value

    def test_what_it_says_last_is_quoted(
        self, document: Document, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        failing = script("failing", "#!/bin/sh\necho 'fatal: out of luck'\nexit 3\n")

        assert self.start(document, failing, monkeypatch).message == "Prism ended with exit code 3: fatal: out of luck"

    def test_without_node(
        self, document: Document, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nodeless = script("nodeless", "#!/usr/bin/env node-that-is-nowhere\n")

        error = self.start(document, nodeless, monkeypatch)

        assert error.message == "Prism needs Node.js, which is not installed"
        assert "nodejs.org" in (error.help or "")

    def test_one_that_never_answers_is_given_up(
        self, document: Document, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(process, "PATIENCE", 0.5)
        silent = script("silent", "#!/bin/sh\nexec /bin/sleep 60\n")

        error = self.start(document, silent, monkeypatch, start_timeout=0.3)

        assert error.message == "Prism did not answer within 0.3 s"

    def test_a_document_without_operations_is_not_handed_over(self, fake: Path) -> None:
        with pytest.raises(ServerError, match="without operations"):
            Mock(load_text("openapi: 3.0.0"), engine="prism").start()


class TestItsWords:
    """Settings are passed on, or refused."""

    def test_what_it_knows(self) -> None:
        settings = Settings(dynamic=True, seed=5, errors=True, cors=False, ignore_examples=True, fill_properties=False)

        assert arguments(settings, 80) == [
            *("mock", "--host", "127.0.0.1", "--port", "80", "--dynamic", "--errors", "--cors=false"),
            *("--ignoreExamples", "--json-schema-faker-fillProperties=false", "--seed", "5"),
        ]
        assert arguments(Settings(), 80) == ["mock", "--host", "127.0.0.1", "--port", "80"]
        assert arguments(Settings(), 80, is_silent=True)[-2:] == ["--verboseLevel", "fatal"]

    def test_as_a_proxy(self) -> None:
        proxy = ProxySettings("http://x", validate_request=False, via="http://y")

        assert arguments(Settings(proxy=proxy, errors=True), 80) == [
            *("proxy", "--host", "127.0.0.1", "--port", "80", "--errors"),
            *("--upstream-proxy", "http://y", "--validate-request=false"),
        ]

    @pytest.mark.parametrize(
        ("settings", "refusal"),
        [
            (Settings(stateful=True), "Prism keeps no state"),
            (Settings(http2=True), "Prism speaks HTTP/1.1 only"),
            (Settings(faults={"latency": "1s"}), "Prism lets nothing go wrong on purpose"),
            (Settings(max_body=5), "Prism's limit on bodies is 10 MiB"),
            (Settings(proxy=ProxySettings("http://x", remock=(404,))), "Prism answers in the place of a server only"),
            (Settings(proxy=ProxySettings("http://x"), dynamic=True), "Prism takes no --dynamic as a proxy"),
            (Settings(proxy=ProxySettings("http://x"), seed=0), "Prism takes no --seed as a proxy"),
        ],
    )
    def test_what_it_cannot_do_is_refused(self, document: Document, settings: Settings, refusal: str) -> None:
        with pytest.raises(UsageError) as caught:
            Mock(document, engine="prism", settings=settings)

        assert caught.value.message.startswith(refusal)
        assert caught.value.help == "use the embedded engine"

    def test_several_documents_are_refused(self, document: Document) -> None:
        with pytest.raises(UsageError, match="one document only"):
            Mock({"/a": document, "/b": document}, engine="prism")


@posix
class TestItsLife:
    """With something in its place that starts at once."""

    def test_it_is_used_as_ours_is(self, document: Document, fake: Path) -> None:
        said: list[str] = []
        settings = Settings(port=0, seed=3, workers=2)
        mock = Mock(document, engine="prism", settings=settings, say=said.append)

        for _ in range(2):
            with mock:
                assert "--seed\n3" in get(mock.url).text
        mock.stop()
        mock.wait()

        assert said[0] == "Prism answers from one process: --workers 2 changes nothing"
        assert any("Prism is listening" in line for line in said)
        with pytest.raises(httpx.ConnectError):
            get(mock.url)

    def test_two_at_a_time(self, document: Document, fake: Path) -> None:
        with Mock(document, engine="prism") as one, Mock(document, engine="prism") as other:
            assert one.url != other.url
            assert get(one.url).status_code == get(other.url).status_code == 200

    def test_its_log_takes_the_form_of_ours(self, document: Document, fake: Path) -> None:
        said: list[str] = []
        with Mock(document, engine="prism", settings=Settings(port=0, log="json"), say=said.append) as mock:
            get(f"{mock.url}/pets")

        assert said == ['{"engine":"prism","level":"info","message":"get /pets: Request received"}']

    def test_its_end_is_noticed(self, document: Document, fake: Path) -> None:
        with Mock(document, engine="prism") as mock:
            group = mock._engine._process._process.pid  # type: ignore[attr-defined]
            threading.Timer(0.1, os.killpg, (group, signal.SIGKILL)).start()

            with pytest.raises(ServerError, match="Prism ended unexpectedly"):
                mock.wait()

    def test_a_saved_document_is_served_and_a_broken_one_is_not(
        self, pets_text: str, fake: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "openapi.yaml"
        file.write_text(pets_text)
        said: list[str] = []
        settings = Settings(port=0, watch=True)
        with Mock(file, engine="prism", settings=settings, say=said.append) as mock:
            watcher = mock._engine._watcher  # type: ignore[attr-defined]
            watcher.stop()
            file.write_text("{broken")
            assert not watcher.check()
            assert "title: Pets" in get(mock.url).text

            file.write_text(pets_text.replace("title: Pets", "title: Birds"))
            assert watcher.check()
            assert "title: Birds" in get(mock.url).text
        assert any("still serving the last good version" in line for line in said)

    def test_it_ends_with_a_process_that_is_killed(self, pets_text: str, fake: Path, tmp_path: Path) -> None:
        (tmp_path / "openapi.yaml").write_text(pets_text)
        command = [sys.executable, "-m", "specforge", "mock", "openapi.yaml", "-p", "0", "--engine", "prism"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as parent:
            assert parent.stderr is not None
            ready = next(line for line in parent.stderr if "Ctrl-C" in line)
            url = next(word for word in ready.split() if word.startswith("http"))
            assert get(url).status_code == 200

            parent.kill()
            parent.wait()

            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                try:
                    get(url)
                except httpx.TransportError:
                    break
                time.sleep(0.02)
            else:
                pytest.fail("it still answers")

    def test_it_ends_with_sigterm(self, pets_text: str, fake: Path, tmp_path: Path) -> None:
        (tmp_path / "openapi.yaml").write_text(pets_text)
        command = [sys.executable, "-m", "specforge", "mock", "openapi.yaml", "-p", "0", "--engine", "prism"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as parent:
            assert parent.stderr is not None
            url = next(w for line in parent.stderr if "Ctrl-C" in line for w in line.split() if w.startswith("http"))
            parent.terminate()

            assert parent.wait() == 0
        with pytest.raises(httpx.ConnectError):
            get(url)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("[2:12:56 AM] › [HTTP SERVER] get /p/1 ℹ  info      Request received", "get /p/1: Request received"),
        ("[2:12:56 AM] ›     [VALIDATOR] ✔  success   The request passed the validation rules.", None),
        ("[2:12:56 PM] ›     [VALIDATOR] ⚠  warning   Request did not pass the validation rules", None),
        ("[2:12:56 PM] ›     [VALIDATOR] ✖  error     Request path parameter id must be 1", "  Request path parameter"),
        ('[2:12:56 AM] ›     [NEGOTIATOR] ℹ  info      > Responding with "200"', '  > Responding with "200"'),
        ("[2:12:56 AM] › [HTTP SERVER] get /__specforge/health ℹ  info      Request received", None),
        ("[2:12:56 AM] › [CLI] ℹ  info      GET        http://127.0.0.1:4010/pets", None),
        ("    at Object.handler (x.js)", "    at Object.handler (x.js)"),
        ("", None),
    ],
)
def test_the_lines_of_its_log_that_matter(line: str, text: str | None) -> None:
    found = as_text(line)

    assert found is None if text is None else (found or "").startswith(text)
    assert (as_json(line) is None) == (text is None)


def has_prism() -> bool:
    try:
        find_prism()
    except ServerError:
        return False
    return True


@pytest.mark.skipif(not has_prism(), reason="Prism is not installed (npm install @stoplight/prism-cli)")
class TestTheRealOne:
    """The original itself."""

    def test_it_answers_as_ours_does(self, document: Document) -> None:
        targets = ["/pets", "/pets/best", "/pets?limit=1000", "/pets?__example=fish", "/wrong", "/nowhere", "/pets/0"]

        with Mock(document, engine="prism") as original, Mock(document) as ours:
            for target in targets:
                theirs, mine = get(original.url + target), get(ours.url + target)
                assert (mine.status_code, mine.content) == (theirs.status_code, theirs.content), target
                assert mine.headers["content-type"] == theirs.headers["content-type"], target

    def test_it_proxies_and_is_gone_afterwards(self, document: Document) -> None:
        with Mock(document) as upstream:
            settings = Settings(port=0, proxy=ProxySettings(upstream.url))
            with Mock(document, engine="prism", settings=settings) as mock:
                url = mock.url
                assert get(f"{url}/pets/7").json() == get(f"{upstream.url}/pets/7").json()

        with pytest.raises(httpx.ConnectError):
            get(url)
