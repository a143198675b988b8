"""The servers of a document as constants and functions, and its security schemes as arguments of a client."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.security import Server
from specforge.gen.keywords import clean_text, plain
from specforge.gen.naming import Names, snake_name, words
from specforge.gen.plan import Scheme
from specforge.gen.plan_client import ClientScheme, ServerChoice, ServerVariable

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_WORDS_OF_A_NAME = 3
_TAKEN_IN_CLIENT = ("self", "base_url", "http", "timeout", "models", "servers", "wire", "httpx")


def plan_servers(document: Document) -> tuple[ServerChoice, ...]:
    """Each server under a name made from its description."""
    names = Names(("Literal", "DEFAULT"))
    return tuple(_server(server, names) for server in document.servers)


def default_server(document: Document) -> str | None:
    """The first server's URL, variables at their defaults; None for one that is relative or has none."""
    url = document.servers[0].url if document.servers else ""
    return url if re.match(r"https?://[^/{}]", url) and not _VARIABLE.search(url) else None


def own_server(document: Document, servers: tuple[Server, ...]) -> str | None:
    """The server of an operation that is not served where the document says; None for all others."""
    if not servers or servers == document.servers or servers[0].url == "/":
        return None
    return servers[0].url if re.match(r"https?://[^/{}]", servers[0].url) else None


def _server(server: Server, names: Names) -> ServerChoice:
    url = server.text("url") or "/"
    variables = tuple(_variables(server, url))
    stem = snake_name(" ".join(words(server.description or "")[:_WORDS_OF_A_NAME]), "server")
    name = names.take(stem if variables else stem.upper())
    return ServerChoice(name, url, clean_text(server.description), variables)


def _variables(server: Server, url: str) -> Iterator[ServerVariable]:
    names = Names(("url",))
    for name in dict.fromkeys(_VARIABLE.findall(url)):
        view = server.node.at("variables", name)
        raw = view.value if view is not None and view.is_mapping else {}
        values = raw.get("enum")
        texts = [str(value) for value in values if isinstance(value, str | int)] if isinstance(values, list) else []
        default = raw.get("default")
        default = str(default) if isinstance(default, str | int) else None
        choices = list(dict.fromkeys(str(plain(text)) for text in texts))
        is_closed = bool(choices) and (default is None or default in choices)
        type_ = f"Literal[{', '.join(map(repr, choices))}]" if is_closed else "str"
        yield ServerVariable(name, names.take(snake_name(name)), type_, default)


def plan_client_schemes(schemes: tuple[Scheme, ...]) -> tuple[ClientScheme, ...]:
    """What the client can send; certificates belong to the connection, which is the HTTP client's."""
    names = Names(_TAKEN_IN_CLIENT)
    sent = [scheme for scheme in schemes if scheme.kind in ("bearer", "basic", "http", "key")]
    return tuple(_scheme(scheme, names.take(scheme.python_name)) for scheme in sent)


def _scheme(scheme: Scheme, python_name: str) -> ClientScheme:
    kind = scheme.kind if scheme.kind in ("basic", "key") else "token"
    prefix = f"{scheme.challenge} " if kind == "token" and scheme.challenge else ""
    return ClientScheme(scheme.name, python_name, kind, scheme.location, scheme.parameter, prefix, scheme.description)
