"""The bookshop, put together. Start it with ``uvicorn main:app`` in the folder above.

Two environment variables: ``BOOKSHOP_DATABASE`` is the URL of the database, such as ``sqlite:///bookshop.db``, and by
default one in memory. ``BOOKSHOP_SECRET`` signs the tokens, and by default each start makes up a new one.
"""

import os

from fastapi import FastAPI

from .generated.app import create_app
from .generated.services import Services
from .security import Authenticator
from .seed import fill
from .services.authors import AuthorsService
from .services.books import BooksService
from .services.covers import CoversService
from .services.orders import OrdersService
from .services.search import SearchService
from .services.session import SessionService
from .storage import IN_MEMORY, Storage
from .tokens import Tokens


def make_app(storage: Storage, tokens: Tokens) -> FastAPI:
    """The application over a database, which is filled if it is empty."""
    fill(storage)
    services = Services(
        session=SessionService(storage, tokens),
        books=BooksService(storage),
        covers=CoversService(storage),
        authors=AuthorsService(storage),
        search=SearchService(storage),
        orders=OrdersService(storage),
    )
    return create_app(services, Authenticator(tokens))


app = make_app(
    Storage(os.environ.get("BOOKSHOP_DATABASE", IN_MEMORY)),
    Tokens(os.environ.get("BOOKSHOP_SECRET")),
)
