"""What the modules of diff's rules declare, read off their text, so that one page costs one import."""

from __future__ import annotations

import importlib
import re
from functools import cache
from pathlib import Path

_RULE = re.compile(r"^@rule\((.*?)^def ", re.MULTILINE | re.DOTALL)
_LISTS = re.compile(r"\b(?:errors|warnings|infos)=\((.*?)\)", re.DOTALL)
_ID = re.compile(r'"([^"]+)"')


@cache
def modules(package: str) -> dict[str, str]:
    """The module of each id; empty where the sources are not there, so that all are imported."""
    folder = Path(next(iter(importlib.import_module(package).__path__)))
    found = {}
    try:
        for path in sorted(folder.glob("[!_]*.py")):
            ids = ids_in(path.read_text(encoding="utf-8"))
            if not ids:
                return {}
            found.update(dict.fromkeys(ids, f"{package}.{path.stem}"))
    except (OSError, UnicodeError):
        return {}
    return found


def ids_in(text: str) -> list[str]:
    """The ids that the source text of a rule's module declares."""
    return [id for rule in _RULE.findall(text) for names in _LISTS.findall(rule) for id in _ID.findall(names)]
