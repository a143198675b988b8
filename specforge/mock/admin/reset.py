"""``POST /__specforge/reset``: the mock is as it was when it began."""

from __future__ import annotations

from specforge.mock.admin import DESK, Mocked
from specforge.mock.admin.asked import method_of
from specforge.mock.message import Reply, Request, reply


@DESK.add("reset")
def reset(mocked: Mocked, request: Request, rest: str) -> Reply:
    """Forgets what was asked so far, and what clients created, changed and deleted: the state is its seeds again.
    Faults that were planned at the desk stay."""
    method_of(request, "POST")
    if mocked.pipeline.state is not None:
        mocked.pipeline.state.store.clear()
    mocked.reset()
    return reply(204, [])
