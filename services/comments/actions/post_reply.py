"""Posts an answer of the archive or of an expert under its question, or replaces the one posted before.

In: `reply.requested`. Out: a published comment with `answers` set; a repeat posts nothing new.
"""

from services.comments import telling
from services.comments.domain import State
from services.comments.replying import compose_reply
from services.comments.shapes import AnswerView
from services.comments.store import answers, comments, posting, threads
from services.comments.store.records import Comment
from services.comments.store.visibility import move_comment
from services.comments.writing import Writing, read_name, read_writing
from shared import logs
from shared.clock import Clock
from shared.codec import encode
from shared.events import Actor, CommentEdited, CommentPublished, ReplyRequested
from shared.postgres import Transaction

log = logs.get("answers")


async def post_reply(tx: Transaction, clock: Clock, event: ReplyRequested) -> None:
    """Post the answer once per version. Nothing is posted under a question that isn't public any more.

    Raises Invalid when the text can't be shown.
    """
    question = await comments.lock_comment(tx, event.comment)
    if question is None or question.site != event.site or question.state != State.PUBLISHED:
        log.warning("question_gone", answer=str(event.answer), comment=str(event.comment))
        return
    if await answers.find_withdrawn(tx, event.answer) >= event.version:
        return
    writing = read_writing(event.text, pointer="/text")
    details = encode(
        AnswerView(
            id=event.answer,
            kind=event.kind,
            evidence=event.evidence,
            source=event.source_name,
            not_right=event.not_right_path,
        )
    ).decode()
    posted = await answers.find_by_answer(tx, event.answer)
    if posted is None:
        await _post(tx, clock, event, question=question, writing=writing, details=details)
    elif (reply := await comments.lock_comment(tx, posted)) and reply.answer_version < event.version:
        await _replace(tx, clock, event, reply=reply, writing=writing, details=details)


async def _post(
    tx: Transaction, clock: Clock, event: ReplyRequested, *, question: Comment, writing: Writing, details: str
) -> None:
    keeping = compose_reply(
        event,
        question=question,
        writing=writing,
        name=read_name(event.author_name, pointer="/author_name"),
        details=details,
        now=clock.now(),
    )
    if not await posting.keep_comments(tx, [keeping], clock.now()):
        log.warning("thread_closed", answer=str(event.answer))
        return
    tx.emitted = True


async def _replace(
    tx: Transaction, clock: Clock, event: ReplyRequested, *, reply: Comment, writing: Writing, details: str
) -> None:
    now = clock.now()
    actor = Actor(kind=event.kind, name=event.author_name, via="api")
    was_public = reply.state == State.PUBLISHED
    await comments.insert_revision(tx, reply, editor=event.author_name, now=now)
    if not was_public:
        reply = await move_comment(tx, reply, State.PUBLISHED, now)
    await comments.set_answer_text(
        tx,
        reply.id,
        text=writing.text,
        body=writing.body,
        html=writing.html,
        version=event.version,
        details=details,
        now=now,
        thread_version=await threads.touch_thread(tx, reply.thread, now),
        author_name=read_name(event.author_name, pointer="/author_name"),
    )
    changed = await comments.lock_comment(tx, reply.id)
    assert changed is not None  # noqa: S101 - it was locked above
    told = telling.tell_comment(changed)
    await tx.emit(
        CommentEdited(comment=told, edited_by=actor) if was_public else CommentPublished(comment=told, decided_by=actor)
    )
