"""The catalogue."""

from datetime import date
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..generated import models
from ..generated.security import Caller
from ..generated.services.books import BooksProtocol
from ..generated.wire import Reply
from ..links import book_url, cover_url
from ..refusals import conflict
from ..security import require_staff
from ..storage import Storage, page_of
from ..tables import AuthorRow, BookRow, now
from .lookup import find

_EDITION: TypeAdapter[models.Edition] = TypeAdapter(models.Edition)
_SORT_COLUMNS = {"title": BookRow.title, "publishedOn": BookRow.published_on, "priceCents": BookRow.price_cents}


class BooksService(BooksProtocol):
    """Reading is public, writing is for members of staff."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def list_books(
        self,
        *,
        genre: list[models.Genre] | None = None,
        edition: models.EditionKind | None = None,
        author_id: UUID | None = None,
        published_from: date | None = None,
        in_stock: bool | None = None,
        sort: models.ListBooksSort = models.ListBooksSort.TITLE,
        limit: int = 20,
        offset: int = 0,
    ) -> models.BookPage:
        """One page of the books that pass all filters."""
        query = _sorted(select(BookRow), sort)
        if genre:
            query = query.where(BookRow.genre.in_(genre))
        if edition is not None:
            query = query.where(BookRow.edition["kind"].as_string() == edition)
        if author_id is not None:
            query = query.where(BookRow.authors.any(AuthorRow.id == author_id))
        if published_from is not None:
            query = query.where(BookRow.published_on >= published_from)
        if in_stock is not None:
            query = query.where(BookRow.stock > 0 if in_stock else BookRow.stock == 0)
        with self._storage.session() as session:
            rows, total = page_of(session, query, limit, offset)
            return models.BookPage(items=[_model(row) for row in rows], total=total, limit=limit, offset=offset)

    async def create_book(self, *, caller: Caller, body: models.BookInput) -> Reply:
        """Store a new book."""
        require_staff(caller)
        with self._storage.session() as session:
            row = BookRow()
            _write(session, row, body)
            return Reply(_model(row), status=201, headers={"Location": book_url(row.id)})

    async def get_book(self, *, book_id: UUID) -> models.Book:
        """One book."""
        with self._storage.session() as session:
            return _model(find(session, BookRow, book_id, "book"))

    async def replace_book(self, *, caller: Caller, book_id: UUID, body: models.BookInput) -> models.Book:
        """Store all that the body says, and clear what it does not."""
        require_staff(caller)
        with self._storage.session() as session:
            row = find(session, BookRow, book_id, "book")
            _write(session, row, body)
            row.updated_at = now()
            return _model(row)

    async def delete_book(self, *, caller: Caller, book_id: UUID) -> None:
        """Forget a book, and with it its cover."""
        require_staff(caller)
        with self._storage.session() as session:
            session.delete(find(session, BookRow, book_id, "book"))


def _sorted(query: Select[BookRow], sort: models.ListBooksSort) -> Select[BookRow]:
    column = _SORT_COLUMNS[sort.removeprefix("-")]
    return query.order_by(column.desc() if sort.startswith("-") else column, BookRow.id)


def _write(session: Session, row: BookRow, body: models.BookInput) -> None:
    """Raises Problem 409 when an author is not known or another book has the ISBN."""
    given = body.model_dump()  # without the optional properties that the client left out
    row.authors = _authors(session, set(given.get("authorIds", [])))
    row.isbn = body.isbn
    row.title = body.title
    row.subtitle = given.get("subtitle")
    row.genre = body.genre
    row.language = body.language
    row.published_on = given.get("publishedOn")
    row.price_cents = body.priceCents
    row.stock = body.stock
    row.edition = body.edition.model_dump(mode="json")
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise conflict("isbn-taken", "ISBN taken", f"Another book has the ISBN {body.isbn}.") from error


def _authors(session: Session, ids: set[UUID]) -> list[AuthorRow]:
    query = select(AuthorRow).where(AuthorRow.id.in_(ids)).order_by(AuthorRow.name, AuthorRow.id)
    found = list(session.scalars(query))
    unknown = ids - {author.id for author in found}
    if unknown:
        raise conflict("unknown-author", "Unknown author", f"There is no author {min(unknown)}.")
    return found


def _model(row: BookRow) -> models.Book:
    return models.Book(
        id=row.id,
        isbn=row.isbn,
        title=row.title,
        subtitle=row.subtitle,
        authorIds=[author.id for author in row.authors],
        genre=models.Genre(row.genre),
        language=row.language,
        publishedOn=row.published_on,
        priceCents=row.price_cents,
        stock=row.stock,
        edition=_EDITION.validate_python(row.edition),
        coverUrl=cover_url(row.id) if row.cover else None,
        createdAt=row.created_at,
        updatedAt=row.updated_at,
    )
