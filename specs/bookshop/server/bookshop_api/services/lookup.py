"""Finding the row that a path is about."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from ..refusals import not_found
from ..tables import Row

R = TypeVar("R", bound=Row)


def find(session: Session, table: type[R], identifier: UUID, what: str) -> R:
    """The row with the identifier. Raises Problem 404, in which it is called ``what``."""
    row = session.get(table, identifier)
    if row is None:
        raise not_found(what)
    return row
