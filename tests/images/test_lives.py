"""A picture's life beside its comment, its site and its store: shown, hidden, erased, repaired, rendered anew."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from services.images.actions.erase_subject import EraseSubject
from services.images.actions.expire_uploads import KEEP_PARTS
from services.images.actions.follow_comments import FollowComments
from services.images.actions.keep_site import keep_site
from services.images.domain import Picture, State, Words, original_key, rendition_key
from services.images.house import House
from services.images.rendering.recipe import MAIL_BYTES
from services.images.store import galleries, parts, pictures as pictures_store, sites
from shared import events
from shared.clock import SystemClock
from tests.images import drawing
from tests.images.conftest import SITE, keep_site as keep_settings, outbox, work_off
from tests.images.test_faults import now, send
from tests.images.test_import import bring
from tests.support.clock import FakeClock

STAFF = events.Actor(kind="staff", name="Anna", via="desk")


def comment(*attachments: str, id: UUID | None = None, **more: object) -> events.Comment:
    return msgspec.structs.replace(
        events.Comment(
            id=id or uuid4(),
            site=SITE,
            thread=uuid4(),
            page_url="http://127.0.0.1:8090/",
            page_title="Mille Miglia",
            number=1,
            state="held",
            version=1,
            author=events.Person(name="Ann"),
            text="Look.",
            html="<p>Look.</p>",
            created_at=SystemClock().now(),
            path="/t/1#c-1",
            attachments=attachments,
        ),
        **more,
    )


def following(house: House) -> FollowComments:
    return FollowComments(clock=house.clock, keep_rejected_hours=24)


async def happen(house: House, event: events.Event) -> None:
    follow = following(house)
    async with house.database.transaction() as tx:
        match event:
            case events.CommentHeld():
                await follow.held(tx, event)
            case events.CommentPublished():
                await follow.published(tx, event)
            case events.CommentRejected():
                await follow.rejected(tx, event)
            case events.CommentRemoved():
                await follow.removed(tx, event)


async def found(house: House, id: str) -> Picture:
    picture = await pictures_store.find_picture(house.database, id)
    assert picture is not None
    return picture


async def files(house: House, id: str) -> set[str]:
    return {key.split("/")[0] async for key, _ in house.blobs.keys("") if id in key}


async def test_a_held_comments_picture_becomes_public_only_with_it_and_is_told_again(
    house: House, pictures: drawing.Pictures
) -> None:
    id = await send(house, pictures.jpeg())
    await work_off(house)
    told = comment(id)
    await happen(house, events.CommentHeld(comment=told))
    await work_off(house)
    assert await files(house, id) == {"original", "held"}
    await happen(house, events.CommentPublished(comment=told))
    await work_off(house)
    assert await files(house, id) == {"original", "public"}
    ready = await outbox(house.database, events.PictureReady)
    assert [(event.held, event.stage) for event in ready] == [(True, "first"), (True, "full"), (False, "full")]
    assert [event.version for event in ready] == sorted({event.version for event in ready})
    assert all(item.path.startswith("/held/") for item in ready[1].renditions)
    assert all(item.path.startswith(f"/pictures/{id}/1-") for item in ready[2].renditions)
    assert ready[2].mail == f"/pictures/{id}/1-mail.jpg"


async def test_a_comment_published_before_its_picture_is_rendered_ends_with_public_files(
    house: House, pictures: drawing.Pictures
) -> None:
    id = await send(house, pictures.jpeg())
    await happen(house, events.CommentPublished(comment=comment(id)))
    await work_off(house)
    assert await files(house, id) == {"original", "public"}
    last = (await outbox(house.database, events.PictureReady))[-1]
    assert (last.held, last.stage) == (False, "full")


async def test_a_rejected_comments_picture_waits_a_day_since_a_rejection_may_be_undone(
    house: House, pictures: drawing.Pictures
) -> None:
    id = await send(house, pictures.jpeg())
    await work_off(house)
    told = comment(id)
    await happen(house, events.CommentRejected(comment=told, decided_by=STAFF))
    await work_off(house)
    assert (await found(house, id)).state is State.READY
    await happen(house, events.CommentPublished(comment=told))
    await now(house)
    await work_off(house)
    assert await files(house, id) == {"original", "public"}
    await happen(house, events.CommentRejected(comment=told, decided_by=STAFF))
    await work_off(house)
    assert (await found(house, id)).state is State.REMOVED
    assert await files(house, id) == set()


async def test_another_comment_cannot_take_or_remove_a_picture_that_has_its_comment(
    house: House, pictures: drawing.Pictures
) -> None:
    id = await send(house, pictures.jpeg())
    mine = comment(id)
    await happen(house, events.CommentPublished(comment=mine))
    await work_off(house)
    thief = comment(id)
    await happen(house, events.CommentHeld(comment=thief))
    await happen(house, events.CommentRemoved(comment=thief, removed_by=STAFF))
    await work_off(house)
    assert (await found(house, id)).comment == mine.id
    assert await files(house, id) == {"original", "public"}
    await happen(house, events.CommentRemoved(comment=mine, removed_by=STAFF))
    await work_off(house)
    assert await files(house, id) == set()


async def test_a_comment_takes_six_pictures_and_no_more(house: House, pictures: drawing.Pictures) -> None:
    ids = [await send(house, pictures.jpeg(width=20, height=20, seed=seed)) for seed in range(7)]
    await happen(house, events.CommentHeld(comment=comment(*ids)))
    assert [bool((await found(house, id)).comment) for id in ids] == [True] * 6 + [False]


async def test_an_unused_attachment_and_half_an_upload_are_gone_after_their_time(
    house: House, pictures: drawing.Pictures, clock: FakeClock
) -> None:
    taken = await send(house, pictures.jpeg(seed=1))
    unused = await send(house, pictures.jpeg(seed=2))
    await happen(house, events.CommentHeld(comment=comment(taken)))
    await bring(house, pictures.folder)
    half = await house.resume.begin(site=SITE, gallery="mm2012", name="x.jpg", size=10, words=Words(), uploader="anna")
    clock.time = SystemClock().now() + timedelta(hours=23)
    expire = type(house.expire)(database=house.database, staging=house.staging, clock=clock, unused_hours=24)
    assert await expire.now() == 0
    clock.advance(hours=2)
    assert await expire.now() == 1
    assert (await found(house, unused)).state is State.REMOVED
    assert (await found(house, taken)).state is State.WAITING
    clock.time += KEEP_PARTS
    await expire.now()
    assert await parts.find_upload(house.database, half.id) is None
    assert house.staging.arrived(half.id) is None


async def test_an_erased_persons_pictures_go_and_a_gallery_stays(house: House, pictures: drawing.Pictures) -> None:
    by_list = await send(house, pictures.jpeg(seed=1))
    by_comment = await send(house, pictures.jpeg(seed=2))
    told = comment(by_comment)
    await happen(house, events.CommentPublished(comment=told))
    await bring(house, pictures.folder)
    gallery = (await galleries.pictures(house.database, SITE, "mm2012"))[0].id
    wanted = events.SubjectEraseRequested(
        request=uuid4(),
        site=SITE,
        digest="0" * 64,
        requested_at=SystemClock().now(),
        requested_by="comments",
        comments=(told.id,),
        attachments=(by_list, gallery, "../x"),
    )
    async with house.database.transaction() as tx:
        await EraseSubject(clock=house.clock).everywhere(tx, wanted)
    await work_off(house)
    done = (await outbox(house.database, events.SubjectErased))[0]
    assert (done.request, done.service, done.counts) == (wanted.request, "images", {"pictures": 2})
    assert await files(house, by_list) | await files(house, by_comment) == set()
    assert (await found(house, gallery)).state is State.READY


async def test_a_spot_on_a_gallerys_picture_is_drawn_for_mails_once(house: House, pictures: drawing.Pictures) -> None:
    pictures.jpeg(width=800, height=600)
    await bring(house, pictures.folder)
    await work_off(house)
    picture = (await galleries.pictures(house.database, SITE, "mm2012"))[0]
    region = events.Region(x=0.4, y=0.25)
    for id in (picture.id, ""):
        reference = events.PictureReference(gallery="mm2012", number=1, picture=id, region=region)
        await happen(house, events.CommentHeld(comment=comment(picture=reference)))
    assert await work_off(house) == 1
    content = await house.blobs.read(rendition_key(picture.id, "1-mail-400-250-0-0.jpg", held=False))
    assert len(content) <= MAIL_BYTES
    shown = await pictures_store.renditions(house.database, picture.id)
    assert sum(item.name == "mail-400-250-0-0.jpg" for item in shown) == 1


async def test_the_checker_repairs_what_is_missing_and_deletes_what_nobody_knows(
    house: House, pictures: drawing.Pictures
) -> None:
    pictures.jpeg(width=400, height=300)
    await bring(house, pictures.folder)
    await work_off(house)
    assert (await house.check.run()).clean
    picture = (await galleries.pictures(house.database, SITE, "mm2012"))[0]
    lost = rendition_key(picture.id, "1-320.avif", held=False)
    cut = rendition_key(picture.id, "1-320.jpg", held=False)
    await house.blobs.delete(lost)
    whole = await house.blobs.read(cut)
    await house.blobs.put(cut, whole[:100])
    await house.blobs.put("original/zz/" + "z" * 26, b"litter")
    findings = await house.check.run(repair=True)
    assert sorted(findings.renditions) == [f"{picture.id}/1-320.avif", f"{picture.id}/1-320.jpg"]
    assert findings.strangers == ["original/zz/" + "z" * 26]
    await work_off(house)
    assert (await house.check.run()).clean
    assert len(await house.blobs.read(cut)) > 1000
    await house.blobs.delete(original_key(picture.id))
    findings = await house.check.run(repair=True)
    assert findings.originals == [picture.id]


async def test_a_sites_recipe_and_formats_are_its_own_and_old_files_stay(
    house: House, pictures: drawing.Pictures
) -> None:
    pictures.jpeg(width=1000, height=700)
    await bring(house, pictures.folder)
    await work_off(house)
    picture = (await galleries.pictures(house.database, SITE, "mm2012"))[0]
    before = {item.file for item in await pictures_store.renditions(house.database, picture.id)}
    assert not any(file.endswith(".webp") for file in before)
    await keep_settings(house.database, renditions_webp=True)
    assert await house.rerender.of(SITE) == 1
    await work_off(house)
    webp = {item.file for item in await pictures_store.renditions(house.database, picture.id)} - before
    assert webp == {"1-320.webp", "1-800.webp", "1-1600.webp"}
    await keep_settings(house.database, renditions_webp=True, renditions_recipe=2)
    await house.rerender.of(SITE, "mm2012")
    await work_off(house)
    after = {item.file for item in await pictures_store.renditions(house.database, picture.id)}
    assert before | webp < after
    assert {"2-320.avif", "2-800.avif", "2-1600.avif"} < after
    shown = (await galleries.renditions(house.database, SITE, "mm2012"))[picture.id]
    assert {item.recipe for item in shown} == {2}
    for item in await pictures_store.renditions(house.database, picture.id):
        assert await house.blobs.read(rendition_key(picture.id, item.file, held=False))


async def test_rendering_again_changes_no_byte_and_no_row(house: House, pictures: drawing.Pictures) -> None:
    pictures.jpeg(width=400, height=300)
    await bring(house, pictures.folder)
    await work_off(house)
    picture = (await galleries.pictures(house.database, SITE, "mm2012"))[0]
    before = await pictures_store.renditions(house.database, picture.id)
    await house.rerender.of(SITE)
    await work_off(house)
    assert await pictures_store.renditions(house.database, picture.id) == before
    uploaded = events.PictureUploaded(picture=picture.id, site=SITE, owner="gallery")
    async with house.database.transaction() as tx:
        await tx.emit(uploaded)
    assert await work_off(house) == 0


async def test_all_first_looks_of_a_gallery_come_before_any_full_set(house: House, pictures: drawing.Pictures) -> None:
    for seed in range(5):
        pictures.jpeg(f"{seed}.jpg", width=60, height=40, seed=seed)
    await bring(house, pictures.folder)
    await work_off(house)
    stages = [event.stage for event in await outbox(house.database, events.PictureReady)]
    assert stages == ["first"] * 5 + ["full"] * 5
    numbers = [event.number for event in await outbox(house.database, events.PictureReady)]
    assert sorted(numbers[5:]) == [1, 2, 3, 4, 5]


async def test_a_readers_picture_is_whole_before_a_gallery_that_came_earlier(
    house: House, pictures: drawing.Pictures
) -> None:
    for seed in range(3):
        pictures.jpeg(f"{seed}.jpg", width=60, height=40, seed=seed)
    await bring(house, pictures.folder)
    await send(house, pictures.jpeg("mine.jpg", width=60, height=40, seed=9))
    await work_off(house)
    whole = [event.owner for event in await outbox(house.database, events.PictureReady) if event.stage == "full"]
    assert whole == ["comment", "gallery", "gallery", "gallery"]


async def test_a_sites_older_event_does_not_undo_a_newer_one(house: House) -> None:
    for version, webp in ((7, True), (6, False)):
        event = events.SiteChanged(
            site="other", name="Other", origins=(), settings={"renditions_webp": webp}, version=version
        )
        async with house.database.transaction() as tx:
            await keep_site(tx, event)
    assert await sites.site_settings(house.database, "other") == {"renditions_webp": True}


async def test_copyright_is_kept_in_a_gallery_and_not_in_an_attachment(
    house: House, pictures: drawing.Pictures
) -> None:
    path = pictures.telling()
    await bring(house, pictures.folder)
    attachment = await send(house, path)
    await work_off(house)
    picture = (await galleries.pictures(house.database, SITE, "mm2012"))[0]
    editors = await house.blobs.read(rendition_key(picture.id, "1-320.jpg", held=False))
    readers = await house.blobs.read(rendition_key(attachment, "1-320.jpg", held=True))
    assert b"Copyright Ann" in editors
    assert b"Ann" not in readers
    assert drawing.CANARY.encode() not in editors + readers


async def test_every_query_of_the_store_is_one_that_postgres_accepts(house: House) -> None:
    from services.images.store.rows import SQL

    async with house.database.dedicated() as connection:
        for name, text in SQL:
            try:
                await connection.prepare(text)
            except Exception as error:  # noqa: BLE001 - the message names the query
                pytest.fail(f"{name}: {error}")
