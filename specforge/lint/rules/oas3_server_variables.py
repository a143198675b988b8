"""oas3-server-variables: variables of a server that do not agree with its URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from specforge.document.model import Server, View
from specforge.document.view import members
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_FIELDS = frozenset(("enum", "default", "description"))
# The characters of a host that URLs cannot have (WHATWG URL, forbidden domain code points).
_NO_HOST = re.compile(r"[\x00-\x20#%/<>?@\\^|\x7f]")
_MOST_URLS = 1000


@rule("oas3-server-variables", on="Server", severity=Severity.ERROR, origin="spectral:oas", versions=OPENAPI_3)
def check(server: Server, context: Context) -> Iterator[Problem]:
    """The variables of a server do not agree with its URL."""
    url = server.text("url")
    if url is None or (malformed := _malformed(server)):
        what = "it needs a `url`" if url is None else malformed
        yield Problem(f"this is no server: {what}", server.node.key_place, echoes=("oas3-schema",))
        return
    node = server.node.get("variables")
    variables = dict(members(node, View)) if node is not None else {}
    used = list(dict.fromkeys(_VARIABLE.findall(url)))
    for name, variable in variables.items():
        yield from _variable(name, variable, is_advice=context.document.version.family == "3.0")
        if name not in used:
            yield Problem(f"the URL has no variable `{{{name}}}`", variable.node.key_place, mild=True)
    missing = [f"`{{{name}}}`" for name in used if name not in variables]
    if missing:
        place = node.key_place if node is not None else server.node.key_place
        yield Problem(f"`variables` does not describe {', '.join(missing)} of the URL", place)
    elif node is not None and used and (broken := _broken(url, {name: variables[name] for name in used})):
        yield Problem(f"with the values of the variables `{broken}` is no URL", node.key_place)


def _malformed(server: Server) -> str | None:
    """What of the variables is of the wrong type. oas3-schema says the same, at the very place."""
    variables = server.get("variables")
    if variables is None:
        return "`variables` must be an object" if "variables" in server.raw else None
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        fields = variable if isinstance(variable, dict) else {"default": None}
        values = fields.get("enum", [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            return f"the `enum` of variable `{name}` must be a list of texts"
        if not isinstance(fields.get("default", ""), str):
            return f"the `default` of variable `{name}` must be a text"
    return None if isinstance(variables, dict) else "`variables` must be an object"


def _variable(name: str, variable: View, *, is_advice: bool) -> Iterator[Problem]:
    """That the default is among the values is advice in OpenAPI 3.0 and a MUST since 3.1."""
    values, default = variable.get("enum"), variable.get("default")
    if default is None:
        yield Problem(f"variable `{name}` has no `default`", variable.node.key_place, echoes=("oas3-schema",))
    elif isinstance(values, list) and default not in values:
        message = f"the default `{default}` of variable `{name}` is none of its values"
        # OpenAPI 3.0 has nothing against an empty list; later, the metaschema speaks of it.
        echoes = () if values or is_advice else ("oas3-schema",)
        yield Problem(message, variable.place.child("default"), mild=is_advice, echoes=echoes)


def _broken(url: str, variables: dict[str, View]) -> str | None:
    """The first URL that comes of the values and is none."""
    choices = [_values(variable) for variable in variables.values()]
    for chosen in islice(product(*choices), _MOST_URLS):
        text = url
        for name, value in zip(variables, chosen, strict=True):
            text = text.replace(f"{{{name}}}", value)
        if not _is_url(text):
            return text
    return None


def _values(variable: View) -> list[str]:
    values: Any = variable.get("enum")
    texts = values if isinstance(values, list) else [variable.get("default")]
    return [quote(text, safe="!#$&'()*+,/:;=?@-._~") for text in texts if isinstance(text, str)]


def _is_url(text: str) -> bool:
    """A server may be relative to where the document lies. What begins with a name but no scheme is read so as well,
    but not meant so: it is the host, without its `https://`."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme in ("http", "https", "ws", "wss"):
        return bool(parts.hostname) and not _NO_HOST.search(unquote(parts.hostname or "")) and port != -1
    return bool(parts.scheme) or text.startswith(("/", "."))
