"""Python files of the user's own: importing one registers the rules and functions that it declares."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path

from specforge.errors import UsageError

_PREFIX = "specforge_plugin_"


def load_plugins(paths: Iterable[Path]) -> None:
    """Imports each file once. Raises UsageError for a file that cannot be imported."""
    for path in paths:
        name = _PREFIX + "_".join(path.absolute().with_suffix("").parts[1:])
        if name not in sys.modules:
            _load(name, path)


def _load(name: str, path: Path) -> None:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"the plugin {path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    # A rule finds its page beside its module, by the name of the module.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (
        ImportError,
        OSError,
        SyntaxError,
        NameError,
        AttributeError,
        TypeError,
        ValueError,
        LookupError,
    ) as problem:
        del sys.modules[name]
        line = problem.lineno if isinstance(problem, SyntaxError) else None
        message = f"cannot load the plugin {path}: {problem}"
        raise UsageError(message, file=str(path) if line else None, line=line or 1) from problem
