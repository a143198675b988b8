"""Whether anything has changed since a run: everything that its outcome depends on, in one digest.

The outcome of a run depends on the files of the document (also those that were not there), on the templates, on the
tool itself and what it generates with, and on what lies in the output folder: generated files and the user's.
Contents are compared, never times, but for the tool's own code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

from specforge._version import __version__
from specforge.document.model import Document
from specforge.gen.manifest import manifest_path, read_manifest
from specforge.templating import template_folder

_MAKERS = ("datamodel-code-generator", "jinja2", "libcst", "pydantic", "ruff")
_FOLDERS = ("tests",)


def files_of(document: Document) -> list[str] | None:
    """The files that the document was read from, and those that it names and nobody could read.

    None for a document that is not of files alone: what comes from elsewhere may change unseen.
    """
    uris = [*document.sources, *document.resolver.unread]
    if any(urlsplit(uri).scheme != "file" for uri in uris):
        return None
    return sorted({unquote(urlsplit(uri).path) for uri in uris})


def state_of(inputs: Iterable[str], templates: Path | None, folder: Path, package: str) -> str:
    """The digest. Raises OSError for a file that cannot be read, and OutputError for a manifest that is none."""
    total = hashlib.sha256()
    for label, content in _parts(inputs, templates, folder, package):
        data = content if content is not None else b"absent"
        total.update(f"{label}\0{len(data)}\0{content is None}\0".encode(errors="surrogatepass"))
        total.update(data)
    return total.hexdigest()


def _parts(
    inputs: Iterable[str], templates: Path | None, folder: Path, package: str
) -> Iterator[tuple[str, bytes | None]]:
    yield "tool", _tool()
    for name in inputs:
        yield name, _content(Path(name))
    for root in filter(None, (template_folder(), templates)):
        for path in _below(root):
            yield str(path), path.read_bytes()
    for name in sorted(_outputs(folder, package)):
        yield name, _content(folder / name)


def _tool() -> bytes:
    """Versions, and for a checkout that somebody works on the times of the code."""
    made_with = [f"{name} {version(name)}" for name in _MAKERS]
    root = Path(__file__).parents[1]
    stats = [(path, path.stat()) for path in sorted(root.rglob("*.py"))]
    code = [f"{path} {stat.st_mtime_ns} {stat.st_size}" for path, stat in stats]
    return "\n".join([__version__, *made_with, *code]).encode(errors="surrogatepass")


def _outputs(folder: Path, package: str) -> set[str]:
    """What lies in the output folder and has a say, by path below it."""
    found = {path.name for path in folder.glob("*.py")}
    for name in (package, *_FOLDERS):
        found.update(path.relative_to(folder).as_posix() for path in _below(folder / name))
    manifests = [path.relative_to(folder).as_posix() for path in folder.glob(manifest_path("*"))]
    own = read_manifest(folder / manifest_path(package))
    return found.union(manifests, own.hashes, own.written_once)


def _below(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if "__pycache__" not in path.parts and not path.is_dir() and path.exists()
    )


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
