"""What the documents say can be done, can be done: commands, options, settings, links, paths, routes, alerts."""

import contextlib
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from dev.__main__ import COMMANDS, main
from dev.commands.admin import WORDS
from dev.documents.commands import PARSERS
from shared.commands import leaves
from tests.documents import reading
from tests.documents.reading import ROOT, Command

LEAVES = {service: dict(leaves(parser())) for service, parser in PARSERS.items()}
FILES = [ROOT / "docker-compose.yml", *(ROOT / "deploy").rglob("docker-compose.yml")]
CONTAINERS = {
    name: one for file in FILES for name, one in yaml.load(file.read_text(), Loader=yaml.BaseLoader)["services"].items()
}
VERBS = {"up", "down", "exec", "run", "logs", "ps", "pull", "build", "config", "restart", "stop", "start", "cp"}
SHELL = [command for command in reading.commands() if command.words[0] in {"./paddock", "docker", "python"}]


@pytest.mark.parametrize("command", SHELL, ids=str)
def test_a_command_that_a_page_shows_is_there_with_its_options(
    command: Command, capfd: pytest.CaptureFixture[str]
) -> None:
    words = list(command.words)
    if words[:2] == ["docker", "compose"]:
        words = words[2:]
        while words[0] in {"--profile", "-f"}:
            profiles = {name for one in CONTAINERS.values() for name in one.get("profiles", [])}
            assert words[1] in profiles if words[0] == "--profile" else (ROOT / words[1]).exists()
            words = words[2:]
        assert words[0] in VERBS
        if words[0] not in {"exec", "run"}:
            return
        rest = [word for word in words[1:] if not word.startswith("-") or word == "-m"]
        assert rest[0] in CONTAINERS
        if "-m" not in words:
            return
        words = words[words.index("-m") - 1 :]
    if words[:2] == ["python", "-m"]:
        _module(words[2], words[3:])
    elif words[0] == "./paddock" and len(words) > 1:
        _launcher(words[1], words[2:], capfd)


def _launcher(name: str, rest: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    if name in {"…", "COMMAND", "help"}:
        return
    assert name in {*COMMANDS, *WORDS}, f"there is no ./paddock {name}"
    if name in WORDS and WORDS[name].module.startswith("services."):
        how = WORDS[name]
        _leaf(how.place, [how.name or name, *rest] if how.same else rest)
    elif name in WORDS:
        _module(WORDS[name].module or "services.comments", rest if WORDS[name].module else [name, *rest])
    elif name == "bench" and rest and rest[0].islower():
        assert (ROOT / "bench" / f"{rest[0]}.py").exists()
        _options(rest, (ROOT / "bench" / f"{rest[0]}.py").read_text())
    elif name not in {"test", "compose"}:
        with contextlib.suppress(SystemExit):
            main([name, "--help"])
        _options(rest, capfd.readouterr().out)


def _module(module: str, rest: list[str]) -> None:
    if module.startswith("services.") and module.split(".")[1] in LEAVES:
        _leaf(module.split(".")[1], rest)
    elif module == "services.<service>":
        for service in LEAVES:
            _leaf(service, rest)
    elif not module.endswith("…"):
        spec = importlib.util.find_spec(module)
        assert spec, f"there is no module {module}"
        if spec.submodule_search_locations:
            spec = importlib.util.find_spec(f"{module}.__main__")
        assert spec
        assert spec.origin
        _options(rest, Path(spec.origin).read_text())


def _leaf(service: str, words: list[str]) -> None:
    """The words lead to a command, or to a group of commands; its options are known."""
    named = [word for word in words if not word.startswith("-")]
    if not named or named[0] in {"…", "COMMAND"}:
        return
    for size in (2, 1):
        if (leaf := LEAVES[service].get(" ".join(words[:size]))) is not None:
            _options(words, leaf.format_help())
            return
    group = " ".join(words[:1])
    assert any(known.startswith(f"{group} ") for known in LEAVES[service]), (
        f"{service} has no command {' '.join(words)}"
    )
    assert len(words) == 1 or not re.fullmatch(r"[a-z-]+", words[1]), f"{service} has no command {' '.join(words[:2])}"


def _options(words: list[str], told: str) -> None:
    for word in words:
        if word.startswith("--") and len(word) > 2:
            assert re.search(rf"{re.escape(word.split('=')[0])}\b", told), f"there is no option {word}"


def test_every_setting_that_a_page_names_is_read_somewhere() -> None:
    tests = ("tests/support", "tests/e2e", "tests/images", "tests/conftest.py")
    read = "".join(
        path.read_text(errors="replace")
        for folder in ("services", "shared", "dev", "deploy", *tests)
        for path in _files(ROOT / folder)
    )
    read += (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()
    unknown = {
        name: pages
        for name, pages in reading.settings().items()
        if name not in read and name.removesuffix("_FILE") not in read
    }
    assert unknown == {}


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    else:
        for path in place.rglob("*"):
            if path.suffix in {".py", ".conf", ".yml", ".yaml", ""} and path.is_file():
                yield path


def test_every_link_leads_to_a_file_and_to_a_heading_that_is_there() -> None:
    lost = []
    for page, target in reading.links():
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists():
            lost.append(f"{page.name}: {target}")
        elif anchor and file.suffix == ".md":
            heads = [re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-")
                     for head in re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)]  # fmt: skip
            if anchor not in heads:
                lost.append(f"{page.name}: {target}")
    assert lost == []


def test_every_path_that_a_page_names_is_in_the_tree() -> None:
    made = {"services/comments/web/widget/dist/"}
    assert [
        f"{page.name}: {path}" for page, path in reading.paths() if not (ROOT / path).exists() and path not in made
    ] == []


def test_every_route_that_the_api_page_names_is_served() -> None:
    paths = json.loads((ROOT / "docs/openapi.json").read_text())["paths"]
    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    served |= {
        f"{verb.upper()} {path}"
        for file in (ROOT / "services").rglob("*.py")
        for verb, path in re.findall(r"web\.(get|post|put|patch|delete)\(\s*f?\"([^\"]+)\"", file.read_text())
    }
    text = (ROOT / "docs/api.md").read_text()
    named = {f"{verb} {path}" for verb, path in re.findall(r"\b(GET|POST|PUT|PATCH|DELETE) +(/[\w/{}.-]+)", text)}
    assert len(named) > 15
    assert named - served == set()


def test_every_alert_has_its_line_and_every_line_its_alert() -> None:
    rules = yaml.safe_load((ROOT / "deploy/prometheus/rules.yml").read_text())
    known = {rule["alert"] for group in rules["groups"] for rule in group["rules"] if "alert" in rule}
    text = (ROOT / "docs/operating.md").read_text()
    named = set(re.findall(r"\b(?:Paddock|RabbitMQ)[A-Z]\w+", text))
    for prefix, ends in re.findall(r"(Paddock[A-Z][a-z]+)\w+((?:, -\w+)+)", text):
        named |= {prefix + end for end in re.findall(r"-(\w+)", ends)}
    assert named & known == known
    everywhere = {name for page in reading.PAGES for name in re.findall(r"\bPaddock[A-Z]\w+", page.read_text())}
    assert everywhere - known == set()
