"""``specforge lsp``: a language server for editors, over standard input and output."""

from __future__ import annotations

import importlib
import logging
import os
import sys

import click

from specforge.cli.context import Globals, Verb, global_options
from specforge.errors import UsageError

_LIBRARIES = {"pygls", "lsprotocol", "cattrs", "attr", "attrs"}


@click.command(cls=Verb)
@click.option("--stdio", is_flag=True, expose_value=False, help="The only way; editors pass it.")
@global_options
def command(globals: Globals) -> None:
    """Serve an editor: findings while you type, quick fixes, go to `$ref`.

    Editors start it themselves; docs/how-to/editor.md says how to tell them. Needs `pip install 'specforge[lsp]'`.
    """
    try:
        features = importlib.import_module("specforge.lsp.features")
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise UsageError("the language server needs pygls", help="pip install 'specforge[lsp]'") from missing
    level = logging.DEBUG if globals.verbose > 1 else logging.INFO if globals.verbose else logging.WARNING
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s")
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Standard output is the protocol's: whoever prints, even from C, prints into the log.
    os.dup2(2, 1)
    features.serve(stdin, stdout)
