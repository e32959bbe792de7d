"""What runs the site in containers is right by the schemas, and each container is locked.

They read the files. `make test-image` builds and runs the image itself.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from django.core.management import get_commands
from django.urls import resolve
from jsonschema import Draft7Validator

from deploy.machine import advice, nginx
from tests.house.source import ROOT
from tests.operations.test_settings import variables_read

COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
MANIFESTS = [
    manifest
    for path in sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
    for manifest in yaml.safe_load_all(path.read_text())
]
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY|DATABASE_URL|EMAIL_URL")
SET_BY_OTHERS = {"AWS_SHARED_CREDENTIALS_FILE"}


def pods() -> Iterator[dict[str, Any]]:
    """The template of each pod."""
    for manifest in MANIFESTS:
        if manifest["kind"] in ("Deployment", "Job"):
            yield manifest["spec"]["template"]["spec"]
        elif manifest["kind"] == "CronJob":
            yield manifest["spec"]["jobTemplate"]["spec"]["template"]["spec"]


PODS = list(pods())
CONTAINERS = [
    container for pod in PODS for container in [*pod.get("initContainers", []), *pod["containers"]]
]


def is_setting(name: str) -> bool:
    """Whether the site reads it, itself or from a file."""
    return name in variables_read() or name.removesuffix("_FILE") in variables_read()


def test_the_compose_file_is_right_by_its_schema():
    problems = Draft7Validator(get_builtin_schema("vendor.compose-spec")).iter_errors(COMPOSE)

    assert [problem.message for problem in problems] == []


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda it: it["kind"])
def test_each_manifest_is_right_by_the_schema_of_kubernetes(manifest):
    kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_locked(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert int(service["user"].split(":")[0]) > 0
    assert "healthcheck" in service
    assert not service.get("privileged")


@pytest.mark.parametrize("pod", PODS, ids=lambda it: it["containers"][0]["name"])
def test_each_pod_is_locked(pod):
    who = pod["securityContext"]

    assert (who["runAsNonRoot"], who["runAsUser"]) == (True, 10001)
    assert who["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert {volume["name"] for volume in pod["volumes"]} >= {"data", "tmp", "secrets"}


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda it: it["name"])
def test_each_container_of_a_pod_is_locked_and_has_limits(container):
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}


def test_each_command_exists():
    commands = [SERVICES[name]["command"][0] for name in OURS]
    commands += [container["args"][0] for container in CONTAINERS]

    assert set(commands) <= set(get_commands())


def test_each_probe_asks_for_an_address_that_exists():
    probes = [
        container[probe]["httpGet"]["path"]
        for container in CONTAINERS
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
        if probe in container
    ]
    probes += [SERVICES["web"]["healthcheck"]["test"][-1]]

    assert len(probes) == 4
    assert {resolve(path).url_name for path in probes} == {"healthz", "readyz"}
    assert (ROOT / SERVICES["web"]["healthcheck"]["test"][2]).exists()


def test_settings_exist_and_secrets_are_files():
    (kubernetes,) = [each["data"] for each in MANIFESTS if each["kind"] == "ConfigMap"]
    ours = {**kubernetes, **SERVICES["web"]["environment"]}
    all_names = [name for service in SERVICES.values() for name in service.get("environment", {})]

    assert [name for name in ours if not is_setting(name)] == list(SET_BY_OTHERS & ours.keys())
    secret = [name for name in [*all_names, *kubernetes] if SECRET.search(name)]
    assert secret
    assert [name for name in secret if not name.endswith("_FILE")] == []
    assert not [manifest for manifest in MANIFESTS if manifest["kind"] == "Secret"]


def test_what_others_made_is_of_a_named_version():
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]

    assert all(re.search(r":\d+\.\d+", image) for image in images), images


def test_only_nginx_can_be_reached_and_the_database_reaches_nobody():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert SERVICES["database"]["networks"] == SERVICES["valkey"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_nginx_is_given_no_folder_of_uploads():
    folders = [
        mount["volume"]["subpath"] for mount in SERVICES["nginx"]["volumes"] if type(mount) is dict
    ]

    assert "media" not in folders
    assert len(folders) == len(set(folders)) >= 2


@pytest.mark.skipif(nginx() is None, reason=advice("nginx"))
def test_nginx_takes_the_configuration_of_the_compose_file(tmp_path: Path):
    shutil.copytree(ROOT / "deploy" / "nginx", tmp_path / "site")
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a"]
    files = ["-keyout", str(tmp_path / "certificate-key"), "-out", str(tmp_path / "certificate")]
    subprocess.run([*certificate, *files], check=True, capture_output=True)
    ours = (ROOT / "deploy" / "compose" / "site.conf").read_text()
    for inside, here in {
        "/etc/nginx/": f"{tmp_path}/",
        "/run/secrets/": f"{tmp_path}/",
        "web:8000": "127.0.0.1:8000",
        "[::]:": "127.0.0.2:",
    }.items():
        ours = ours.replace(inside, here)
    shared = tmp_path / "site" / "http.conf"
    shared.write_text(shared.read_text().replace("/var/cache/nginx/site", f"{tmp_path}/cache"))
    (tmp_path / "ours.conf").write_text(ours)
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ include ours.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole)

    done = subprocess.run(
        [nginx(), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
