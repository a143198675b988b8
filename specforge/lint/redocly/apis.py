"""The documents that a ``redocly.yaml`` names under ``apis``."""

from __future__ import annotations

from pathlib import Path

from specforge.errors import UsageError
from specforge.lint.spectral.origin import open_file


def roots_of(file: Path) -> dict[str, str]:
    """The file of each API, by its name. Empty for a file that cannot be read: who reads its rules says why."""
    try:
        value = open_file(file).value
    except UsageError:
        return {}
    apis = value.get("apis") if isinstance(value, dict) else None
    found = {}
    for name, api in apis.items() if isinstance(apis, dict) else ():
        root = api.get("root") if isinstance(api, dict) else None
        if isinstance(root, str) and root:
            found[name] = root if "://" in root else str(file.parent / root)
    return found
