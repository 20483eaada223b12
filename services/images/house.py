"""What a service process and an admin command both stand on, built once from the settings.

In: `Config`. Out: `House`: database, store, darkroom and the actions.
"""

from dataclasses import dataclass
from pathlib import Path

from services.images.actions.arrange_gallery import ArrangeGallery
from services.images.actions.caption_gallery import CaptionGallery
from services.images.actions.check_lock import check_lock
from services.images.actions.check_store import CheckStore
from services.images.actions.describe_picture import DescribePicture
from services.images.actions.discard_picture import DiscardPicture
from services.images.actions.do_job import DoJob
from services.images.actions.expire_uploads import ExpireUploads
from services.images.actions.import_gallery import ImportGallery
from services.images.actions.limit_uploads import LimitUploads
from services.images.actions.prune_renditions import PruneRenditions
from services.images.actions.publish_picture import PublishPicture
from services.images.actions.receive_picture import ReceivePicture
from services.images.actions.render_picture import RenderPicture
from services.images.actions.rerender_pictures import RerenderPictures
from services.images.actions.resume_upload import ResumeUpload
from services.images.actions.withdraw_picture import WithdrawPicture
from services.images.blobs.folder import Folder
from services.images.blobs.shelf import Blobs
from services.images.config import Config
from services.images.links import HeldLinks
from services.images.rendering.darkroom.client import Darkroom
from services.images.rendering.order import Limits
from services.images.staging import Staging
from shared import rehearsal
from shared.clock import Clock, SystemClock
from shared.postgres import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts that everything else is made of, and the actions made of them."""

    config: Config
    database: Database
    blobs: Blobs
    staging: Staging
    darkroom: Darkroom
    clock: Clock
    links: HeldLinks

    @classmethod
    async def build(cls, config: Config, *, clock: Clock | None = None, dry_run: bool = False) -> "House":
        """Open the database and the store, and see that a child can be locked. Raises Unavailable, ConfigError.

        In a dry run the database keeps nothing; then the settings name a store that may go, too.
        """
        blobs = store_of(config)
        staging = Staging(config.staging)
        staging.prepare()
        darkroom = Darkroom(allow_unlocked=config.allow_unlocked)
        await check_lock(darkroom)
        url, size = config.common.database_url, config.common.database_connections
        database = await rehearsal.opened(url, application="images", size=size, dry_run=dry_run)
        return cls(
            config=config,
            database=database,
            blobs=blobs,
            staging=staging,
            darkroom=darkroom,
            clock=clock or SystemClock(),
            links=HeldLinks(config.held_key),
        )

    @property
    def receive(self) -> ReceivePicture:
        """Takes originals in."""
        return ReceivePicture(
            database=self.database,
            blobs=self.blobs,
            darkroom=self.darkroom,
            clock=self.clock,
            gallery_limits=Limits(megapixels=self.config.gallery_megapixels),
            reader_limits=Limits(megapixels=self.config.reader_megapixels),
        )

    @property
    def bring(self) -> ImportGallery:
        """Brings whole galleries in."""
        return ImportGallery(database=self.database, receive=self.receive, staging=self.staging, clock=self.clock)

    @property
    def resume(self) -> ResumeUpload:
        """Takes big files in parts."""
        return ResumeUpload(
            database=self.database,
            staging=self.staging,
            receive=self.receive,
            bring=self.bring,
            clock=self.clock,
            gallery_bytes=self.config.gallery_bytes,
        )

    @property
    def limit(self) -> LimitUploads:
        """Counts uploads by network."""
        return LimitUploads(
            database=self.database, clock=self.clock, key=self.config.held_key, most=self.config.reader_uploads
        )

    @property
    def arrange(self) -> ArrangeGallery:
        """Orders a gallery."""
        return ArrangeGallery(database=self.database)

    @property
    def describe(self) -> DescribePicture:
        """Changes a picture's words."""
        return DescribePicture(database=self.database, clock=self.clock, links=self.links)

    @property
    def caption(self) -> CaptionGallery:
        """Gives words and order by a table."""
        return CaptionGallery(database=self.database, clock=self.clock, links=self.links)

    @property
    def withdraw(self) -> WithdrawPicture:
        """Takes a picture out of its gallery."""
        return WithdrawPicture(database=self.database, clock=self.clock)

    @property
    def rerender(self) -> RerenderPictures:
        """Renders anew."""
        return RerenderPictures(database=self.database, clock=self.clock)

    @property
    def check(self) -> CheckStore:
        """Compares rows and files."""
        return CheckStore(database=self.database, blobs=self.blobs, clock=self.clock)

    @property
    def expire(self) -> ExpireUploads:
        """Takes away what nobody took."""
        return ExpireUploads(
            database=self.database, staging=self.staging, clock=self.clock, unused_hours=self.config.unused_hours
        )

    @property
    def prune(self) -> PruneRenditions:
        """Takes away what newer renditions have taken the place of."""
        days = self.config.keep_superseded_days
        return PruneRenditions(database=self.database, blobs=self.blobs, clock=self.clock, keep_days=days)

    def do_job(self) -> DoJob:
        """What the workers do."""
        return DoJob(
            database=self.database,
            clock=self.clock,
            render=RenderPicture(
                database=self.database,
                blobs=self.blobs,
                darkroom=self.darkroom,
                clock=self.clock,
                links=self.links,
                gallery_limits=Limits(megapixels=self.config.gallery_megapixels),
                reader_limits=Limits(megapixels=self.config.reader_megapixels),
            ),
            publish=PublishPicture(database=self.database, blobs=self.blobs, clock=self.clock, links=self.links),
            discard=DiscardPicture(database=self.database, blobs=self.blobs, clock=self.clock),
            prune=self.prune,
        )

    async def close(self) -> None:
        """End the darkroom, close the database."""
        self.darkroom.close()
        await self.database.close()


def store_of(config: Config) -> Blobs:
    """The store that the settings name. Raises Unavailable for a folder that can't be made."""
    if config.store.startswith("s3://"):
        from services.images.blobs.bucket import Bucket  # noqa: PLC0415 - 2 MB, for whoever has a bucket

        return Bucket(config.store, endpoint=config.s3_endpoint, staging=config.staging)
    folder = Folder(Path(config.store))
    folder.prepare()
    return folder
