"""Which documents the author works on, what was found in each, and which of them a change concerns."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from specforge.config import Config, load_config, load_nearest
from specforge.config.lint import policy_of, settings_of
from specforge.document.load import LoadOptions, file_uri, load
from specforge.document.model import Document
from specforge.document.roots import find_roots, is_root, looks_like_root
from specforge.document.source import Source
from specforge.document.stamps import Stamp, stamp, stamps
from specforge.errors import InputError, UsageError
from specforge.findings.model import Finding
from specforge.findings.repair import Find, Repaired, repair
from specforge.lint.run import Job, check_document
from specforge.lsp.desk import Desk, Look, file_of


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one document. ``document`` is the last one that could be read, so that a broken save takes
    nothing away; ``findings`` are those of the last check. ``files`` are the URIs that were read, or tried;
    ``failures`` are those that could not be read. ``find`` asks the rules again, as they are configured;
    ``problem`` is what is wrong with the configuration."""

    root: str
    document: Document | None = None
    findings: tuple[Finding, ...] = ()
    files: frozenset[str] = frozenset()
    failures: dict[str, InputError] = field(default_factory=dict)
    find: Find | None = None
    problem: UsageError | None = None

    def source(self, uri: str) -> Source | None:
        """A file of the last document that could be read."""
        return self.document.sources.get(uri) if self.document else None


class Project:
    """The documents in the folders of an editor. One thread at a time may ``update``; everybody may read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[str, Known] = {}
        # Open files that belong to no document: looking for one on every keystroke would cost too much.
        self._strangers: set[str] = set()
        self._closures: dict[str, dict[Path, Stamp]] = {}
        self.folders: list[Path] = []

    def about(self, uri: str) -> list[Known]:
        """What is known of the documents that a file belongs to, the one that it is the root of first."""
        found = [known for known in list(self._known.values()) if uri in known.files]
        return sorted(found, key=lambda known: known.root != uri)

    def all(self) -> list[Known]:
        return list(self._known.values())

    def update(self, changed: Iterable[str]) -> None:
        """Check the documents again that the changed files belong to; forget those that nobody has open.

        An open file that belongs to none yet is looked for in the documents of the folders.
        """
        concerned: dict[str, None] = {}
        for uri in changed:
            concerned |= dict.fromkeys(known.root for known in self.about(uri))
            if self._is_root(uri):
                concerned[uri] = None
        for root in concerned:
            self._known[root] = self._check(root)
        for uri in self._desk.texts:
            if not self.about(uri) and uri not in self._strangers:
                self._search(uri)
                self._strangers.add(uri)
        self._strangers &= self._desk.texts.keys()
        for known in self.all():
            if not known.files & self._desk.texts.keys():
                del self._known[known.root]
        self._desk.forget({uri for known in self.all() for uri in known.files})

    def update_all(self) -> None:
        """Check everything again: the configuration has changed, or a file that nobody had open."""
        self._strangers.clear()
        self.update({known.root for known in self.all()} | set(self._desk.texts))

    def repaired(self, uri: str) -> list[Repaired]:
        """The documents that a file belongs to after all safe fixes, as far as they stand as they were checked."""
        return [
            repair(known.document, known.find)
            for known in self.about(uri)
            if known.document is not None and known.find is not None and self._is_current(known)
        ]

    def _is_current(self, known: Known) -> bool:
        sources = known.document.sources if known.document else {}
        return not known.failures and all(
            self._desk.texts.get(name, source.text) == source.text for name, source in sources.items()
        )

    def _search(self, uri: str) -> None:
        """Find the documents that refer to an open file which is no document itself."""
        for folder in self.folders:
            for file in find_roots(folder):
                root = file_uri(file)
                if root not in self._known and uri in self._files_of(root, file):
                    self._known[root] = self._check(root)

    def _files_of(self, root: str, file: Path) -> frozenset[str]:
        """The files of a document that nobody has open: read without the rules, and once until one of them changes."""
        seen = self._closures.get(root)
        if seen is None or any(stamp(path) != before for path, before in seen.items()):
            look = self._desk.look(keeps=False)
            with contextlib.suppress(InputError, UsageError):
                # The walk opens every file that a reference names.
                _ = load(file, replace(_config_for(file).load_options, open=look.open)).index
            paths = [path for name in look.opened if (path := file_of(name)) is not None]
            seen = self._closures[root] = stamps(paths)
        return frozenset(map(file_uri, seen))

    def _is_root(self, uri: str) -> bool:
        file = file_of(uri)
        text = self._desk.texts.get(uri)
        if file is None or (text is None and uri not in self._known):
            return False
        if text is None:
            return is_root(file)
        return uri in self._known or looks_like_root(text.encode("utf-8", "surrogatepass"), file.suffix)

    def _check(self, root: str) -> Known:
        before = self._known.get(root, Known(root))
        file = file_of(root)
        assert file is not None, "roots are files"
        look = self._desk.look()
        try:
            job, problem = _job(_config_for(file), file, look), None
        except UsageError as wrong:
            job, problem = Job(str(file), str(file), load=LoadOptions(open=look.open)), wrong
        try:
            return self._checked(before, job, look, problem)
        except UsageError as wrong:
            return replace(before, files=before.files | look.opened | {root}, problem=wrong)

    def _checked(self, before: Known, job: Job, look: Look, problem: UsageError | None) -> Known:
        def find(document: Document) -> list[Finding]:
            return check_document(document, job).findings

        document, findings = before.document, []
        try:
            document = load(job.location, job.load)
            findings = find(document)
        except InputError:
            # It is among the failures; what was known of the document stays.
            pass
        files = frozenset(look.opened) | {before.root}
        if before.root in look.failures:
            files |= before.files
        return Known(before.root, document, tuple(findings), files, dict(look.failures), find, problem)


def _config_for(file: Path) -> Config:
    """As on the command line."""
    return load_nearest(file.parent, load_config(Path.cwd()))


def _job(config: Config, file: Path, look: Look) -> Job:
    """What ``specforge lint`` would do with the document, on the texts of the editor."""
    name = str(file)
    own = config.for_api(config.api_of(name))
    options = replace(own.load_options, open=look.open)
    settings = settings_of(own.lint, own)
    return Job(name, name, settings, options, policy_of(own.lint, settings, own))
