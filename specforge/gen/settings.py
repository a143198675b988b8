"""What can be decided about a generation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """``package`` is the name of the Python package, by default made from the document's title; ``templates`` a
    folder whose templates go before the shipped ones."""

    targets: tuple[str, ...] = ("fastapi",)
    package: str | None = None
    templates: Path | None = None
