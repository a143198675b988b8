"""Servers start, say why when they cannot, and stop."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.errors import InputError, ServerError, UsageError
from specforge.mock.api import Mock
from specforge.mock.engine import ENGINES
from specforge.mock.engines import prism
from specforge.mock.engines.prism import arguments, find_prism
from specforge.mock.listen import url_host
from specforge.mock.settings import Settings


def get(mock: Mock, path: str) -> httpx.Response:
    return httpx.get(mock.url + path, headers={"Accept": "application/json"}, trust_env=False)


@pytest.fixture
def document(pets_text: str) -> Document:
    return load_text(pets_text)


def has_prism() -> bool:
    try:
        find_prism()
    except ServerError:
        return False
    return True


needs_prism = pytest.mark.skipif(not has_prism(), reason="Prism is not installed (npm install @stoplight/prism-cli)")


class TestEmbedded:
    """Our own engine."""

    def test_a_path_is_loaded(self, pets_text: str, tmp_path: Path) -> None:
        (tmp_path / "openapi.yaml").write_text(pets_text)

        with Mock(tmp_path) as mock:
            assert get(mock, "/pets/7").status_code == 200

    def test_a_port_in_use_is_said(self, document: Document) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]

            with (
                pytest.raises(ServerError, match=f"port {port} is already in use"),
                Mock(document, settings=Settings(port=port)),
            ):
                pass

    def test_a_foreign_address_is_said(self, document: Document) -> None:
        with pytest.raises(ServerError, match="is no address of this machine"):
            Mock(document, settings=Settings(host="192.0.2.1", port=0)).start()

    def test_what_is_no_host_is_said(self, document: Document) -> None:
        with pytest.raises(ServerError, match="is no address to listen on"):
            Mock(document, settings=Settings(host="." * 300, port=0)).start()

    def test_starting_twice_is_starting_once(self, document: Document) -> None:
        with Mock(document) as mock:
            url = mock.url

            assert mock.start().url == url
            assert get(mock, "/pets/7").status_code == 200

    def test_mocks_may_be_made_in_many_threads_at_once(self) -> None:
        program = """
import threading
from specforge.document.load import load_text
from specforge.mock.api import Mock

document = load_text('{"openapi": "3.0.3", "info": {}, "paths": {"/a": {"get": {"responses": {}}}}}')
urls = []
def run():
    with Mock(document) as mock:
        urls.append(mock.url)
