"""What customers buy."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import MISSING, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..generated import models
from ..generated.models import OrderStatus
from ..generated.security import Caller
from ..generated.services.orders import OrdersProtocol
from ..generated.wire import Reply
from ..links import order_url
from ..refusals import conflict, not_found
from ..security import identity_of
from ..storage import Storage, page_of
from ..tables import BookRow, OrderLineRow, OrderRow, now
from .lookup import find

_MAX_STOCK = 100_000
_PAYMENT: TypeAdapter[models.Payment] = TypeAdapter(models.Payment)


class OrdersService(OrdersProtocol):
    """Everyone sees only their own orders."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def list_orders(
        self, *, caller: Caller, status: OrderStatus | None = None, limit: int = 20, offset: int = 0
    ) -> models.OrderPage:
        """One page of the caller's orders, the latest first."""
        query = select(OrderRow).where(OrderRow.customer == identity_of(caller).email)
        if status is not None:
            query = query.where(OrderRow.status == status)
        query = query.order_by(OrderRow.placed_at.desc(), OrderRow.id)
        with self._storage.session() as session:
            rows, total = page_of(session, query, limit, offset)
            return models.OrderPage(items=[_model(row) for row in rows], total=total, limit=limit, offset=offset)

    async def place_order(self, *, caller: Caller, body: models.OrderInput) -> Reply:
        """Take the books out of stock and store the order, or do neither."""
        with self._storage.session() as session:
            order = OrderRow(
                customer=identity_of(caller).email,
                contact_email=body.contactEmail,
                payment=body.payment.model_dump(),
                note=None if body.note is MISSING else body.note,
                lines=[_take(session, number, line) for number, line in enumerate(body.lines, 1)],
            )
            session.add(order)
            session.flush()
            return Reply(_model(order), status=201, headers={"Location": order_url(order.id)})

    async def get_order(self, *, caller: Caller, order_id: UUID) -> models.Order:
        """One of the caller's orders."""
        with self._storage.session() as session:
            return _model(_find_own(session, order_id, caller))

    async def cancel_order(self, *, caller: Caller, order_id: UUID) -> models.Order:
        """Mark the order as cancelled and put the books back."""
        with self._storage.session() as session:
            order = _find_own(session, order_id, caller)
            if order.status != OrderStatus.PLACED:
                raise conflict("order-closed", "Order closed", f"The order is {order.status} already.")
            order.status = OrderStatus.CANCELLED
            order.cancelled_at = now()
            _put_back(session, order.lines)
            return _model(order)


def _find_own(session: Session, order_id: UUID, caller: Caller) -> OrderRow:
    """Somebody else's order is answered as if there were none: not even that it exists is told."""
    order = find(session, OrderRow, order_id, "order")
    if order.customer != identity_of(caller).email:
        raise not_found("order")
    return order


def _take(session: Session, number: int, line: models.OrderLineInput) -> OrderLineRow:
    """The line with the title and the price of this moment, its books out of stock. Raises Problem 409."""
    book = session.get(BookRow, line.bookId)
    if book is None:
        raise conflict("unknown-book", "Unknown book", f"The book {line.bookId} is not in the catalogue.")
    if book.stock < line.quantity:
        raise conflict("out-of-stock", "Out of stock", f"Of {book.title}, {book.stock} copies are left.")
    book.stock -= line.quantity
    return OrderLineRow(
        number=number,
        book_id=book.id,
        title=book.title,
        quantity=line.quantity,
        unit_price_cents=book.price_cents,
    )


def _put_back(session: Session, lines: Sequence[OrderLineRow]) -> None:
    """Books that left the catalogue meanwhile stay away, and no shelf holds more than the contract allows."""
    for line in lines:
        book = session.get(BookRow, line.book_id)
        if book is not None:
            book.stock = min(book.stock + line.quantity, _MAX_STOCK)


def _model(row: OrderRow) -> models.Order:
    return models.Order(
        id=row.id,
        status=OrderStatus(row.status),
        contactEmail=row.contact_email,
        lines=[_line_model(line) for line in row.lines],
        totalCents=sum(line.quantity * line.unit_price_cents for line in row.lines),
        payment=_PAYMENT.validate_python(row.payment),
        note=row.note,
        placedAt=row.placed_at,
        cancelledAt=row.cancelled_at,
    )


def _line_model(row: OrderLineRow) -> models.OrderLine:
    return models.OrderLine(
        bookId=row.book_id,
        title=row.title,
        quantity=row.quantity,
        unitPriceCents=row.unit_price_cents,
    )
