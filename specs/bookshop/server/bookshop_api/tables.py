"""The tables: what the shop remembers, and how.

They are not the models of the API. Those say what goes over the wire and are generated; these are made for storing and
asking. The services translate between the two.

``lazy="selectin"`` reads what belongs to a whole page of rows with one question, instead of one a row.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, DateTime, Dialect, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. SQLite keeps no time zone, so it is stored in UTC and gets its zone back when it is read."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class Row(DeclarativeBase):
    """What all tables share: how Python's types are stored."""

    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}


class UserRow(Row):
    """Somebody who can log in."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(primary_key=True)
    password_hash: Mapped[str]
    is_staff: Mapped[bool] = mapped_column(default=False)


class AuthorRow(Row):
    """Somebody who wrote books."""

    __tablename__ = "authors"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    born_on: Mapped[date | None]
    website: Mapped[str | None]
    biography: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


books_authors = Table(
    "books_authors",
    Row.metadata,
    Column("book_id", ForeignKey("books.id"), primary_key=True),
    Column("author_id", ForeignKey("authors.id"), primary_key=True),
)


class BookRow(Row):
    """A book of the catalogue. Its edition, of which there are three kinds, is stored as the client sent it."""

    __tablename__ = "books"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    isbn: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    subtitle: Mapped[str | None]
    genre: Mapped[str]
    language: Mapped[str]
    published_on: Mapped[date | None]
    price_cents: Mapped[int]
    stock: Mapped[int]
    edition: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    authors: Mapped[list[AuthorRow]] = relationship(
        secondary=books_authors, order_by=(AuthorRow.name, AuthorRow.id), lazy="selectin"
    )
    cover: Mapped["CoverRow | None"] = relationship(cascade="all, delete-orphan", lazy="selectin")


class CoverRow(Row):
    """The picture on the front of a book. Its bytes are only read for whoever asks for them."""

    __tablename__ = "covers"

    book_id: Mapped[UUID] = mapped_column(ForeignKey("books.id"), primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    alt_text: Mapped[str | None]
    uploaded_at: Mapped[datetime] = mapped_column(default=now)


class OrderRow(Row):
    """What a customer bought. The payment, of which there are two kinds, is stored as the client sent it."""

    __tablename__ = "orders"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    customer: Mapped[str] = mapped_column(ForeignKey("users.email"))
    status: Mapped[str] = mapped_column(default="placed")
    contact_email: Mapped[str]
    payment: Mapped[dict[str, Any]]
    note: Mapped[str | None]
    placed_at: Mapped[datetime] = mapped_column(default=now)
    cancelled_at: Mapped[datetime | None]

    lines: Mapped[list["OrderLineRow"]] = relationship(
        cascade="all, delete-orphan", order_by="OrderLineRow.number", lazy="selectin"
    )


class OrderLineRow(Row):
    """A line of an order: copies of what was true when it was placed, for the book may change or go."""

    __tablename__ = "order_lines"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[UUID]
    title: Mapped[str]
    quantity: Mapped[int]
    unit_price_cents: Mapped[int]
