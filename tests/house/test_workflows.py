"""The workflows of GitHub are sound, and the images of a release are those that compose wants."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.house import tree

FOLDER = tree.ROOT / ".github" / "workflows"
CHECKER = Path(sys.executable).with_name("zizmor")


def test_no_workflow_lets_a_stranger_in_or_holds_more_rights_than_it_needs() -> None:
    done = subprocess.run(
        [CHECKER, "--offline", "--no-progress", "--strict-collection", FOLDER],
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_a_release_builds_every_image_that_compose_names_by_the_targets_of_the_dockerfile() -> None:
    release = yaml.safe_load((FOLDER / "release.yml").read_text())
    built = {one["name"]: one for one in release["jobs"]["images"]["strategy"]["matrix"]["include"]}
    wanted = set(re.findall(r"image: paddock-(\w+):", (tree.ROOT / "docker-compose.yml").read_text()))
    assert set(built) == wanted
    targets = set(re.findall(r"^FROM \S+ AS (\w+)$", (tree.ROOT / "Dockerfile").read_text(), re.MULTILINE))
    assert {one["target"] for one in built.values()} <= targets
