"""A small editor that talks to a real ``specforge lsp`` process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

types = pytest.importorskip("lsprotocol.types", reason="the language server's libraries are not installed")
pytest.importorskip("pygls", reason="the language server's libraries are not installed")

from pygls.lsp.client import LanguageClient  # noqa: E402

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


class Editor:
    """Opens, types, asks; every call waits for what it is about."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self._runner = runner
        self._client = LanguageClient("test-editor", "1")
        self._versions: dict[str, int] = {}
        self._heard: asyncio.Event | None = None
        self.published: dict[str, Any] = {}
        self.messages: list[str] = []
        self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self._on_diagnostics(params))
        self._client.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))

    def _on_diagnostics(self, params: Any) -> None:
        self.published[params.uri] = params
        if self._heard is not None:
            self._heard.set()

    def start(self, folder: Path, encodings: list[str] | None = None) -> Any:
        async def begin() -> Any:
            self._heard = asyncio.Event()
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            await self._client.start_io(
                sys.executable, "-m", "specforge", "lsp", "--stdio", cwd=folder, env=environment
            )
            general = types.GeneralClientCapabilities(position_encodings=encodings) if encodings else None
            result = await self._client.initialize_async(
                types.InitializeParams(
                    types.ClientCapabilities(general=general),
                    workspace_folders=[types.WorkspaceFolder(folder.as_uri(), "test")],
                )
            )
            self._client.initialized(types.InitializedParams())
            return result

        return self._runner.run(begin())

    def stop(self) -> int:
        async def end() -> int:
            await self._client.shutdown_async(None)
            self._client.exit(None)
            server = self._client._server
            assert server is not None
            assert server.stdin is not None
            server.stdin.close()
            code = await asyncio.wait_for(server.wait(), PATIENCE)
            await self._client.stop()
            return code

        return self._runner.run(end())

    def open(self, file: Path, text: str | None = None) -> None:
        uri = file.as_uri()
        self._versions[uri] = 1
        text = file.read_text() if text is None else text
        item = types.TextDocumentItem(uri, "yaml", 1, text)
        self._notify(lambda: self._client.text_document_did_open(types.DidOpenTextDocumentParams(item)))

    def type(self, file: Path, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        """Replace a range (lines and columns from 0)."""
        range = types.Range(types.Position(*start), types.Position(*end))
        self._change(file, types.TextDocumentContentChangePartial(range, text))

    def replace(self, file: Path, text: str) -> None:
        self._change(file, types.TextDocumentContentChangeWholeDocument(text))

    def save(self, file: Path) -> None:
        params = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(file.as_uri()))
        self._notify(lambda: self._client.text_document_did_save(params))

    def close(self, file: Path) -> None:
        del self._versions[file.as_uri()]
        params = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(file.as_uri()))
        self._notify(lambda: self._client.text_document_did_close(params))

    def changed_on_disk(self, file: Path) -> None:
        event = types.FileEvent(file.as_uri(), types.FileChangeType.Changed)
        self._notify(
            lambda: self._client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        )

    def diagnostics(self, file: Path, until: Callable[[list[Any]], bool] = bool) -> list[Any]:
        """What is shown in a file, once it is as the test wants it."""

        async def wait() -> list[Any]:
            assert self._heard is not None
            while True:
                self._heard.clear()
                shown = self.published.get(file.as_uri())
                is_new = shown is not None and (shown.version or 0) >= self._versions.get(file.as_uri(), 0)
                if is_new and until(shown.diagnostics):
                    return list(shown.diagnostics)
                try:
                    await asyncio.wait_for(self._heard.wait(), PATIENCE)
                except TimeoutError:
                    raise AssertionError(f"last heard of {file.name}: {shown}") from None

        return self._runner.run(wait())

    def codes(self, file: Path, until: Callable[[list[str]], bool] = bool) -> list[str]:
        """The rules of the diagnostics."""
        return [d.code for d in self.diagnostics(file, lambda shown: until([d.code for d in shown]))]

    def ask(self, method: str, file: Path, line: int = 0, column: int = 0, **more: Any) -> Any:
        """A request about a position: ``hover``, ``definition`` ..."""
        document = types.TextDocumentIdentifier(file.as_uri())
        kind = {
            "hover": types.HoverParams,
            "definition": types.DefinitionParams,
            "references": types.ReferenceParams,
            "completion": types.CompletionParams,
        }[method]
        params = kind(text_document=document, position=types.Position(line, column), **more)
        return self._request(getattr(self._client, f"text_document_{method}_async")(params))

    def symbols(self, file: Path) -> Any:
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(file.as_uri()))
        return self._request(self._client.text_document_document_symbol_async(params))

    def actions(self, file: Path, line: int, only: list[str] | None = None) -> Any:
        range = types.Range(types.Position(line, 0), types.Position(line, 200))
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(file.as_uri()), range, types.CodeActionContext([], only)
        )
        return self._request(self._client.text_document_code_action_async(params))

    def raw(self, method: str, params: Any) -> Any:
        return self._request(self._client.protocol.send_request_async(method, params))

    def _change(self, file: Path, change: Any) -> None:
        uri = file.as_uri()
        self._versions[uri] += 1
        identifier = types.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        params = types.DidChangeTextDocumentParams(identifier, [change])
        self._notify(lambda: self._client.text_document_did_change(params))

    def _notify(self, send: Callable[[], None]) -> None:
        async def inside() -> None:
            send()

        self._runner.run(inside())

    def _request(self, answer: Awaitable[Any]) -> Any:
        async def inside() -> Any:
            return await asyncio.wait_for(answer, PATIENCE)

        return self._runner.run(inside())


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Editor, Path]]:
    """One server for most tests; each works in a folder of its own."""
    folder = tmp_path_factory.mktemp("workspace")
    with asyncio.Runner() as runner:
        editor = Editor(runner)
        editor.start(folder)
        yield editor, folder
        assert editor.stop() == 0


@pytest.fixture
def editor(started: tuple[Editor, Path]) -> Editor:
    return started[0]


@pytest.fixture
def new_editor() -> Iterator[Callable[..., Editor]]:
    """Starts a server of the test's own."""
    with asyncio.Runner() as runner:
        started: list[Editor] = []

        def start(folder: Path, encodings: list[str]) -> Editor:
            started.append(Editor(runner))
            started[-1].start(folder, encodings)
            return started[-1]

        yield start
        for editor in started:
            assert editor.stop() == 0


@pytest.fixture
def folder(started: tuple[Editor, Path], request: pytest.FixtureRequest) -> Path:
    folder = started[1] / request.node.name.replace("[", "-").replace("]", "")
    folder.mkdir()
    return folder
