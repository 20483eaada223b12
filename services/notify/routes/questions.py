"""Questions for staff (/desk/questions, /v1/questions) and the reader's "not right?" page.

In: forms of signed-in staff, a reader's button. Out: pages; every POST is one action in one transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from aiohttp import web

from services.notify.actions.accept_answer import accept_answer
from services.notify.actions.close_question import close_question
from services.notify.actions.correct_answer import correct_answer
from services.notify.actions.doubt_answer import doubt_answer
from services.notify.actions.gather_matter import find_comment_matter
from services.notify.actions.route_question import route_question
from services.notify.actions.settle_proposal import settle_proposal
from services.notify.actions.take_expert_reply import take_expert_reply
from services.notify.actions.withdraw_answer import withdraw_answer
from services.notify.domain import ReplyMail
from services.notify.routes.desk_room import DeskRoom
from services.notify.routes.not_right import doubt_page, doubted_page
from services.notify.routes.views import WaitingQuestion, WaitingQuestions
from services.notify.store import archive, questions
from services.notify.store.statements import SQL
from shared import desk, web as door
from shared.clock import Clock
from shared.desk import later
from shared.errors import Conflict, NotFound
from shared.ids import uuid7
from shared.postgres import Database, Row, Transaction
from shared.staff import Staff

MOST = 200
ANSWERS = ("owner", "editor", "expert")
DECIDES = ("owner", "editor")
SEES = ("owner", "editor", "moderator", "expert")


def routes(db: Database, clock: Clock, staff_key: str, public_url: str) -> list[web.RouteDef]:
    """The table."""
    pages = Questions(db=db, clock=clock, staff_key=staff_key, public_url=public_url)
    return [
        web.get("/desk/questions", pages.list),
        web.get("/desk/questions/{id}", pages.show),
        web.post("/desk/questions/{id}/answer", pages.answer),
        web.post("/desk/questions/{id}/change", pages.change),
        web.get("/v1/questions", pages.waiting),
        web.get("/mail/not-right/{answer}", pages.doubt),
        web.post("/mail/not-right/{answer}", pages.doubted),
    ]


class Questions(DeskRoom):
    """The pages, and the list as JSON."""

    async def list(self, request: web.Request) -> web.Response:
        """Waiting questions by age, or answered ones, the doubted first."""
        staff, site = self.who(request, *SEES)
        answered = request.query.get("tab") == "answered"
        query = "list_answered_questions" if answered else "list_waiting_questions"
        rows = await questions.rows(self.db, query, site, MOST)
        if answered:
            rows = sorted(rows, key=lambda row: not row["doubted"])
        score = await self.db.fetch_row(SQL.find_shadow, site)
        known = await questions.find_site(self.db, site)
        return desk.page(
            request,
            "questions.html",
            staff,
            site=site,
            rows=rows,
            answered=answered,
            score=score,
            shadow=known.shadow if known else True,
            now=self.clock.now(),
        )

    async def show(self, request: web.Request) -> web.Response:
        """One question with everything that spoke for and against an answer."""
        staff = self.staff(request)
        row = await self._question(request, staff, *SEES)
        answers = await questions.rows(self.db, "list_answers", row["id"])
        asked_about = await find_comment_matter(self.db, row["comment"], self.public_url)
        return desk.page(
            request,
            "question.html",
            staff,
            site=row["site"],
            row=row,
            picture=asked_about.picture if asked_about else None,
            evidence=questions.listed(row, "evidence"),
            vetoes=questions.listed(row, "vetoes"),
            candidates=questions.listed(row, "candidates"),
            answers=answers,
            notes=await questions.rows(self.db, "list_question_notes", row["id"]),
            asked=await questions.list_asked(self.db, row["id"]),
            labels=await self._labels(row, answers),
        )

    async def answer(self, request: web.Request) -> web.Response:
        """An answer written at the desk, or a candidate chosen there, as if it had come by mail."""
        staff = self.staff(request)
        row = await self._question(request, staff, *ANSWERS)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        now = self.clock.now()
        mail = ReplyMail(
            question=row["id"],
            moderator=UUID(staff.id),
            name=staff.name,
            command=form.text("candidate"),
            text=form.text("text"),
            received_at=now,
            raw=uuid7(),
        )
        async with self.db.transaction() as tx:
            outcome = await take_expert_reply(tx, mail, now=now)
        words = {
            "answered": later("The answer is on its way to the page."),
            "added": later("Somebody answered first; yours is kept as an addition."),
            "empty": later("Write an answer first."),
            "closed": later("This question is closed."),
        }
        said = words.get(outcome, later("Nothing was published."))
        kind = "done" if outcome in ("answered", "added") else "fault"
        return desk.say_there(request, staff, f"/desk/questions/{row['id']}", said, kind)

    async def change(self, request: web.Request) -> web.Response:
        """Everything else that may be done with a question: one named thing a form."""
        staff = self.staff(request)
        row = await self._question(request, staff, *DECIDES)
        form = await desk.fields(request)
        desk.refuse_forgery(request, form, staff)
        now, what = self.clock.now(), form.text("what")
        answers = form.ids("answer")
        async with self.db.transaction() as tx:
            if what == "close":
                await close_question(tx, row["id"], actor_name=staff.name, now=now)
            elif what == "ask":
                if not await route_question(tx, row["id"], now=now):
                    raise Conflict("Everybody on this site was asked already.")
            elif answers:
                await _change_answer(tx, answers[0], what=what, form=form, staff=staff, now=now)
            else:
                raise NotFound("There is no such change.")
        return desk.say_there(request, staff, f"/desk/questions/{row['id']}", desk.later("Done."))

    async def waiting(self, request: web.Request) -> web.Response:
        """The unanswered list as JSON."""
        _, site = self.who(request, *SEES)
        rows = await questions.rows(self.db, "list_waiting_questions", site, MOST)
        now = self.clock.now()
        waiting = [
            WaitingQuestion(
                id=row["id"],
                comment=row["comment"],
                kind=row["kind"],
                state=row["state"],
                text=row["text"],
                page_url=row["page_url"],
                asked_at=row["asked_at"],
                age_hours=round((now - row["asked_at"]).total_seconds() / 3600, 1),
                experts=row["experts"] or "",
            )
            for row in rows
        ]
        return door.json(WaitingQuestions(questions=waiting))

    async def doubt(self, request: web.Request) -> web.Response:
        """The page where a reader says that an answer isn't right; opening it changes nothing."""
        row = await self.db.fetch_row(SQL.find_answer, _id(request.match_info["answer"]))
        if row is None or row["state"] not in ("live", "accepted"):
            raise NotFound("This answer isn't published any more.")
        return doubt_page(row, self.public_url)

    async def doubted(self, request: web.Request) -> web.Response:
        """The reader's button."""
        form = await desk.fields(request)
        answer = _id(request.match_info["answer"])
        async with self.db.transaction() as tx:
            await doubt_answer(tx, answer, words=form.text("reason"), now=self.clock.now())
            row = await tx.fetch_row(SQL.find_answer, answer)
        return doubted_page(row, self.public_url)

    async def _question(self, request: web.Request, staff: Staff, *roles: str) -> Row:
        row = await questions.find_question(self.db, _id(request.match_info["id"]))
        if row is None or not staff.may(row["site"], *roles):
            raise NotFound("There is no such question.")
        return row

    async def _labels(self, row: Row, answers: Sequence[Row]) -> dict[str, str]:
        refs = {ref for answer in answers for ref in answer["entries"]}
        found = await archive.find_entries(self.db, row["site"], refs)
        return {entry.ref: archive.label(entry) for entry in found}


async def _change_answer(
    tx: Transaction, answer: UUID, *, what: str, form: desk.Fields, staff: Staff, now: datetime
) -> None:
    if what == "withdraw":
        await withdraw_answer(tx, answer, actor_name=staff.name, now=now, reason=form.text("reason"))
    elif what == "correct":
        text, entry = form.text("text"), form.text("entry")
        await correct_answer(tx, answer, actor_name=staff.name, now=now, text=text, entry=entry)
    elif what == "accept":
        await accept_answer(tx, answer, actor_name=staff.name, now=now)
    elif what in ("confirm", "refuse"):
        await settle_proposal(tx, answer, right=what == "confirm", actor_name=staff.name, now=now)
    else:
        raise NotFound("There is no such change.")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such page.") from error
