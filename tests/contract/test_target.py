"""What can be tested, and how a user names it."""

from __future__ import annotations

import inspect
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import trustme

from specforge.contract.target import UrlTarget, load_app, require_server, url_target
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.errors import ServerError, UsageError


class TestUrl:
    """A URL without a path is an origin; with a path it is the whole base."""

    @pytest.fixture
    def document(self) -> Document:
        return load_text(
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers: [{url: https://a.example/v1/}]\npaths: {}\n"
        )

    @pytest.mark.parametrize(
        ("url", "base"),
        [
            ("http://localhost:8000", "http://localhost:8000/v1"),
            ("http://localhost:8000/", "http://localhost:8000"),
            ("https://localhost/api/", "https://localhost/api"),
            ("http://[::1]:80", "http://[::1]:80/v1"),
        ],
    )
    def test_base(self, document: Document, url: str, base: str) -> None:
        assert url_target(url, document) == UrlTarget(base)

    @pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "http://", "http://x:99999", "http://x/?a=b", ""])
    def test_refused(self, document: Document, url: str) -> None:
        with pytest.raises(UsageError):
            url_target(url, document)

    def test_a_password_is_not_shown(self) -> None:
        assert UrlTarget("http://ann:s3cret@127.0.0.1/v1").name == "http://[Filtered]@127.0.0.1/v1"

    def test_nobody_there(self) -> None:
        with pytest.raises(ServerError, match="no server answers at http"):
            require_server(UrlTarget("http://127.0.0.1:9"))

    @pytest.fixture
    def secured(self, tmp_path: Path) -> Iterator[tuple[UrlTarget, Path]]:
        """A server that speaks TLS, and the file with the authority that signed its certificate."""
        authority = trustme.CA()
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        with _listening(context) as port:
            yield UrlTarget(f"https://127.0.0.1:{port}"), tmp_path / "authority.pem"

    def test_a_certificate_that_nobody_trusts(self, secured: tuple[UrlTarget, Path]) -> None:
        with pytest.raises(ServerError, match=r"the certificate of https://127\.0\.0\.1:\d+ is not trusted") as told:
            require_server(secured[0])
        assert "REQUESTS_CA_BUNDLE" in (told.value.help or "")

    def test_a_certificate_that_the_user_trusts(
        self, secured: tuple[UrlTarget, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(secured[1]))
        require_server(secured[0])

    def test_https_where_nobody_speaks_it(self) -> None:
        with _listening(None) as port, pytest.raises(ServerError, match="does not speak TLS"):
            require_server(UrlTarget(f"https://127.0.0.1:{port}"))


@contextmanager
def _listening(context: ssl.SSLContext | None) -> Iterator[int]:
    """A server for one connection: with ``context`` it shakes hands, without it speaks plain HTTP."""

    def answer() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            if context is None:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1000)
            else:
                context.wrap_socket(connection, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


class TestApp:
    """``module:app`` is imported from the working folder or the environment."""

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        monkeypatch.syspath_prepend(str(tmp_path))
        return tmp_path

    def test_a_module_that_another_one_stands_in_front_of(self, folder: Path) -> None:
        (folder / "json.py").write_text("app = None\n")
        with pytest.raises(UsageError, match=r"json \(.*json.__init__.py\) has no 'app'") as told:
            load_app("json:app")

        assert told.value.help == f"give {folder / 'json.py'} another name: Python has a module 'json' already"

    def test_function(self, folder: Path) -> None:
        (folder / "one_app.py").write_text("async def app(scope, receive, send): ...\n")

        target = load_app("one_app:app")

        assert target.name == "one_app:app"
        assert inspect.iscoroutinefunction(target.app)

    def test_factory_and_attribute(self, folder: Path) -> None:
        (folder / "two_app.py").write_text(
            "class Holder:\n    @staticmethod\n    def make():\n        return lambda environ, start_response: [b'x']\n"
        )

        target = load_app("two_app:Holder.make()")

        assert target.app({}, None) == [b"x"]

    def test_a_callable_that_returns_a_coroutine_is_asgi(self, folder: Path) -> None:
        (folder / "three_app.py").write_text(
            "async def inner(scope, receive, send): ...\ndef app(scope, receive, send):\n"
            "    return inner(scope, receive, send)\n"
        )

        assert inspect.iscoroutinefunction(load_app("three_app:app").app)

    @pytest.mark.parametrize("text", ["app", "a b:app", "module:", ":app", "m:app(1)", "m/n.py:app"])
    def test_malformed(self, text: str) -> None:
        with pytest.raises(UsageError, match="does not name an application"):
            load_app(text)

    def test_missing(self, folder: Path) -> None:
        (folder / "four_app.py").write_text("application = 1\n")

        with pytest.raises(UsageError, match="no module named 'nothing_here'"):
            load_app("nothing_here:app")
        with pytest.raises(UsageError) as caught:
            load_app("four_app:aplication")
        assert caught.value.help == "did you mean 'application'?"

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("app = 1", "int objects cannot be called"),
            ("def app(): ...", "takes neither"),
            ("async def app(request): ...", "takes neither"),
        ],
    )
    def test_no_application(self, folder: Path, source: str, said: str) -> None:
        name = f"seven_app_{len(source)}"
        (folder / f"{name}.py").write_text(f"{source}\n")

        with pytest.raises(ServerError, match=said):
            load_app(f"{name}:app")

    def test_a_factory_that_is_not_called(self, folder: Path) -> None:
        (folder / "six_app.py").write_text("def make(): return lambda environ, start_response: []\n")

        with pytest.raises(ServerError) as caught:
            load_app("six_app:make")
        assert caught.value.help == "is it a factory? Write six_app:make()"

    def test_what_the_application_raises_passes_through(self, folder: Path) -> None:
        (folder / "five_app.py").write_text("import module_that_is_not_installed\n")

        with pytest.raises(ModuleNotFoundError):
            load_app("five_app:app")
