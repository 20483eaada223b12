"""What every page of notify's at the desk stands on: who is asking, and for which site.

In: the assertion that the edge passes on. Out: the member of staff and the chosen site, or Unauthorised, Forbidden.
"""

from dataclasses import dataclass

from aiohttp import web

from shared import desk
from shared.clock import Clock
from shared.postgres import Database
from shared.staff import HEADER, Staff, verify


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRoom:
    """What the pages need."""

    db: Database
    clock: Clock
    staff_key: str
    public_url: str

    def staff(self, request: web.Request) -> Staff:
        """Who is asking. Raises Unauthorised."""
        return verify(self.staff_key, request.headers.get(HEADER, ""), self.clock.now())

    def who(self, request: web.Request, *roles: str) -> tuple[Staff, str]:
        """Who is asking, and for which site one of these roles is theirs. Raises Unauthorised, Forbidden."""
        staff = self.staff(request)
        return staff, desk.chosen_site(request, staff, *roles)
