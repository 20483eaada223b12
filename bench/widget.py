"""Opening 50 comments and scrolling 160 pictures on a slow phone: at a quarter of this machine's speed.

In: PostgreSQL and RabbitMQ as for the tests (`PADDOCK_TEST_…`), Chromium. Out: from the click until 50 comments stand
there, median and 95th percentile in milliseconds; frames dropped and the longest task of a scroll through the gallery;
layout shifts; exit code 1 when the median is above the limit.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench._scrolling import scroll
from dev.surroundings import asked

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.widget.room import Room

LIMIT = 300.0
PICTURES = 160
SCRIPT = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
window.opened = new Promise((done) => {
  addEventListener("click", () => {
    const host = document.querySelector("paddock-comments");
    const start = performance.now();
    const look = () => {
      const items = host.shadowRoot.querySelectorAll("[part~=list] > li").length;
      if (items >= 50) requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
      else setTimeout(look);
    };
    look();
  }, { capture: true, once: true });
});
"""


def main(argv: list[str]) -> int:
    """Measure and print; 1 when the median is above the limit."""
    parser = argparse.ArgumentParser(prog="./paddock bench widget", description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--throttle", type=float, default=4)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    result = asyncio.run(_measure(options.runs, options.throttle))
    if options.json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        sys.stdout.write(
            f"opening 50 comments, {options.throttle:g}x CPU throttle, {options.runs} runs: "
            f"median {result['median']:.0f} ms, p95 {result['p95']:.0f} ms (limit {LIMIT:.0f}), "
            f"layout shift {result['shift']:.3f}\n"
        )
        for rate, found in result["scrolls"].items():
            sys.stdout.write(
                f"scrolling {PICTURES} pictures, {rate}x CPU throttle: {found['frames']:.0f} frames shown, "
                f"{found['dropped']:.0f} dropped, longest task {found['longest']:.0f} ms, "
                f"{found['long']:.0f} over 50 ms, layout shift {found['shift']:.3f}\n"
            )
    return int(result["median"] > LIMIT)


async def _measure(runs: int, throttle: float) -> dict[str, Any]:
    from playwright.async_api import async_playwright  # noqa: PLC0415 - the list of benches needs no browser

    from tests.support import servers as servers_room  # noqa: PLC0415
    from tests.widget.furnishing import furnished  # noqa: PLC0415

    async with servers_room.running() as servers, async_playwright() as playwright:
        with tempfile.TemporaryDirectory() as folder:
            async with furnished(servers, Path(folder), pictures=5) as room:
                url = room.thread_page(count=50)
                for number in range(50):
                    text = (
                        f"Comment {number}: *some* **words**, [a link](https://example.com/{number}) and\n\n> a quote."
                    )
                    await room.post(url, text, f"Reader{number}")
                path = asked("PADDOCK_TEST_CHROMIUM") or shutil.which("chromium")
                browser = await playwright.chromium.launch(executable_path=path)
                times, shifts = [], []
                for _ in range(runs + 1):
                    spent, shift = await _open_once(browser, url, throttle)
                    times.append(spent)
                    shifts.append(shift)
                scrolls = {f"{rate:g}": await _scroll_gallery(browser, room, rate) for rate in (1, throttle)}
                await browser.close()
    times = sorted(times[1:])
    opened = {"median": statistics.median(times), "p95": times[int(len(times) * 0.95) - 1], "shift": max(shifts)}
    return opened | {"scrolls": scrolls}


async def _scroll_gallery(browser: "Browser", room: "Room", throttle: float) -> dict[str, float]:
    page = await browser.new_page(viewport={"width": 360, "height": 740})
    await page.add_init_script(SCRIPT)
    await page.goto(await room.long_gallery(page, PICTURES))
    await page.get_by_role("button", name=f"Open picture 1 of {PICTURES}").wait_for()
    found = await scroll(browser, page, throttle=throttle)
    await page.close()
    return found


async def _open_once(browser: "Browser", url: str, throttle: float) -> tuple[float, float]:
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.add_init_script(SCRIPT)
    await page.goto(url)
    await page.wait_for_load_state("networkidle")
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    await page.get_by_role("button").click()
    spent = await page.evaluate("opened")
    shift = await page.evaluate("shifts")
    await context.close()
    return float(spent), float(shift)
