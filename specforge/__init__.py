"""specforge: the spec-first OpenAPI toolchain for Python teams. A public name loads what it needs when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specforge._version import __version__
from specforge.callables import load_name

if TYPE_CHECKING:
    from specforge import contract
    from specforge.diff.engine import compare
    from specforge.document.load import load
    from specforge.gen.run import generate
    from specforge.lint.engine import lint
    from specforge.mock.api import Mock
    from specforge.mock.application import MockApplication
    from specforge.mock.transport import MockTransport

__all__ = ["Mock", "MockApplication", "MockTransport", "__version__", "compare", "contract", "generate", "lint", "load"]

# name -> where it is. Importing specforge must stay as quick as importing nothing.
_PUBLIC = {
    "Mock": "specforge.mock.api:Mock",
    "MockApplication": "specforge.mock.application:MockApplication",
    "MockTransport": "specforge.mock.transport:MockTransport",
    "compare": "specforge.diff.engine:compare",
    "contract": "specforge.contract",
    "generate": "specforge.gen.run:generate",
    "lint": "specforge.lint",
    "load": "specforge.document.load:load",
}


def __getattr__(name: str) -> Any:
    """A public name, imported on first use (PEP 562)."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'specforge' has no attribute {name!r}")
    globals()[name] = value = load_name(_PUBLIC[name])
    return value


def __dir__() -> list[str]:
    """The public names, also those that are not loaded yet."""
    return sorted({*globals(), *_PUBLIC})
