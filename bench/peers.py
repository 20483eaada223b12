"""The same reads and posts of Isso (from PyPI, in an environment of its own, two gunicorn workers) and of us.

In: servers as for the tests; a network for pip, or `--isso FOLDER` with an environment that has isso and gunicorn.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import aiohttp

from bench import _load, _stage
from bench._contest import Contest, play, tell
from dev.surroundings import inherited
from tests.support import servers as servers_room
from tests.support.stack import Process, port

GOALS = {"read of 100": 500, "read of 3": 100, "mix 95/5": 80, "post": 8}
THREADS, EACH = 200, 5
WORKERS = 2
SETTINGS = """
[general]
dbpath = {folder}/comments.db
host = {origin}
log-file = {folder}/isso-own.log
notify =
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
"""
LUA = """
local n, seed, r = 0, os.time() .. "-" .. math.random(10^6), math.random
math.randomseed(os.time())
function request()
  n = n + 1
  local page = r(0, %(last)d)
  if r(1, 100) > %(posts)d then return wrk.format("GET", "%(read)s" .. page, {}, nil) end
  local id = seed .. "-" .. n
  local from = r(11, 99) .. "." .. r(0, 255) .. "." .. r(0, 255) .. ".9"
  local head = {["Content-Type"] = "application/json", ["X-Forwarded-For"] = from}
  return wrk.format("POST", %(post)s, head, '{%(body)s}')
end
"""
WORDS = '"email":"r\' .. id .. \'@readers.example"'


def main(argv: list[str]) -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench peers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--isso", type=Path, metavar="FOLDER", help="a virtual environment with isso and gunicorn")
    options = parser.parse_args(argv)
    return int(not asyncio.run(_measure(options)))


async def _measure(options: argparse.Namespace) -> bool:
    async with servers_room.running() as servers:
        with tempfile.TemporaryDirectory() as given:
            folder = Path(given)
            isso = _isso(folder, options.isso or _installed(folder))
            stack = _stage.prepared(servers, folder)
            await _stage.add_site(stack.processes["comments"], flood=True)
            try:
                await isso.start()
                await stack.start()
                ours, theirs = stack.url("comments"), isso.ready_url.partition("/?")[0]
                token = await _fill(ours, theirs)
                contests = _contests(options, folder, ours, theirs, token)
                pids = _stage.family(stack.processes["comments"]), _stage.family(isso)
                await play(contests, options.rounds, *pids)
            finally:
                await stack.end()
                await isso.end()
            sys.stdout.write(
                f"{options.connections} connections, {options.rounds} rounds of {options.seconds:g} s, medians;"
                f" Isso with {WORKERS} gunicorn workers\n\n"
            )
            tell(contests, "Isso")
            return all(contest.ratio >= contest.goal for contest in contests)


def _contests(options: argparse.Namespace, folder: Path, ours: str, theirs: str, token: str) -> list[Contest]:
    run = partial(_load.drive, connections=options.connections, seconds=options.seconds)
    found = []
    for name, url in (("read of 100", "hundred"), ("read of 3", "three")):
        mine = partial(run, f"{ours}/v1/threads?site={_stage.SITE}&url={_stage.ORIGIN}/{url}")
        found.append(Contest(name, mine, partial(run, f"{theirs}/?uri=/{url}"), GOALS[name]))
    for name, posts in (("mix 95/5", 5), ("post", 100)):
        scripts = folder / f"ours-{posts}.lua", folder / f"isso-{posts}.lua"
        parts = {"last": THREADS - 1, "posts": posts}
        page = f"{_stage.ORIGIN}/pages/"
        own = f'"site":"{_stage.SITE}","url":"{page}\' .. page .. \'","name":"Reader",{WORDS},"form_token":"{token}",'
        said = '"{key}":"The road was long that day, \' .. id .. \'"'
        scripts[0].write_text(
            LUA
            % (
                parts
                | {"read": f"/v1/threads?site={_stage.SITE}&url={page}", "post": '"/v1/comments"'}
                | {"body": own + said.format(key="body")}
            )
        )
        scripts[1].write_text(
            LUA
            % (
                parts
                | {"read": "/?uri=/pages/", "post": '"/new?uri=/pages/" .. page'}
                | {"body": f'"author":"Reader","title":"A page",{WORDS},' + said.format(key="text")}
            )
        )
        found.append(
            Contest(name, partial(run, ours, script=scripts[0]), partial(run, theirs, script=scripts[1]), GOALS[name])
        )
    return found


async def _fill(ours: str, theirs: str) -> str:
    """The same comments in both: a page of 100, one of 3, and those of the mix. The form's token."""
    pages = [("hundred", 100), ("three", 3), *((f"pages/{number}", EACH) for number in range(THREADS))]
    async with aiohttp.ClientSession() as client:
        token = await _stage.form_token(client, ours)
        # one after another: two first comments of a page at once are an error of Isso's
        posts = [(page, number) for page, size in pages for number in range(size)]
        for seen, (page, number) in enumerate(posts):
            url = f"{_stage.ORIGIN}/{page}"
            words = f"Remark {number}: *what a car*, and what a road from Brescia to Rome and back it was."
            await _stage.post(client, ours, seen, url=url, body=words, form_token=token)
            mail = f"reader{number}@readers.example"
            body = {"author": f"Reader {number}", "email": mail, "text": words, "title": page}
            async with client.post(f"{theirs}/new", params={"uri": f"/{page}"}, json=body) as answer:
                if answer.status not in {201, 202}:
                    raise RuntimeError(await answer.text())
    return token


def _installed(folder: Path) -> Path:
    """An environment with Isso. Raises CalledProcessError without a network."""
    home = folder / "isso"
    pip = (str(home / "bin" / "pip"), "install", "-q", "isso", "gunicorn", "setuptools<80")
    for command in ((sys.executable, "-m", "venv", str(home)), pip):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=inherited())
    return home


def _isso(folder: Path, home: Path) -> Process:
    number = port()
    settings = folder / "isso.cfg"
    settings.write_text(SETTINGS.format(folder=folder, origin=_stage.ORIGIN, port=number))
    command = (str(home / "bin" / "gunicorn"), "-b", f"127.0.0.1:{number}", "-w", str(WORKERS), "--preload", "isso.run")
    return Process(
        name="isso",
        argv=command,
        environment=inherited() | {"ISSO_SETTINGS": str(settings)},
        log=folder / "isso.log",
        ready_url=f"http://127.0.0.1:{number}/?uri=/nothing",
    )
