"""One registry for everything that has plug-ins: lint and diff rules, targets, mock engines, reporters."""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from specforge.errors import UsageError
from specforge.suggest import did_you_mean

__all__ = ["Registry", "did_you_mean"]

T = TypeVar("T")
# More names than these are looked up elsewhere.
_MOST_LISTED = 20


class Registry(Generic[T]):
    """Named things of one kind. What ships (modules of ``package``) and what third parties add (entry points
    in ``group``) come through the same door: importing the module registers it. ``modules`` may tell which module of
    the package registers which name: then each is imported when somebody asks for it, and all only for ``values``.

    Raises UsageError with a did-you-mean for an unknown name, and for a name that is taken.
    """

    def __init__(
        self,
        noun: str,
        *,
        package: str | None = None,
        group: str | None = None,
        modules: Callable[[str], Mapping[str, str]] | None = None,
    ) -> None:
        self._noun = noun
        self._package = package
        self._group = group
        self._find = modules
        self._modules: Mapping[str, str] = {}
        self._items: dict[str, T] = {}
        self._loaded = False
        self._is_loading = False
        self._lock = threading.RLock()

    def register(self, name: str, item: T) -> T:
        if self._items.setdefault(name, item) is not item:
            raise UsageError(f"{self._noun} {name!r} is registered twice")
        return item

    def add(self, name: str) -> Callable[[T], T]:
        """The decorator form of ``register``."""
        return lambda item: self.register(name, item)

    def __getitem__(self, name: str) -> T:
        self._load()
        if name in self._modules:
            # Also when the name is registered already: if by somebody else, this is where it shows.
            importlib.import_module(self._modules[name])
        if name not in self._items:
            listed = f"known are {', '.join(self)}" if 0 < len(self) <= _MOST_LISTED else None
            raise UsageError(f"unknown {self._noun} {name!r}", help=did_you_mean(name, self) or listed)
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        self._load()
        return name in self._items or name in self._modules

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(sorted({*self._items, *self._modules}))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def values(self) -> list[T]:
        return [self[name] for name in self]

    def _load(self) -> None:
        if self._loaded:
            return
        # Who comes while another thread still imports waits for it; what is imported meanwhile finds us loading.
        with self._lock:
            if not self._is_loading:
                self._is_loading = True
                self._find_all()
                self._loaded = True

    def _find_all(self) -> None:
        if self._package and self._find:
            self._modules = self._find(self._package)
        if self._package and not self._modules:
            package = importlib.import_module(self._package)
            for module in importlib.import_module("pkgutil").iter_modules(package.__path__, f"{self._package}."):
                importlib.import_module(module.name)
        if self._group and _is_named(self._group):
            for entry in importlib.import_module("importlib.metadata").entry_points(group=self._group):
                entry.load()


def like_files(package: str) -> dict[str, str]:
    """For ``modules``, where each module of a package registers one thing, under the name of its file."""
    folder = Path(importlib.import_module(package).__file__ or "").parent
    return {path.stem: f"{package}.{path.stem}" for path in folder.glob("[!_]*.py")}


def _is_named(group: str) -> bool:
    """Whether an installed package may have entry points in ``group``.

    Asking importlib.metadata takes as long as linting a small document; nearly nobody has plug-ins.
    """
    return any(f"[{group}]" in text for text in _entry_points(tuple(sys.path)))


@cache
def _entry_points(path: tuple[str, ...]) -> list[str]:
    """What the packages in these folders say of their entry points."""
    texts = []
    for folder in (Path(name) for name in path):
        for package in folder.iterdir() if folder.is_dir() else ():
            if package.name.endswith((".dist-info", ".egg-info")):
                with contextlib.suppress(OSError):
                    texts.append((package / "entry_points.txt").read_text(encoding="utf-8", errors="replace"))
    return texts
