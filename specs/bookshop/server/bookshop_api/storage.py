"""Where the rows are: a SQLite database, in memory or in a file."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from sqlite3 import Connection
from typing import Any, TypeVar

from sqlalchemy import Select, create_engine, event, func, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from .tables import Row

IN_MEMORY = "sqlite://"

# A database in memory lives as long as its connection: there must be just one, whichever thread asks.
_ONE_CONNECTION: dict[str, Any] = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}

R = TypeVar("R", bound=Row)


class Storage:
    """A database with all its tables.

    The services are asynchronous and the database is not: each question waits for its answer. With SQLite, where an
    answer takes less than a millisecond and no network, that is the simplest thing that works. Over a network, use
    SQLAlchemy's ``AsyncSession`` instead.
    """

    def __init__(self, url: str = IN_MEMORY) -> None:
        self._engine = create_engine(url, **_ONE_CONNECTION if url == IN_MEMORY else {})
        event.listen(self._engine, "connect", _add_casefold)
        Row.metadata.create_all(self._engine)
        self._sessions = sessionmaker(self._engine)

    def session(self) -> AbstractContextManager[Session]:
        """A session for a ``with`` block. All its changes are stored at the end, or none if the block raises."""
        return self._sessions.begin()

    def close(self) -> None:
        """Close all connections. What was in memory is gone."""
        self._engine.dispose()


def page_of(session: Session, query: Select[R], limit: int, offset: int) -> tuple[Sequence[R], int]:
    """The rows on one page of what ``query`` finds, and how many there are on all pages together."""
    return session.scalars(query.limit(limit).offset(offset)).all(), count_of(session, query)


def count_of(session: Session, query: Select[Any]) -> int:
    """How many rows ``query`` finds."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _add_casefold(connection: Connection, _: object) -> None:
    """SQLite's own ``lower`` knows the letters A to Z only."""
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
