"""Globs of ``overrides``: which files do they mean?"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from specforge.document.source import Source


def matches(glob: str, folder: str, source: Source) -> bool:
    """True when the file of ``source`` is meant. Globs are relative to ``folder``; one without a slash means names."""
    if source.path is None:
        relative = source.uri
    else:
        relative = os.path.relpath(source.path.absolute(), folder).replace(os.sep, "/")
    wanted = glob[1:] if glob.startswith("!") else glob
    subject = relative if "/" in wanted.removeprefix("./") else Path(relative).name
    return (_expression(wanted).fullmatch(subject) is not None) is not glob.startswith("!")


@lru_cache(maxsize=256)
def _expression(glob: str) -> re.Pattern[str]:
    text = glob.removeprefix("./")
    pattern, at = "", 0
    while at < len(text):
        # Hidden files, and folders above, are only meant when they are written out.
        first = r"(?!\.)" if at == 0 or text[at - 1] == "/" else ""
        if text.startswith("**/", at):
            pattern, at = pattern + r"(?:(?!\.)[^/]+/)*", at + 3
        elif text.startswith("**", at):
            pattern, at = pattern + rf"{first}[^/]*(?:/(?!\.)[^/]+)*", at + 2
        elif text[at] == "*":
            pattern, at = pattern + rf"{first}[^/]*", at + 1
        elif text[at] == "?":
            pattern, at = pattern + r"[^/]", at + 1
        elif text[at] == "[" and "]" in text[at + 2 :]:
            end = text.index("]", at + 2)
            inner = text[at + 1 : end].replace("\\", r"\\")
            pattern, at = pattern + f"[{'^' + inner[1:] if inner[0] == '!' else inner}]", end + 1
        elif text[at] == "{" and "}" in text[at:]:
            end = text.index("}", at)
            options = [_expression(part).pattern for part in text[at + 1 : end].split(",")]
            pattern, at = pattern + f"(?:{'|'.join(options)})", end + 1
        else:
            pattern, at = pattern + re.escape(text[at]), at + 1
    return re.compile(pattern)
