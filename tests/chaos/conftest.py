"""These tests count what passes through the queues, so they have a vhost and a database of their own.

The promise tests attack one whole installation: it is started once and whole again before each of them.
"""

from collections.abc import AsyncIterator

import pytest

from tests.chaos import scene as scenes
from tests.chaos.scene import Scene
from tests.support.apart import _pools, amqp_url, servers

__all__ = ["_pools", "amqp_url", "servers"]


@pytest.fixture(scope="package")
async def _scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with scenes.running(tmp_path_factory.mktemp("scene")) as running:
        yield running


@pytest.fixture
async def scene(_scene: Scene) -> Scene:
    """The installation, whole and at rest."""
    await _scene.whole()
    await _scene.at_rest()
    return _scene
