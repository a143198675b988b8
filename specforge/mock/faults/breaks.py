"""What can happen to a reply on its way, for the stages that want it to."""

from __future__ import annotations

from dataclasses import replace

from specforge.mock.delivery import Delivery, End
from specforge.mock.faults.schema import SECONDS
from specforge.mock.message import Reply
from specforge.mock.prefer import Way

_WHOLE = Delivery()
# Whatever is asked for: a connection is not held longer.
_LONGEST = 3600.0


def late(reply: Reply, seconds: float) -> Reply:
    """The same reply, so much later."""
    delivery = reply.delivery or _WHOLE
    return replace(reply, delivery=replace(delivery, delay=delivery.delay + min(seconds, _LONGEST)))


def broken(reply: Reply, kind: str, seconds: float) -> Reply:
    """The reply as it comes when this kind of fault (see ``schema.KINDS``) happens."""
    if kind == "malformed":
        return _malformed(reply)
    seconds = min(seconds, _LONGEST)
    delay = reply.delivery.delay if reply.delivery is not None else 0.0
    return replace(reply, delivery=replace(_delivery(kind, seconds), delay=delay))


def on_its_way(reply: Reply, way: Way) -> Reply:
    """The reply as a client wants it to come."""
    if way.delay:
        reply = late(reply, way.delay)
    return broken(reply, way.fault, SECONDS) if way.fault is not None else reply


def _delivery(kind: str, seconds: float) -> Delivery:
    match kind:
        case "reset":
            return Delivery(has_head=False, end=End.RESET)
        case "empty":
            return Delivery(has_head=False, end=End.CLOSE)
        case "truncated":
            return Delivery(share=0.5, end=End.CLOSE)
        case "stalled":
            return Delivery(share=0.5, silence=seconds, end=End.CLOSE)
    return Delivery(pace=seconds)


def _malformed(reply: Reply) -> Reply:
    """A whole message whose body is cut off and followed by what is neither text nor JSON; an empty one stays."""
    if not reply.body:
        return reply
    body = reply.body[: len(reply.body) // 2] + b"\xff\x00<"
    return replace(reply, body=body).with_headers((b"content-length", b"%d" % len(body)))
