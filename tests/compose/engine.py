"""A container engine for the tests that run docker-compose.yml for real, or the one loud skip of this suite.

Where no registry answers, `../shared/tools/local-base-images` beside the checkout makes stand-ins of the public images.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAND_INS = ROOT.parent / "shared" / "tools" / "local-base-images"
IMAGES = {
    "python": "python:3.13-slim",
    "postgres": "postgres:17",
    "rabbitmq": "rabbitmq:4",
    "nginx": "nginx:1",
    "caddy": "caddy:2",
    "prometheus": "prom/prometheus:v3.5.0",
}


def ensure() -> str:
    """Have an engine with compose and the base images; returns which kind. Skips where that can't be had."""
    missing = list(IMAGES) if not _engine() else [name for name, image in IMAGES.items() if not _has(image)]
    if missing and _engine():
        missing = [name for name in missing if not _pull(IMAGES[name])]
    if missing and STAND_INS.exists() and os.geteuid() == 0:
        wanted = [f"{name}={IMAGES[name]}" for name in missing]
        done = subprocess.run(["bash", str(STAND_INS), *wanted], capture_output=True, text=True, check=False)
        if done.returncode and _engine():
            raise AssertionError(f"{STAND_INS.name} failed: {done.stderr[-2000:]}")
    if not _engine():
        pytest.skip(
            "NOT TESTED: docker-compose.yml, because no container engine with compose can be had on this machine"
        )
    return "stand-ins" if _is_stand_in(IMAGES["python"]) else "public images"


def _engine() -> bool:
    if not shutil.which("docker"):
        return False
    return not any(_docker(*words).returncode for words in (("info",), ("compose", "version")))


def _has(image: str) -> bool:
    return _docker("image", "inspect", image).returncode == 0


def _pull(image: str) -> bool:
    return _docker("pull", "-q", image).returncode == 0


def _is_stand_in(image: str) -> bool:
    return "local.stand-in" in _docker("image", "inspect", "-f", "{{json .Config.Labels}}", image).stdout


def _docker(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=False, timeout=600)
