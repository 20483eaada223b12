"""What the real service is compared with: aiohttp that answers fixed bytes, and one bare INSERT a request.

Run as a program: port, a file with the bytes, a database URL.
"""

import sys
from pathlib import Path

import asyncpg
from aiohttp import web


def main() -> None:
    """Serve until killed."""
    pool: asyncpg.Pool = None  # type: ignore[assignment]
    port, body, url = int(sys.argv[1]), Path(sys.argv[2]).read_bytes(), sys.argv[3]

    async def fixed(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    async def taken(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=201, body=b"{}", content_type="application/json")

    async def insert(request: web.Request) -> web.Response:
        text = await request.text()
        async with pool.acquire() as connection:
            await connection.execute("INSERT INTO bench_note (text) VALUES ($1)", text)
        return web.Response(status=201, body=b"{}", content_type="application/json")

    async def open_pool(_app: web.Application) -> None:
        nonlocal pool
        pool = await asyncpg.create_pool(url, min_size=10, max_size=10)
        await pool.execute("CREATE TABLE IF NOT EXISTS bench_note (id bigserial PRIMARY KEY, text text)")

    app = web.Application()
    app.on_startup.append(open_pool)
    app.router.add_get("/fixed", fixed)
    app.router.add_post("/fixed", taken)
    app.router.add_get("/health/ready", fixed)
    app.router.add_post("/insert", insert)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=lambda *_: None)


if __name__ == "__main__":
    main()
