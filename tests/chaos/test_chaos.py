"""The short seed of `./paddock chaos`: 2,000 submissions under attack, and nothing is lost or doubled."""

import asyncio
import sys

import pytest

from tests.support.stack import ROOT

SUBMISSIONS = 2000
SEED = 7
SECONDS = 290


@pytest.mark.chaos
async def test_two_thousand_submissions_survive_a_fault_every_second_and_a_half() -> None:
    options = ("--submissions", str(SUBMISSIONS), "--seed", str(SEED), "--name", "chaos-test", "--quiet")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dev.chaos",
        *options,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(SECONDS):
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
