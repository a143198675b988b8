"""References to what was not read: they may be right, and nobody knows."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from specforge.document.node import Node
from specforge.document.refs import Reason


def was_not_read(node: Node, text: str, reason: Reason | None) -> bool:
    """True for what lies on another host, or beside the document's folder, when the reference ``text`` at ``node`` has
    no target for this reason. A path that is good on one machine only, or leads to no file, is wrong all the same."""
    if reason is Reason.OUTSIDE:
        is_relative = not urlsplit(text).scheme and not text.startswith("/")
        file = urlsplit(urljoin(node.source.uri, text)).path
        return is_relative and Path(unquote(file)).is_file()
    return reason is Reason.REMOTE
