"""Finding books and authors by a few words."""

from uuid import UUID

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from ..generated import models
from ..generated.models import SearchHitKind
from ..generated.services.search import SearchProtocol
from ..storage import Storage, count_of
from ..tables import AuthorRow, BookRow


class SearchService(SearchProtocol):
    """Books are found by their title, authors by their name."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def search_catalogue(
        self, *, q: str, kind: SearchHitKind | None = None, limit: int = 20, offset: int = 0
    ) -> models.SearchHitPage:
        """One page of the hits, sorted by what they are called."""
        found = {
            SearchHitKind.BOOK: _hits(SearchHitKind.BOOK, BookRow.id, BookRow.title, q),
            SearchHitKind.AUTHOR: _hits(SearchHitKind.AUTHOR, AuthorRow.id, AuthorRow.name, q),
        }
        hits = union_all(*found.values()).subquery() if kind is None else found[kind].subquery()
        query = select(hits).order_by(hits.c.label, hits.c.id)
        with self._storage.session() as session:
            rows = session.execute(query.limit(limit).offset(offset))
            items = [models.SearchHit(kind=row.kind, id=row.id, label=row.label) for row in rows]
            return models.SearchHitPage(items=items, total=count_of(session, query), limit=limit, offset=offset)


def _hits(
    kind: SearchHitKind, identifier: InstrumentedAttribute[UUID], label: InstrumentedAttribute[str], words: str
) -> Select[str, UUID, str]:
    """The rows whose label contains the words. Not with LIKE: it has wildcards, and ignores the case of A to Z only."""
    columns = (literal(kind.value).label("kind"), identifier.label("id"), label.label("label"))
    return select(*columns).where(func.instr(func.casefold(label), words.casefold()) > 0)
