"""The process dies on the lines around a file's rename: there is the whole file or none, never a part of one."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

KEY, CONTENT = "original/0123456789abcdef/0123456789abcdef", bytes(range(256)) * 4096
POINTS = {
    "before it is synced": ("os.fsync", False),
    "before the rename": ("pathlib.Path.rename", False),
    "after the rename": ("pathlib.Path.rename", True),
    "before the folder is synced": ("services.images.blobs.folder._sync", False),
}
"""Each line: the function that is called there, and whether it has done its work."""
DYING = """
import asyncio, importlib, os, signal, sys
from pathlib import Path
from services.images.blobs.folder import Folder

def die(*given):
    if after == "True":
        does(*given)
    os.kill(os.getpid(), signal.SIGKILL)

root, name, after, way, key, source = sys.argv[1:]
module, _, function = name.rpartition(".")
try:
    owner = importlib.import_module(module)
except ModuleNotFoundError:
    owner = getattr(importlib.import_module(module.rpartition(".")[0]), module.rpartition(".")[2])
does = getattr(owner, function)
folder = Folder(Path(root))
folder.prepare()
setattr(owner, function, die)
asyncio.run(folder.put(key, Path(source).read_bytes()) if way == "put" else folder.take(Path(source), key))
"""


@pytest.mark.chaos
@pytest.mark.parametrize("way", ["put", "take"])
@pytest.mark.parametrize("point", POINTS)
async def test_a_file_is_there_whole_or_not_at_all_whichever_line_the_process_dies_on(
    tmp_path: Path, point: str, way: str
) -> None:
    source, root = tmp_path / "came", tmp_path / "store"
    source.write_bytes(CONTENT)
    name, after = POINTS[point]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DYING, str(root), name, str(after), way, KEY, str(source), cwd=Path(__file__).parents[2]
    )
    assert await process.wait() == -signal.SIGKILL, "the process did not reach the line"
    stored = root / KEY
    if after or (way, point) == ("put", "before the folder is synced"):
        assert stored.read_bytes() == CONTENT
    else:
        assert not stored.exists()
        assert way == "put" or source.read_bytes() == CONTENT, "what came is lost"
