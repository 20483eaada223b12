"""Scrolls a page from top to bottom and reads from Chromium's own trace what the reader felt.

In: a browser and a page. Out: frames shown and dropped, the longest task of the page's thread in milliseconds, how many
tasks were longer than 50 ms, layout shift.
"""

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from playwright.async_api import Browser, Page

LONG = 50_000
SPEED = 2_400
CATEGORIES = ["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline.frame", "devtools.timeline"]
CATEGORIES += ["disabled-by-default-devtools.timeline.frame", "__metadata"]


async def scroll(browser: "Browser", page: "Page", *, throttle: float) -> dict[str, float]:
    """A finger's long flick through the whole page, at `throttle` times less speed, as Chromium traced it."""
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    height = await page.evaluate("document.documentElement.scrollHeight - innerHeight")
    events = await _traced(
        browser,
        session.send(
            "Input.synthesizeScrollGesture",
            {"x": 200, "y": 300, "yDistance": -height, "speed": SPEED, "gestureSourceType": "mouse"},
        ),
    )
    return _figures(events) | {"shift": await page.evaluate("shifts"), "height": height}


async def _traced(browser: "Browser", gesture: "Awaitable[object]") -> list[dict[str, Any]]:
    session = await browser.new_browser_cdp_session()
    events: list[dict[str, Any]] = []
    ended = asyncio.Event()
    session.on("Tracing.dataCollected", lambda found: events.extend(found["value"]))
    session.on("Tracing.tracingComplete", lambda _: ended.set())
    config = {"includedCategories": CATEGORIES, "excludedCategories": ["*"]}
    await session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
    await gesture
    await session.send("Tracing.end")
    await asyncio.wait_for(ended.wait(), 30)
    await session.detach()
    return events


def _figures(events: list[dict[str, Any]]) -> dict[str, float]:
    threads = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = [one.get("dur", 0) for one in events if one["name"] == "RunTask" and (one["pid"], one["tid"]) in threads]
    frames = [one["args"]["frame_reporter"]["state"] for one in events if _is_frame(one)]
    return {
        "frames": sum(state.startswith("STATE_PRESENTED") for state in frames),
        "dropped": frames.count("STATE_DROPPED"),
        "longest": max(tasks, default=0) / 1000,
        "long": sum(dur > LONG for dur in tasks),
    }


def _is_frame(event: dict[str, Any]) -> bool:
    return event["name"] == "PipelineReporter" and "frame_reporter" in event.get("args", {})
