"""Views of security schemes, security requirements and servers."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from specforge.document.node import Node
from specforge.document.place import Place
from specforge.document.view import View, strings


class SecurityRequirement(NamedTuple):
    """Schemes that must all be satisfied together, with their scopes; no scheme at all allows anonymous access."""

    schemes: dict[str, tuple[str, ...]]
    place: Place


def requirements(node: Node | None) -> tuple[SecurityRequirement, ...] | None:
    """The alternatives of a ``security`` field, or None where the field is absent (so that the outer one applies)."""
    if node is None or not isinstance(node.value, list):
        return None
    elements = [element for element in node.elements() if element.is_mapping]
    return tuple(
        SecurityRequirement({name: strings(child.value) for name, child in element.items()}, element.place)
        for element in elements
    )


class SecurityScheme(View):
    """A Security Scheme Object, Swagger's ``basic`` read as ``http``."""

    @property
    def type(self) -> str | None:
        declared = self.text("type")
        return "http" if declared == "basic" else declared

    @property
    def scheme(self) -> str | None:
        """The HTTP authentication scheme, lower case (RFC 9110 section 11.1: case-insensitive)."""
        if self.text("type") == "basic":
            return "basic"
        scheme = self.text("scheme")
        return scheme.lower() if scheme else None

    @property
    def location(self) -> str | None:
        """Of an API key: ``header``, ``query`` or ``cookie``."""
        return self.text("in")

    @property
    def parameter_name(self) -> str | None:
        """Of an API key: the name of the header, query parameter or cookie."""
        return self.text("name")

    @property
    def bearer_format(self) -> str | None:
        return self.text("bearerFormat")

    @property
    def description(self) -> str | None:
        return self.text("description")


class Server(View):
    """A Server Object."""

    @property
    def url(self) -> str:
        """The URL with its variables at their defaults; variables without one stay as written."""
        return re.sub(r"\{([^{}]+)\}", self._default, self.text("url") or "/")

    @property
    def path(self) -> str:
        """The path of the URL without a trailing slash: ``/v1``, or an empty string."""
        try:
            path = urlsplit(self.url).path
        except ValueError:
            return ""
        path = path.rstrip("/")
        return path if not path or path.startswith("/") else f"/{path.removeprefix('./')}"

    @property
    def description(self) -> str | None:
        return self.text("description")

    def _default(self, match: re.Match[str]) -> str:
        variable = self.node.at("variables", match[1], "default")
        return str(variable.value) if variable is not None and isinstance(variable.value, str | int) else match[0]
