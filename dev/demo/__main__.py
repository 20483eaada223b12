"""`python -m dev.demo`: serve the demo site, and fill the installation it stands before; `seed` only fills."""

import asyncio
import logging
import signal
import sys

from aiohttp import web

from dev.demo.seed import seed
from dev.demo.site import Site
from dev.demo.surroundings import Surroundings


async def main(arguments: list[str]) -> None:
    """Serve until told to stop."""
    place = Surroundings.read()
    if arguments == ["seed"]:
        await seed(place, lambda: None)
        return
    site = Site(place)
    runner = web.AppRunner(site.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, place.host, place.port).start()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as tasks:
        filling = tasks.create_task(seed(place, site.ready.set))
        await stop.wait()
        filling.cancel()
    await runner.cleanup()


if __name__ == "__main__":
    logging.basicConfig(
        level=logging.INFO, format='{"event": "%(message)s", "level": "%(levelname)s", "service": "demo"}'
    )
    asyncio.run(main(sys.argv[1:]))
