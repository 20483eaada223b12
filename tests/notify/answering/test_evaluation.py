"""Our own evaluation, over the ordinary import and the ordinary code: precision first."""

import json
from typing import Any

from bench import answers as bench
from bench._answer_figures import figures
from services.notify.actions.import_archive import import_archive
from services.notify.store.people import keep_site
from shared.events import SiteChanged


async def test_no_published_answer_is_wrong_and_the_goals_are_met_on_the_held_part(notify_db: Any) -> None:
    async with notify_db.transaction() as tx:
        await keep_site(
            tx, SiteChanged(site=bench.SITE, name="Bench", origins=(), settings={"shadow": False}, version=1)
        )
    for kind, name in bench.TABLES:
        with (bench.OWN / name).open(encoding="utf-8", newline="") as source:
            report = await import_archive(notify_db, source, site=bench.SITE, kind=kind)
            assert report.faults == []
    for part in ("development", "held"):
        lines = [json.loads(line) for line in (bench.OWN / f"{part}.jsonl").read_text().splitlines()]
        counted = figures([await bench.ask(notify_db, line) for line in lines])
        assert counted.wrong == 0
        assert (counted.coverage or 0) >= 0.9
        assert (counted.recall or 0) >= 0.95
        assert (counted.false_questions or 0) * 60 <= (counted.no_questions or 0)
