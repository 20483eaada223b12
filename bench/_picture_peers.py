"""The others, each doing the same set of renditions in its usual way: sharp, vipsthumbnail, thumbor.

In: a photograph and the set wanted. Out: CPU seconds, and the files' bytes by name. What isn't installed is left out.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from dev import surroundings

WIDTHS = (320, 800, 1600, 2560)
FORMATS = ("jpg", "webp", "avif")
HOME = Path(__file__).parents[1] / ".paddock" / "peers"
HOW = f"""To compare with all three:
  npm install --prefix {HOME} sharp
  apt-get install --no-install-recommends libvips-tools
  python3 -m venv {HOME}/venv && {HOME}/venv/bin/pip install thumbor ssimulacra2
"""

_SHARP = """
const sharp = require('sharp'); const fs = require('fs');
const [file, out, formats, ours] = process.argv.slice(1);
const set = {320: [60, 1, 79, 78], 800: [55, 0, 79, 78], 1600: [55, 0, 79, 78], 2560: [54, 0, 77, 77]};
const options = {
  jpg: (w) => ours === 'ours'
    ? {quality: set[w][3], progressive: false, quantisationTable: 5, optimiseCoding: false} : {},
  webp: (w) => ours === 'ours' ? {quality: set[w][2], effort: 2} : {},
  avif: (w) => ours === 'ours' ? {quality: set[w][0], effort: set[w][1], chromaSubsampling: '4:2:0'} : {},
};
(async () => {
  await sharp({create: {width: 8, height: 8, channels: 3, background: 'red'}}).jpeg().toBuffer();
  const before = process.cpuUsage();
  const image = sharp(file).rotate();
  for (const width of [320, 800, 1600, 2560]) for (const format of formats.split(',')) {
    const one = image.clone().resize(width);
    const data = await (format === 'jpg' ? one.jpeg(options.jpg(width))
      : format === 'webp' ? one.webp(options.webp(width)) : one.avif(options.avif(width))).toBuffer();
    fs.writeFileSync(`${out}/${width}.${format}`, data);
  }
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({cpu: (used.user + used.system) / 1e6}));
})();
"""

Result = tuple[float, dict[str, int]]


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def sharp(photograph: Path, folder: Path, formats: tuple[str, ...], *, our_efforts: bool = False) -> Result | None:
    """Npm's sharp: one decode a rendition, at its defaults or with our qualities and efforts."""
    node = shutil.which("node")
    if node is None or not (HOME / "node_modules" / "sharp").is_dir():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    answer = subprocess.run(
        [node, "-e", _SHARP, str(photograph), str(folder), ",".join(formats), "ours" if our_efforts else "theirs"],
        cwd=HOME, capture_output=True, text=True, check=True, env=surroundings.inherited(),
    )  # fmt: skip
    return float(json.loads(answer.stdout)["cpu"]), _sizes(folder)


def vipsthumbnail(photograph: Path, folder: Path, formats: tuple[str, ...]) -> Result | None:
    """Debian's command, once a rendition; its process start counts, since that is how it is used."""
    command = shutil.which("vipsthumbnail")
    if command is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    before = os.times()
    for width in WIDTHS:
        for format in formats:
            subprocess.run(
                [command, str(photograph), "--size", f"{width}x", "-o", str(folder / f"{width}.{format}")],
                check=True, env=surroundings.inherited(),  # the wheel's library has set VIPSHOME in ours
            )  # fmt: skip
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, _sizes(folder)


@contextlib.contextmanager
def thumbor(root: Path) -> Iterator["Thumbor | None"]:
    """A thumbor server that reads files below `root`, without any store, as it is installed."""
    command = HOME / "venv" / "bin" / "thumbor"
    if not command.exists():
        yield None
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = root / "thumbor.conf"
    config.write_text(
        f"LOADER = 'thumbor.loaders.file_loader'\nFILE_LOADER_ROOT_PATH = '{root}'\nALLOW_UNSAFE_URL = True\n"
        "STORAGE = 'thumbor.storages.no_storage'\nRESULT_STORAGE = None\nMAX_PIXELS = 200e6\n"
        "RESPECT_ORIENTATION = True\n"
    )
    process = subprocess.Popen(
        [str(command), "-i", "127.0.0.1", "-p", str(port), "-c", str(config), "-l", "error"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings.inherited(),
    )  # fmt: skip
    server = Thumbor(process.pid, port)
    try:
        server.wait()
        yield server
    finally:
        process.terminate()
        process.wait()


class Thumbor:
    """One running server."""

    def __init__(self, pid: int, port: int) -> None:
        self._pid = pid
        self._port = port

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(200):
            with contextlib.suppress(OSError):
                self._get("healthcheck")
                return
            time.sleep(0.05)

    def render(self, photograph: Path, folder: Path, formats: tuple[str, ...]) -> Result:
        """One request a rendition; `photograph` lies below the server's root."""
        folder.mkdir(parents=True, exist_ok=True)
        before = self._cpu()
        for width in WIDTHS:
            for format in formats:
                kind = "jpeg" if format == "jpg" else format
                content = self._get(f"unsafe/{width}x0/filters:format({kind})/{photograph.name}")
                (folder / f"{width}.{format}").write_bytes(content)
        return self._cpu() - before, _sizes(folder)

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/{path}", timeout=300) as answer:
            content: bytes = answer.read()
            return content

    def _cpu(self) -> float:
        fields = re.split(r"\)\s", Path(f"/proc/{self._pid}/stat").read_text())[1].split()
        return sum(int(fields[at]) for at in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")


def through(server: Thumbor | None, photograph: Path, folder: Path, formats: tuple[str, ...]) -> Result | None:
    """What the server made of it; None without a server."""
    return server.render(photograph, folder, formats) if server else None
