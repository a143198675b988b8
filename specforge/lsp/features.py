"""The requests and notifications of the protocol: each is a few lines from what the editor asks to who answers."""

from __future__ import annotations

from functools import partial
from typing import BinaryIO

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from specforge.config.find import OWN, SHARED
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.lint.rule import RULES
from specforge.lsp.actions import FIX_ALL, fix_all, quick_fixes
from specforge.lsp.complete import completions
from specforge.lsp.desk import file_of
from specforge.lsp.diagnostics import location_of
from specforge.lsp.navigate import definition_at, describe, references_to
from specforge.lsp.positions import Encoding
from specforge.lsp.server import Server
from specforge.lsp.symbols import symbols_of

_WATCHED = ("**/*.yaml", "**/*.yml", "**/*.json", f"**/{OWN}", f"**/{SHARED}")


def serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Serve an editor on two streams until it says that it is enough; the log goes to stderr."""
    server = Server()
    register(server)
    server.run(stdin, stdout)


def register(server: Server) -> None:
    """Give the server its ears."""
    _register_sync(server)
    _register_navigation(server)
    _register_answers(server)


def _register_sync(server: Server) -> None:
    protocol, desk = server.protocol, server.desk

    @protocol.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        encoding = protocol.protocol.workspace.position_encoding
        server.encoding = Encoding(str(getattr(encoding, "value", encoding) or "utf-16"))
        _take_folders(server)

    @protocol.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        _watch_files(protocol)

    @protocol.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        if uri := desk.put(item.uri, item.text, item.version):
            server.schedule(uri)

    @protocol.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        item = params.text_document
        if uri := desk.change(item.uri, list(params.content_changes), item.version, server.encoding):
            server.schedule(uri, server.pause)

    @protocol.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        _changed_on_disk(server, params.text_document.uri)

    @protocol.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        if uri := desk.remove(params.text_document.uri):
            server.schedule(uri)

    @protocol.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(params: types.DidChangeWatchedFilesParams) -> None:
        for event in params.changes:
            _changed_on_disk(server, event.uri)

    @protocol.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        _take_folders(server)
        server.schedule(None)


def _take_folders(server: Server) -> None:
    workspace = server.protocol.workspace
    uris = [folder.uri for folder in workspace.folders.values()] or [workspace.root_uri or ""]
    server.project.folders = [folder for uri in uris if (folder := file_of(uri)) is not None]


def _changed_on_disk(server: Server, uri: str) -> None:
    file = file_of(uri)
    if file is None:
        return
    own = server.desk.known(uri)
    # The configuration concerns everything; and a file that nobody knows may be what a reference waits for.
    is_known = own is not None and bool(server.project.about(own))
    server.schedule(own if is_known and file.name not in (OWN, SHARED) else None)


def _watch_files(protocol: LanguageServer) -> None:
    """Ask to be told of changes on disk, where the editor can do that."""
    workspace = protocol.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    protocol.client_register_capability(types.RegistrationParams([registration]))


def _register_navigation(server: Server) -> None:
    protocol = server.protocol

    @protocol.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> types.Location | None:
        await _first(server, params.text_document)
        found = server.target(params.text_document, params.position)
        return location_of(_shown(found[1]), server.desk, server.encoding) if found else None

    @protocol.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location] | None:
        await server.settled()
        return _references(server, params)

    @protocol.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        await _first(server, params.text_document)
        parts = _pages(server, params)
        if found := server.target(params.text_document, params.position):
            known, target = found
            parts += [describe(known.document, target)] if known.document else []
        if not parts:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts)))

    @protocol.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def document_symbol(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        await server.settled()
        uri = server.desk.known(params.text_document.uri) or ""
        for known in server.project.about(uri):
            if known.document and (source := known.source(uri)):
                return symbols_of(known.document, source, server.encoding)
        return []


async def _first(server: Server, document: types.TextDocumentIdentifier) -> None:
    """Wait for the first check of a file: later ones are not waited for, what is known will do."""
    if not server.project.about(server.desk.known(document.uri) or ""):
        await server.settled()


def _shown(node: Node) -> Place:
    return node.key_place if node.tokens else node.place


def _pages(server: Server, params: types.HoverParams) -> list[str]:
    """The pages of the rules that found something at a position."""
    uri, _, column = server.at(params.text_document, params.position)
    line = params.position.line + 1
    rules: dict[str, None] = {}
    for finding in server.findings_in(uri):
        region = finding.place.region
        if (region.line, region.column) <= (line, column + 1) <= (region.end_line, region.end_column):
            rules[finding.rule] = None
    return [RULES[rule].page or RULES[rule].summary for rule in rules if rule in RULES]


def _references(server: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    uri, _, column = server.at(params.text_document, params.position)
    found = server.target(params.text_document, params.position)
    places: dict[tuple[str, tuple[str, ...]], types.Location] = {}
    for known in server.project.about(uri):
        document, source = known.document, known.source(uri)
        if document is None or source is None:
            continue
        target = found[1] if found and found[0] is known else None
        target = target or definition_at(document, source, params.position.line + 1, column + 1)
        if target is None:
            continue
        holders = [reference.place for reference in references_to(document, target)]
        holders += [_shown(target)] if params.context.include_declaration else []
        for place in holders:
            places[place.source.uri, place.tokens] = location_of(place, server.desk, server.encoding)
    return list(places.values()) or None


def _register_answers(server: Server) -> None:
    protocol = server.protocol
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]

    @protocol.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds))
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        await server.settled()
        uri = server.desk.known(params.text_document.uri) or ""
        wanted = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        findings = server.findings_in(uri)
        actions: list[types.CodeAction] = []
        if _wants(wanted, "quickfix"):
            actions += quick_fixes(findings, params.range, server.desk, server.encoding)
        if wanted and _wants(wanted, FIX_ALL):
            repaired = await server.in_thread(partial(server.project.repaired, uri))
            actions += fix_all(repaired, server.desk, server.encoding)
        return actions

    @protocol.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["#", "/", "'", '"', " "])
    )
    def completion(params: types.CompletionParams) -> types.CompletionList:
        uri = server.desk.known(params.text_document.uri) or ""
        documents = [known.document for known in server.project.about(uri) if known.document is not None]
        lines = server.desk.texts.get(uri, "").split("\n")
        items = completions(documents, uri, lines, params.position, server.encoding)
        return types.CompletionList(is_incomplete=False, items=items)


def _wants(wanted: list[str], kind: str) -> bool:
    """Without a wish everything is wanted; ``source`` wants ``source.fixAll`` too."""
    return not wanted or any(kind == one or kind.startswith(f"{one}.") for one in wanted)
