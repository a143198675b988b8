"""The people who wrote the books."""

from uuid import UUID

from sqlalchemy import select

from ..generated import models
from ..generated.security import Caller
from ..generated.services.authors import AuthorsProtocol
from ..generated.wire import Reply
from ..links import author_url
from ..security import require_staff
from ..storage import Storage, page_of
from ..tables import AuthorRow
from .lookup import find

# What the columns are called in the contract.
_COLUMNS = {"name": "name", "bornOn": "born_on", "website": "website", "biography": "biography"}


class AuthorsService(AuthorsProtocol):
    """Reading is public, writing is for members of staff."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def list_authors(self, *, limit: int = 20, offset: int = 0) -> models.AuthorPage:
        """One page of the authors, sorted by name."""
        query = select(AuthorRow).order_by(AuthorRow.name, AuthorRow.id)
        with self._storage.session() as session:
            rows, total = page_of(session, query, limit, offset)
            return models.AuthorPage(items=[_model(row) for row in rows], total=total, limit=limit, offset=offset)

    async def create_author(self, *, caller: Caller, body: models.AuthorInput) -> Reply:
        """Store a new author."""
        require_staff(caller)
        with self._storage.session() as session:
            row = AuthorRow()
            _write(row, body)
            session.add(row)
            session.flush()
            return Reply(_model(row), status=201, headers={"Location": author_url(row.id)})

    async def get_author(self, *, author_id: UUID) -> models.Author:
        """One author."""
        with self._storage.session() as session:
            return _model(find(session, AuthorRow, author_id, "author"))

    async def update_author(self, *, caller: Caller, author_id: UUID, body: models.AuthorPatch) -> models.Author:
        """Change what the body names, and nothing else."""
        require_staff(caller)
        with self._storage.session() as session:
            row = find(session, AuthorRow, author_id, "author")
            _write(row, body)
            return _model(row)


def _write(row: AuthorRow, body: models.AuthorInput | models.AuthorPatch) -> None:
    """Only what the client sent: an optional property that was left out is not in the dump, one that is null is."""
    for name, value in body.model_dump().items():
        setattr(row, _COLUMNS[name], value)


def _model(row: AuthorRow) -> models.Author:
    return models.Author(
        id=row.id,
        name=row.name,
        bornOn=row.born_on,
        website=row.website,
        biography=row.biography,
        createdAt=row.created_at,
    )
