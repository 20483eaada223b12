"""Does what comes at the same moment together: nobody waits for company, and company costs nothing.

In: items of callers that run beside each other. Out: each one's outcome, from one call for all of them.

Whoever comes while nothing is under way starts at once, with those whose bytes are here too. Who comes meanwhile
waits, and the first of those then does it for all who wait, but for those that clash with one before them: they come
next. A crowd doesn't wait for the call that is under way.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

MOST = 64
CROWD = 24
"""So many who wait begin a second call beside the first: while one commits, the other is made ready."""
PASSES = 2
"""How often the loop goes round before a call begins: who is here already comes along."""


class _Waiting(Generic[Item, Outcome]):
    """One caller's item. Its turn is over with an outcome, or it is its turn to do it for all (None)."""

    def __init__(self, item: Item, keys: set[str]) -> None:
        self.item = item
        self.keys = keys
        self.leads = False
        self.turn: asyncio.Future[tuple[Outcome] | None] = asyncio.get_running_loop().create_future()


class Together(Generic[Item, Outcome]):
    """Gathers items into calls of `do_all`; `clashes` names what two items of one call must not have in common."""

    def __init__(
        self, do_all: Callable[[Sequence[Item]], Awaitable[Sequence[Outcome]]], clashes: Callable[[Item], set[str]]
    ) -> None:
        self._do_all = do_all
        self._clashes = clashes
        self._waiting: deque[_Waiting[Item, Outcome]] = deque()
        self._under_way = 0

    async def do(self, item: Item) -> Outcome:
        """The item's outcome. Raises what `do_all` raises for the call that it was part of."""
        own = _Waiting[Item, Outcome](item, self._clashes(item))
        self._waiting.append(own)
        if self._under_way and not self._second():
            try:
                outcome = await own.turn
            except asyncio.CancelledError:
                self._leave(own)
                raise
            if outcome is not None:
                return outcome[0]
        else:
            own.leads = True
            self._under_way += 1
        return await self._lead(own)

    async def _lead(self, own: _Waiting[Item, Outcome]) -> Outcome:
        """Do it for `own` and all who wait and don't clash, then hand the turn on."""
        company = [own]
        try:
            for _ in range(PASSES):
                await asyncio.sleep(0)
            company = self._company(own)
            outcomes = await self._do_all([one.item for one in company])
        except BaseException as error:
            for one in company:
                if one is not own and not one.turn.done():
                    one.turn.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
            raise
        finally:
            if own in self._waiting:
                self._waiting.remove(own)
            self._hand_on()
        for one, outcome in zip(company, outcomes, strict=True):
            if one is not own and not one.turn.done():
                one.turn.set_result((outcome,))
        return outcomes[company.index(own)]

    def _company(self, own: _Waiting[Item, Outcome]) -> list[_Waiting[Item, Outcome]]:
        self._waiting.remove(own)
        company, taken = [own], set(own.keys)
        left: deque[_Waiting[Item, Outcome]] = deque()
        while self._waiting:
            one = self._waiting.popleft()
            # one whose turn it is already leads a company of its own
            if len(company) < MOST and taken.isdisjoint(one.keys) and not one.leads:
                company.append(one)
                taken |= one.keys
            else:
                left.append(one)
        self._waiting = left
        return company

    def _second(self) -> bool:
        return self._under_way == 1 and len(self._waiting) >= CROWD

    def _hand_on(self) -> None:
        self._under_way -= 1
        if self._under_way and not self._second():
            return  # the other call hands on
        for one in self._waiting:
            if not one.leads and not one.turn.done():
                one.leads = True
                one.turn.set_result(None)
                self._under_way += 1
                return

    def _leave(self, own: _Waiting[Item, Outcome]) -> None:
        """A caller that was cancelled goes; if it was its turn, the next has it."""
        if own in self._waiting:
            self._waiting.remove(own)
        if own.turn.done() and not own.turn.cancelled() and own.turn.exception() is None and own.turn.result() is None:
            self._hand_on()
