"""What the shop starts with: a few people and books, so that there is something to look at.

The identifiers of the first author, book and order are those of the examples in the contract.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from .passwords import hash_password
from .storage import Storage
from .tables import AuthorRow, BookRow, CoverRow, OrderLineRow, OrderRow, UserRow

ADA = "ada@bookshop.example"
CAROL = "carol@mail.example"

# A PNG file of one grey pixel.
_GREY_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da6368000000820081da45083b0000000049454e44ae426082"
)


def fill(storage: Storage) -> None:
    """Put the first rows into an empty database; leave any other as it is."""
    with storage.session() as session:
        if session.scalar(select(UserRow).limit(1)) is None:
            _add_people(session)
            _add_catalogue(session)


def _add_people(session: Session) -> None:
    session.add_all(
        [
            UserRow(email=ADA, password_hash=hash_password("correct horse battery"), is_staff=True),
            UserRow(email=CAROL, password_hash=hash_password("staple the battery")),
        ]
    )


def _add_catalogue(session: Session) -> None:
    shelley = AuthorRow(
        id=UUID("1f0c3a52-6d0e-4a5b-8f6e-2c9a4d1b7e30"),
        name="Mary Shelley",
        born_on=date(1797, 8, 30),
        website="https://shelley.example",
    )
    dickinson = AuthorRow(name="Emily Dickinson", born_on=date(1830, 12, 10), biography="American poet.")
    frankenstein = BookRow(
        id=UUID("9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"),
        isbn="9780198840824",
        title="Frankenstein",
        subtitle="or The Modern Prometheus",
        authors=[shelley],
        genre="fiction",
        language="en",
        published_on=date(1818, 1, 1),
        price_cents=899,
        stock=12,
        edition={"kind": "printed", "binding": "paperback", "pages": 288},
        cover=CoverRow(media_type="image/png", content=_GREY_PIXEL, alt_text="A grey pixel"),
    )
    poems = BookRow(
        isbn="9780571226146",
        title="Poems",
        authors=[dickinson],
        genre="poetry",
        language="en",
        price_cents=499,
        stock=100,
        edition={"kind": "ebook", "fileFormat": "epub"},
    )
    session.add_all([frankenstein, poems, _order_of(frankenstein)])


def _order_of(book: BookRow) -> OrderRow:
    """Carol's first order: two copies of a book."""
    line = OrderLineRow(number=1, book_id=book.id, title=book.title, quantity=2, unit_price_cents=book.price_cents)
    return OrderRow(
        id=UUID("5c2a9b7e-0d43-4f1c-9a86-7b3e1d20c4f5"),
        customer=CAROL,
        contact_email=CAROL,
        payment={"method": "card", "cardToken": "tok_4f9a0c27d1e84b35"},
        note="Please wrap it as a present.",
        lines=[line],
    )
