"""The Kubernetes manifests, without a cluster: they fit Kubernetes' schemas, each other, and what the services read."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from dev.vault import Vault
from services.comments.config import Config as CommentsConfig
from services.images.config import Config as ImagesConfig
from services.notify.config import Config as NotifyConfig
from shared.env import Environment

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
CONFIGS: dict[str, Any] = {"comments": CommentsConfig, "notify": NotifyConfig, "images": ImagesConfig}
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
Document = dict[str, Any]
DOCUMENTS: list[Document] = [
    document for name in KUSTOMIZATION["resources"] for document in yaml.safe_load_all((FOLDER / name).read_text())
]


def of(kind: str) -> dict[str, Document]:
    return {document["metadata"]["name"]: document for document in DOCUMENTS if document["kind"] == kind}


def pods() -> Iterator[tuple[str, Document]]:
    for name, document in (of("Deployment") | of("Job")).items():
        yield name, document["spec"]["template"]


def container(template: Document) -> Document:
    (one,) = template["spec"]["containers"]
    return dict(one)


@pytest.mark.parametrize("version", ["1.29", "1.34"])
def test_every_object_fits_the_schema_of_this_kubernetes(version: str) -> None:
    for document in DOCUMENTS:
        kubernetes_validate.validate(document, version, strict=True)


def test_the_list_names_every_file_and_every_object_is_in_the_namespace() -> None:
    assert {file.name for file in FOLDER.glob("*.yaml")} == {*KUSTOMIZATION["resources"], "kustomization.yaml"}
    for document in DOCUMENTS:
        if document["kind"] != "Namespace":
            assert document["metadata"]["namespace"] == KUSTOMIZATION["namespace"], document["metadata"]
    release = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert release
    assert {image["newTag"] for image in KUSTOMIZATION["images"]} == {release[1]}


def test_every_pod_is_unprivileged_bounded_and_told_nothing_by_kubernetes_itself() -> None:
    for name, template in pods():
        spec, one = template["spec"], container(template)
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["enableServiceLinks"] is False, f"{name}: PADDOCK_…_SERVICE_HOST would be refused as unknown"
        assert spec["securityContext"]["runAsNonRoot"], name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        allowed = {"readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
        assert one["securityContext"] == allowed, name
        assert one["resources"]["limits"]["memory"], name
        assert not any("hostPath" in volume for volume in spec["volumes"]), name
        assert all("sizeLimit" in volume["emptyDir"] for volume in spec["volumes"] if "emptyDir" in volume), name
        assert re.fullmatch(r"[a-z-]+:[\w.]+", one["image"]), f"{name}: no registry of ours, and a tag"
        assert not one["image"].endswith(":latest"), name


def test_doors_probes_services_and_budgets_meet() -> None:
    for name in ("comments", "notify", "images", "edge"):
        template = dict(pods())[name]
        one, labels = container(template), template["metadata"]["labels"]
        ports = {port["name"]: port["containerPort"] for port in one["ports"]}
        for probe in ("livenessProbe", "readinessProbe"):
            assert one[probe]["httpGet"]["port"] in ports, name
        service = of("Service")[name]["spec"]
        assert service["selector"].items() <= labels.items(), name
        assert {port["name"]: port["port"] for port in service["ports"]} == ports, name
        assert of("PodDisruptionBudget")[name]["spec"]["selector"]["matchLabels"].items() <= labels.items(), name
        assert of("Deployment")[name]["spec"]["selector"]["matchLabels"].items() <= labels.items(), name
        assert of("Deployment")[name]["spec"]["replicas"] > of("PodDisruptionBudget")[name]["spec"]["minAvailable"]
    (rule,) = of("Ingress")["paddock"]["spec"]["rules"]
    assert rule["http"]["paths"][0]["backend"]["service"]["name"] in of("Service")


def test_the_network_is_closed_but_for_the_edge_and_every_rule_names_pods_that_exist() -> None:
    labels = [template["metadata"]["labels"] for _, template in pods()]
    policies = of("NetworkPolicy")
    assert policies["nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for name, policy in policies.items():
        selectors = [policy["spec"]["podSelector"]]
        rules = policy["spec"].get("ingress", []) + policy["spec"].get("egress", [])
        selectors += [peer["podSelector"] for rule in rules for peer in rule.get("from", []) + rule.get("to", [])
                      if "podSelector" in peer]  # fmt: skip
        for selector in selectors:
            wanted = {*selector.get("matchLabels", {}).values()}
            wanted |= {value for one in selector.get("matchExpressions", []) for value in one["values"]}
            assert wanted <= {value for one in labels for value in one.values()}, name
    opened = [
        name for name, policy in policies.items() for rule in policy["spec"].get("ingress", []) if "from" not in rule
    ]
    assert opened == ["edge"]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path / "secrets")
    made.fill(relay="smtp://mail.example.org:587")
    return made


@pytest.mark.parametrize("service", CONFIGS)
def test_each_service_starts_with_what_its_manifest_tells_it(service: str, vault: Vault, tmp_path: Path) -> None:
    template = dict(pods())[service]
    told = told_to(template, vault, tmp_path)
    config = CONFIGS[service].read(Environment(told))
    assert config.common.host == "0.0.0.0"
    assert f"paddock_{service}:" in config.common.database_url
    assert template["spec"]["terminationGracePeriodSeconds"] > config.common.drain_seconds
    compose = set(COMPOSE[service]["environment"]) - {"PADDOCK_COMPOSE_VERSION", "PADDOCK_NOTIFY_BATCH_SECONDS"}
    assert compose <= told.keys(), "docker-compose.yml tells it more"


def test_secrets_are_those_that_init_makes_and_each_pod_gets_only_what_it_reads(vault: Vault, tmp_path: Path) -> None:
    assert vault.missing() == []
    for name, template in pods():
        keys = {
            item["key"]
            for volume in template["spec"]["volumes"]
            if volume.get("secret", {}).get("secretName") == "paddock"
            for item in volume["secret"]["items"]
        }
        files = {Path(value).name for key, value in plain(template).items() if key.endswith("_FILE")}
        assert keys == files, name
        assert all((tmp_path / "secrets" / key).exists() for key in keys), name


def test_the_edge_is_told_all_that_its_configuration_asks_for() -> None:
    asked = set(re.findall(r"\$\{(PADDOCK_EDGE_\w+)\}", (ROOT / "deploy/edge/nginx.conf").read_text()))
    assert set(plain(dict(pods())["edge"])) == asked


def plain(template: Document) -> dict[str, str]:
    return {one["name"]: one["value"] for one in container(template).get("env", []) if "value" in one}


def told_to(template: Document, vault: Vault, folder: Path) -> dict[str, str]:
    """The environment of the pod's process: config maps, values, and files of secrets where they would be mounted."""
    one = container(template)
    maps = {name: document["data"] for name, document in of("ConfigMap").items()}
    maps["paddock-keys"] = {"PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": vault.public_key()}
    told: dict[str, str] = {}
    for source in one.get("envFrom", []):
        if "configMapRef" in source:
            told |= maps[source["configMapRef"]["name"]]
        else:
            told |= {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": secrets.token_hex(8)}
    for entry in one["env"]:
        given = entry.get("valueFrom", {}).get("configMapKeyRef")
        told[entry["name"]] = maps[given["name"]][given["key"]] if given else entry["value"]
    mounted = one["volumeMounts"][0]["mountPath"]
    return {name: value.replace(mounted, str(folder / "secrets")) for name, value in told.items()}
