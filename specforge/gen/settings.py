"""What can be decided about a generation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """``package`` is the name of the Python package, by default made from the document's title; ``templates`` a
    folder whose templates go before the shipped ones. ``fallback`` is what answers for operations that nobody has
    written: ``none`` (501) or ``mock``. ``strict`` makes an error of everything that the code cannot express."""

    targets: tuple[str, ...] = ("fastapi",)
    package: str | None = None
    templates: Path | None = None
    fallback: str = "none"
    strict: bool = False

    def options(self, package: str) -> tuple[str, ...]:
        """The command-line options that this is, for the header of generated files; folders by their names only."""
        targets = tuple(word for name in self.targets for word in ("--target", name))
        templates = ("--templates", self.templates.name) if self.templates else ()
        fallback = ("--fallback", self.fallback) if self.fallback != "none" else ()
        return (*targets, "--package", package, *templates, *fallback)
