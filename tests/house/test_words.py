"""What must not stand anywhere in the repository: readers' names, a machine's paths, hosts of registries, secrets."""

import re
import tomllib
from hashlib import sha256
from urllib.parse import urlsplit

from tests.house import tree

READERS = {"3a5a251294939911", "4ed041c328ba4018"}
"""Digests of real readers' first names: their comments inspired the demo, their names stay out of it."""


def test_no_real_readers_name_is_anywhere() -> None:
    words = {word.lower() for path in tree.files() for word in re.findall(r"[A-Za-z]{4,12}", tree.text(path))}
    assert {word for word in words if sha256(word.encode()).hexdigest()[:16] in READERS} == set()


def test_no_path_of_one_machine_is_anywhere() -> None:
    everybodys = {"/", "//", *(f"/{name}/" for name in ("root", "tmp", "home", "srv", "opt", "var", "usr", "mnt"))}
    machine = {f"{tree.ROOT.parent}/", f"{tree.ROOT}/"} - everybodys
    homes = re.compile(r"/home/[a-z]+/|/Users/[A-Za-z]+/|/root/\.|/opt/(?:pypi|wheels)")
    found = []
    for path in tree.files():
        text = tree.text(path)
        if any(part in text for part in machine) or (homes.search(text) and path.name != "test_words.py"):
            found.append(str(path))
    assert found == []


def test_packages_come_from_the_public_index_alone() -> None:
    lock = tomllib.loads((tree.ROOT / "uv.lock").read_text())
    registries = {package["source"]["registry"] for package in lock["package"] if "registry" in package["source"]}
    hosts = {
        urlsplit(file["url"]).hostname
        for package in lock["package"]
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    }
    assert registries == {"https://pypi.org/simple"}
    assert hosts == {"files.pythonhosted.org"}


def test_no_private_key_is_in_the_repository() -> None:
    marks = ("-----BEGIN " + "PRIVATE KEY", "-----BEGIN RSA " + "PRIVATE KEY", "-----BEGIN OPENSSH " + "PRIVATE KEY")
    assert [str(path) for path in tree.files() if any(mark in tree.text(path) for mark in marks)] == []
