"""Where resources can be read: the paths for ``Location`` headers and links in bodies."""

from uuid import UUID

from .generated.app import BASE_PATH


def author_url(author_id: UUID) -> str:
    """The path of an author."""
    return f"{BASE_PATH}/authors/{author_id}"


def book_url(book_id: UUID) -> str:
    """The path of a book."""
    return f"{BASE_PATH}/books/{book_id}"


def cover_url(book_id: UUID) -> str:
    """The path of the cover of a book."""
    return f"{book_url(book_id)}/cover"


def order_url(order_id: UUID) -> str:
    """The path of an order."""
    return f"{BASE_PATH}/orders/{order_id}"
