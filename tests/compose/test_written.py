"""docker-compose.yml and Dockerfile as they are written: every trap that was met has its line."""

import json
import re
from typing import Any

import yaml

from tests.house import tree

COMPOSE: dict[str, Any] = yaml.safe_load((tree.ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"comments", "notify", "images"}
METRICS = re.compile(r"\b(?:paddock|rabbitmq)_[a-z_]+\b")
_BROKER = (tree.ROOT / "deploy/rabbitmq/20-paddock.conf").read_text()
PUBLISHED = {"edge", "inbox", "demo", "tls", "grafana", "prometheus"}


def test_no_password_and_no_key_stands_in_the_file() -> None:
    text = (tree.ROOT / "docker-compose.yml").read_text()
    for service, settings in SERVICES.items():
        for name, value in (settings.get("environment") or {}).items():
            if re.search(r"PASSWORD|SECRET|KEY", name):
                assert name.endswith("_FILE") or ":?" in str(value) or str(value).startswith("/run/secrets"), (
                    f"{service}: {name}"
                )
    assert not re.search(r"://[^/\s$]+:[^/\s$@]+@", text), "a URL with a password"
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


def test_every_container_is_unprivileged_bounded_and_keeps_its_logs_short() -> None:
    for name, settings in SERVICES.items():
        assert settings["read_only"] is True, name
        assert settings["cap_drop"] == ["ALL"], name
        assert settings["security_opt"] == ["no-new-privileges:true"], name
        assert settings["pids_limit"], name
        assert settings["mem_limit"], name
        assert settings["logging"]["options"] == {"max-size": "10m", "max-file": "3"}, name
        assert settings["restart"] == ("no" if name in {"migrate", "backup", "doctor"} else "unless-stopped"), name
        assert "privileged" not in settings, name
        assert not any("docker.sock" in str(volume) for volume in settings.get("volumes", [])), name


def test_the_limits_of_what_always_runs_add_up_to_one_gigabyte() -> None:
    always = {name: settings for name, settings in SERVICES.items() if "profiles" not in settings and name != "migrate"}
    limits = {name: int(re.findall(r"(\d+)m\b", settings["mem_limit"])[0]) for name, settings in always.items()}
    assert sum(limits.values()) <= 1024, limits
    broker = re.search(r"^total_memory_available_override_value = (\d+)MB$", _BROKER, re.MULTILINE)
    assert broker
    assert int(broker[1]) * 1e6 < limits["rabbitmq"] * 2**20


def test_nobody_but_the_edge_is_published_and_the_databases_cannot_reach_out() -> None:
    assert {name for name, settings in SERVICES.items() if "ports" in settings} <= PUBLISHED
    always = {name for name, settings in SERVICES.items() if "ports" in settings and "profiles" not in settings}
    assert always == {"edge"}
    assert SERVICES["edge"]["ports"] == ["${PADDOCK_PUBLISH:-127.0.0.1:8080}:8080"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("postgres", "rabbitmq", "migrate", "images")] == [["inside"]] * 4


def test_images_are_pinned_to_a_major_version_and_ours_to_the_release() -> None:
    for name, settings in SERVICES.items():
        image = settings["image"]
        assert ":latest" not in image, name
        assert ":" in image, name
        if image.startswith("paddock-"):
            assert "${PADDOCK_VERSION" in image, name
    assert SERVICES["postgres"]["image"] == "postgres:17"


def test_the_broker_keeps_its_data_and_its_memory() -> None:
    rabbitmq = SERVICES["rabbitmq"]
    assert rabbitmq["user"] == "rabbitmq"
    assert rabbitmq["hostname"] == "rabbitmq"
    assert rabbitmq["healthcheck"]["interval"] == "10s"
    assert "rabbitmq:/var/lib/rabbitmq" in rabbitmq["volumes"]
    assert re.search(r"^total_memory_available_override_value = \d+MB$", _BROKER, re.MULTILINE)
    assert not any(name.startswith("RABBITMQ_DEFAULT") for name in rabbitmq.get("environment", {}))
    # its user comes from a file: the image has no RABBITMQ_DEFAULT_PASS_FILE
    assert "${PADDOCK_SECRETS:-./secrets}/rabbitmq.conf:/etc/rabbitmq/conf.d/30-user.conf:ro" in rabbitmq["volumes"]


def test_postgres_is_ready_only_when_it_answers_over_the_network() -> None:
    test = SERVICES["postgres"]["healthcheck"]["test"]
    assert test[test.index("-h") + 1] == "127.0.0.1"
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql/data"]


def test_every_service_waits_for_the_migration_and_has_time_to_finish() -> None:
    for name in OURS:
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, name
        grace = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
        assert grace > float(SERVICES[name]["environment"]["PADDOCK_DRAIN_SECONDS"]), name


def test_nothing_needs_a_newer_engine_or_a_registry_for_the_builder() -> None:
    assert all("start_interval" not in (settings.get("healthcheck") or {}) for settings in SERVICES.values())
    assert "configs" not in COMPOSE
    dockerfile = (tree.ROOT / "Dockerfile").read_text()
    assert not re.search(r"^# syntax|<<|COPY --link", dockerfile, re.MULTILINE)
    assert re.search(r"^USER paddock$", dockerfile, re.MULTILINE)
    assert dockerfile.count("USER paddock") == dockerfile.count('CMD ["') - dockerfile.count("HEALTHCHECK")


def test_every_variable_of_the_edges_template_is_set_in_compose() -> None:
    template = (tree.ROOT / "deploy/edge/nginx.conf").read_text()
    assert set(re.findall(r"\$\{(PADDOCK_EDGE_[A-Z]+)\}", template)) == set(SERVICES["edge"]["environment"])


def test_a_build_is_given_nothing_but_what_goes_into_an_image() -> None:
    ignored = (tree.ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert {line for line in ignored if line.startswith("!")} == {
        "!pyproject.toml",
        "!uv.lock",
        "!shared",
        "!services",
        "!dev",
    }


def test_every_metric_of_the_alerts_and_the_dashboard_is_counted_somewhere() -> None:
    rules = yaml.safe_load((tree.ROOT / "deploy/prometheus/rules.yml").read_text())["groups"][0]["rules"]
    dashboard = json.loads((tree.ROOT / "deploy/grafana/dashboards/paddock.json").read_text())
    asked = [rule["expr"] for rule in rules] + [t["expr"] for panel in dashboard["panels"] for t in panel["targets"]]
    code = "".join(tree.text(path) for path in tree.python() if path.parts[0] in {"services", "shared"})
    for name in {name for expression in asked for name in METRICS.findall(expression)}:
        if name.startswith("paddock_"):
            assert f'"{name.removesuffix("_bucket")}"' in code, name


def test_every_alert_says_what_happened_and_what_to_do() -> None:
    rules = yaml.safe_load((tree.ROOT / "deploy/prometheus/rules.yml").read_text())["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules) >= 10
    for rule in rules:
        assert set(rule["annotations"]) == {"summary", "do"}, rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_the_dashboards_panels_lie_side_by_side_and_none_is_twice_there() -> None:
    dashboard = json.loads((tree.ROOT / "deploy/grafana/dashboards/paddock.json").read_text())
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in dashboard["panels"]]
    assert len(set(places)) == len(places) == len({panel["title"] for panel in dashboard["panels"]})
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in dashboard["panels"])
