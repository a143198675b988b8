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
from specforge.mock.listen import url_host
from specforge.mock.settings import Settings


def get(mock: Mock, path: str) -> httpx.Response:
    return httpx.get(mock.url + path, headers={"Accept": "application/json"}, trust_env=False)


@pytest.fixture
def document(pets_text: str) -> Document:
    return load_text(pets_text)


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
