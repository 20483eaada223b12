"""An operator's first evening: the installation runs, and `./paddock init` hands out the first owner's link."""

import json

import aiohttp
import pytest

from dev.__main__ import main
from tests.compose.conftest import Compose

pytestmark = pytest.mark.compose


async def test_the_first_owner_signs_in_with_the_link_that_init_prints_once(
    compose: Compose,
    client: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = {"COMPOSE_PROJECT_NAME": compose.project, "COMPOSE_ENV_FILES": str(compose.folder / ".env")}
    for name, value in {**compose.environment(), **names, "COMPOSE_PROFILES": "demo"}.items():
        monkeypatch.setenv(name, value)
    asked = ["init", "--folder", str(compose.folder), "--url", compose.url("edge"), "--demo", "--json"]
    assert main([*asked, "--site", "first", "--origin", "https://first.example", "--owner", "owner@first.example"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["made"], told["settings"]) == ([], [])
    link = told["link"]["link"]
    async with client.get(link) as page:
        assert page.status == 200
    codes = []
    for _ in range(2):
        origin = {"Origin": compose.url("edge")}
        async with client.post(link, data={"next": "/desk"}, headers=origin, allow_redirects=False) as answer:
            codes.append(answer.status)
    assert codes == [303, 410]