threads = [threading.Thread(target=run) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(urls))
"""
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

        assert (ran.stdout, ran.stderr) == ("6\n", "")

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
    def test_workers_end_with_a_parent_that_is_killed(self, pets_text: str, tmp_path: Path) -> None:
        (tmp_path / "openapi.yaml").write_text(pets_text)
        command = [sys.executable, "-m", "specforge", "mock", "openapi.yaml", "-p", "0", "--workers", "2"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as parent:
            assert parent.stderr is not None
            assert any("Ctrl-C" in line for line in parent.stderr)
            parent.kill()

            # The workers hold the other ends of the pipe: it ends with the last of them.
            assert parent.stderr.read() == ""

    def test_stopping_twice_and_waiting_afterwards_is_fine(self, document: Document) -> None:
        mock = Mock(document).start()
        mock.stop()
        mock.stop()
        mock.wait()

        assert mock.url == ""

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
    @pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
    def test_several_workers_answer_alike(self, document: Document) -> None:
        with Mock(document, settings=Settings(port=0, workers=2)) as mock:
            bodies = {get(mock, "/pets/7").content for _ in range(10)}

        assert len(bodies) == 1


class TestErrors:
    """Wrong use."""

    def test_an_unknown_engine_has_a_did_you_mean(self, document: Document) -> None:
        with pytest.raises(UsageError) as caught:
            Mock(document, engine="prisma")

        assert caught.value.help == "did you mean 'prism'?"

    def test_a_missing_document(self, tmp_path: Path) -> None:
        with pytest.raises(InputError):
            Mock(tmp_path / "nothing.yaml")

    def test_both_engines_ship(self) -> None:
        assert {"embedded", "prism"} <= set(ENGINES)


def test_addresses_that_mean_every_address_become_one_to_talk_to() -> None:
    assert [url_host(host) for host in ("0.0.0.0", "::", "localhost")] == ["127.0.0.1", "[::1]", "localhost"]


class TestPrismIsFound:
    """In SPECFORGE_PRISM, in node_modules, or on the PATH."""

    @pytest.fixture(autouse=True)
    def elsewhere(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("SPECFORGE_PRISM", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        monkeypatch.chdir(tmp_path)

    def script(self, path: Path, text: str = "#!/bin/sh\n") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def test_nowhere(self) -> None:
        with pytest.raises(ServerError, match="Prism is not installed") as caught:
            find_prism()

        assert "npm install @stoplight/prism-cli" in (caught.value.help or "")

    def test_in_order(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        on_path = self.script(tmp_path / "bin" / "prism")
        assert find_prism() == str(on_path)

        local = self.script(tmp_path / "node_modules" / ".bin" / "prism")
        assert find_prism() == str(local)

        configured = self.script(tmp_path / "mine")
        monkeypatch.setenv("SPECFORGE_PRISM", str(configured))
        assert find_prism() == str(configured)

    def test_a_wrong_setting_is_not_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPECFORGE_PRISM", "/nowhere/prism")

        with pytest.raises(ServerError, match="no executable file"):
            find_prism()

    def test_one_that_fails_is_quoted(
        self, document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        failing = self.script(tmp_path / "failing", "#!/bin/sh\necho 'fatal: out of luck'\nexit 3\n")
        monkeypatch.setenv("SPECFORGE_PRISM", str(failing))

        with pytest.raises(ServerError, match="exit code 3: fatal: out of luck"):
            Mock(document, engine="prism").start()

    def test_one_that_never_answers_is_given_up(
        self, document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(prism, "_PATIENCE", 0.2)
        silent = self.script(tmp_path / "silent", "#!/bin/sh\nexec /bin/sleep 60\n")
        monkeypatch.setenv("SPECFORGE_PRISM", str(silent))

        with pytest.raises(ServerError, match=r"did not answer within 0\.3 s"):
            Mock(document, engine="prism", settings=Settings(port=0, start_timeout=0.3)).start()

    def test_a_document_without_operations_is_not_handed_over(self, tmp_path: Path) -> None:
        self.script(tmp_path / "bin" / "prism")

        with pytest.raises(ServerError, match="without operations"):
            Mock(load_text("openapi: 3.0.0"), engine="prism").start()


def test_settings_in_the_words_of_prism() -> None:
    settings = Settings(dynamic=True, seed=5, errors=True, cors=False, workers=2, fill_properties=False)

    assert arguments(settings, 80) == [
        *("mock", "--host", "127.0.0.1", "--port", "80"),
        *("--dynamic", "--errors", "--cors=false", "--multiprocess"),
        *("--json-schema-faker-fillProperties=false", "--seed", "5"),
    ]
    assert arguments(Settings(), 80) == ["mock", "--host", "127.0.0.1", "--port", "80"]


@needs_prism
class TestPrism:
    """The original."""

    def test_it_answers_as_ours_does(self, document: Document) -> None:
        targets = ["/pets", "/pets/best", "/pets?limit=1000", "/pets?__example=fish", "/wrong", "/nowhere", "/pets/0"]

        with Mock(document, engine="prism") as original, Mock(document) as ours:
            for target in targets:
                theirs, mine = get(original, target), get(ours, target)
                assert (mine.status_code, mine.content) == (theirs.status_code, theirs.content), target
                assert mine.headers["content-type"] == theirs.headers["content-type"], target

    def test_it_is_gone_afterwards(self, document: Document) -> None:
        with Mock(document, engine="prism") as mock:
            url = mock.url
            assert httpx.get(f"{url}/pets", trust_env=False).status_code == 200

        with pytest.raises(httpx.ConnectError):
            httpx.get(url, trust_env=False)
