"""The user's code around a generated package: its files, and what of the generated code they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from specforge.gen.manifest import Manifest, manifest_path, read_manifest
from specforge.gen.userfiles.references import GENERATED, References, module_name
from specforge.gen.userfiles.script import Script, read_script

_TESTS = "tests"


@dataclass(frozen=True, slots=True)
class UserCode:
    """``scripts`` are by path below the output folder, with slashes; ``manifest`` is that of the last generation."""

    folder: Path
    package: str
    scripts: dict[str, Script]
    references: References
    manifest: Manifest


def read_user_code(folder: Path, package: str) -> UserCode:
    """The Python files of the user's: those of the package but for what is generated, its tests, and those beside it.

    Raises OutputError for what cannot be read.
    """
    manifest = read_manifest(folder / manifest_path(package))
    paths = [path for path in _paths(folder, package) if path not in manifest.hashes]
    scripts = {path: script for path in paths if (script := read_script(folder / path))}
    references = References()
    for path, script in scripts.items():
        module = f"{module_name(path)}.__init__" if path.endswith("__init__.py") else module_name(path)
        references.add(script, module, package)
    return UserCode(folder, package, scripts, references, manifest)


def _paths(folder: Path, package: str) -> list[str]:
    found = [path.name for path in folder.glob("*.py")]
    for name in (package, _TESTS):
        found += (path.relative_to(folder).as_posix() for path in _below(folder / name))
    return sorted(path for path in found if not path.startswith(f"{package}/{GENERATED}/"))


def _below(folder: Path) -> Iterator[Path]:
    """Links to folders are not followed: they may lead around in circles."""
    return (path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
