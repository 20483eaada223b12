"""Readers under load: they post, edit, ask and upload over HTTP, and try again until they are answered.

In: the addresses of the doors. Out: the ledger's accepted ids. A repeat carries the same Idempotency-Key.
"""

import asyncio
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from PIL import Image

from dev.chaos.ledger import Ledger

ORIGIN = "http://chaos.example"
TRIES = 400
PAUSE = 0.2
EDITABLE = 100


@dataclass(slots=True)
class Readers:
    """A crowd. `comments` and `images` are the doors of the two of each; one is taken in turn."""

    comments: Sequence[str]
    images: Sequence[str]
    ledger: Ledger
    seed: int
    http: aiohttp.ClientSession
    threads: int = 40
    editing: list[tuple[str, str]] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    _turn: int = 0

    async def act(self, number: int) -> None:
        """Do the n-th thing; which one depends on the seed and the number alone."""
        choose = random.Random(self.seed * 1_000_003 + number)
        chance = choose.random()
        if chance < 0.55:
            await self._post(number, choose, site="chaos-open")
        elif chance < 0.75:
            await self._post(number, choose, site="chaos-held")
        elif chance < 0.85:
            await self._ask_archive(number, choose)
        elif chance < 0.87:
            await self._ask_expert(number, choose)
        elif chance < 0.90:
            await self._upload(number, choose)
        else:
            await self._edit(number)

    async def _post(self, number: int, choose: random.Random, *, site: str) -> None:
        text = f"Remark {number}: the road from Brescia was {choose.choice(['dry', 'wet', 'long', 'loud'])} that day."
        answer = await self._submit(number, choose, site=site, text=text)
        comment = str(answer["comment"]["id"])
        (self.ledger.published if site == "chaos-open" else self.ledger.held)[comment] = text
        if site == "chaos-open":
            self.editing.append((comment, str(answer["edit_key"])))

    async def _ask_archive(self, number: int, choose: random.Random) -> None:
        plate = f"MI {choose.randrange(10, 99)} {choose.randrange(1, 40):04}"
        known = f"BS {1000 + choose.randrange(1, 50)}"
        certain = choose.random() < 0.7
        text = f"What car is that, plate {known if certain else plate}? (asked {number})"
        answer = await self._submit(number, choose, site="chaos-open", text=text)
        comment = str(answer["comment"]["id"])
        self.ledger.published[comment] = text
        (self.ledger.certain if certain else self.ledger.asked).add(comment)

    async def _ask_expert(self, number: int, choose: random.Random) -> None:
        text = f"Does anybody know what that lovely old coupé behind the barrier is? (asked {number})"
        answer = await self._submit(number, choose, site="chaos-open", text=text)
        comment = str(answer["comment"]["id"])
        self.ledger.published[comment] = text
        self.ledger.asked.add(comment)

    async def _submit(self, number: int, choose: random.Random, *, site: str, text: str) -> dict[str, Any]:
        page = choose.randrange(self.threads)
        body = {
            "site": site,
            "url": f"{ORIGIN}/{site}/{page}",
            "title": f"Page {page}",
            "name": f"Reader {number}",
            "email": f"reader{number}@readers.example",
            "body": text,
            "form_token": await self._form(site),
        }
        headers = {"Idempotency-Key": f"chaos-{self.seed}-{number}"}
        return await self._until_answered("POST", self.comments, "/v1/comments", json=body, headers=headers)

    async def _form(self, site: str) -> str:
        if site not in self.forms:
            answer = await self._until_answered("GET", self.comments, f"/v1/form?site={site}")
            self.forms[site] = str(answer["token"])
        return self.forms[site]

    async def _edit(self, number: int) -> None:
        if not self.editing:
            return
        del self.editing[:-EDITABLE]  # an old one can't be edited any more
        comment, key = self.editing.pop(number % len(self.editing))
        text = f"{self.ledger.published[comment]} (edited {number})"
        headers = {"Edit-Key": key}
        await self._until_answered(
            "PATCH", self.comments, f"/v1/comments/{comment}", json={"body": text}, headers=headers
        )
        self.ledger.published[comment] = text

    async def _upload(self, number: int, choose: random.Random) -> None:
        colour = (choose.randrange(256), choose.randrange(256), number % 256)
        picture = io.BytesIO()
        Image.new("RGB", (choose.randrange(330, 700), 420), colour).save(picture, "JPEG")
        raw = picture.getvalue()
        network = {"X-Forwarded-For": f"198.{number % 250}.{number // 250}.1"}  # limits are per network
        for _ in range(TRIES):
            form = aiohttp.FormData()
            form.add_field("file", raw, filename=f"car-{number}.jpg", content_type="image/jpeg")
            answer = await self._try(
                "POST", self.images, "/v1/pictures?site=chaos-open&owner=comment", data=form, headers=network
            )
            if answer is not None:
                self.ledger.pictures.add(str(answer["id"]))
                return
        raise TimeoutError(f"upload {number} was never answered")

    async def _until_answered(self, method: str, doors: Sequence[str], path: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - aiohttp's own
        for _ in range(TRIES):
            answer = await self._try(method, doors, path, **request)
            if answer is not None:
                return answer
        raise TimeoutError(f"{method} {path} was never answered")

    async def _try(self, method: str, doors: Sequence[str], path: str, **request: Any) -> dict[str, Any] | None:  # noqa: ANN401
        """One attempt at the next door: the answer, or None when it is worth another. Raises for a refusal."""
        self._turn += 1
        door = doors[self._turn % len(doors)]
        try:
            async with self.http.request(method, f"{door}{path}", **request) as response:
                if response.status < 300:
                    answer: dict[str, Any] = await response.json(content_type=None)
                    return answer
                said = await response.text()
                self.ledger.trouble[f"HTTP {response.status}"] += 1
                if response.status not in {409, 429, 500, 502, 503, 504}:
                    raise ValueError(f"{method} {path}: {response.status} {said[:300]}")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.ledger.trouble[error.__class__.__name__] += 1
        await asyncio.sleep(PAUSE)
        return None
