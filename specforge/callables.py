"""Packages that can be called: ``specforge.lint(document)`` works although ``specforge.lint`` is also a package.

Importing any module of a package binds the package's name in its parent, so a function of that name would vanish
with the first import. A package whose class has ``__call__`` is both, whatever is imported when.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any


class CallableModule(ModuleType):
    """A module that is called like the function that ``call_target`` (``module:function``) names."""

    call_target: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Imports the function on the first call."""
        return load_name(self.call_target)(*args, **kwargs)


def make_callable(name: str, target: str) -> None:
    """Lets the imported module ``name`` be called; ``target`` is ``module:function``."""
    module = sys.modules[name]
    module.__class__ = CallableModule
    module.__dict__["call_target"] = target


def load_name(target: str) -> Any:
    """What ``module:name`` stands for; the module itself without ``:name``."""
    module, _, attribute = target.partition(":")
    loaded = importlib.import_module(module)
    return getattr(loaded, attribute) if attribute else loaded
