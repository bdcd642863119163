"""The compose files: every service is closed, what is secret comes as a file, and what is typed in them exists."""

from __future__ import annotations

import os
import re
import subprocess
from typing import Any, Final

import click
import pytest
from mkdocs.utils.yaml import yaml_load

from certs.version import VERSION
from tests.instances import ROOT
from tests.site.page_commands import command_of

FOLDER: Final = ROOT / "deploy" / "container"
FILES: Final[dict[str, dict[str, Any]]] = {
    name: yaml_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    for name in ("compose", "compose-apart", "compose-unbroken")
}
SERVICES: Final = [(file, name) for file, said in FILES.items() for name in said["services"]]
USERS: Final = {
    "database": "999:999",
    "primary": "999:999",
    "standby": "999:999",
    "nginx": "101:101",
    "front": "101:101",
}
OURS: Final = [(file, name) for file, name in SERVICES if name not in USERS]
WEBSITES: Final = [("compose", "web-here"), ("compose", "web"), ("compose", "mirror"), ("compose-apart", "web")]


def service(file: str, name: str) -> dict[str, Any]:
    found = FILES[file]["services"][name]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("file", "name"), SERVICES)
def test_each_service_is_closed(file: str, name: str) -> None:
    said = service(file, name)
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert said["pids_limit"] == 1024
    assert said["tmpfs"][0].startswith("/tmp:")
    assert said["user"] == ("991:991" if (file, name) in WEBSITES else USERS.get(name, "990:990"))
    assert "privileged" not in said
    assert "/var/run/docker.sock" not in str(said)


@pytest.mark.parametrize(("file", "name"), OURS)
def test_ours_is_the_image_that_is_built_here_and_types_what_there_is(file: str, name: str) -> None:
    said = service(file, name)
    assert (said["image"], said["pull_policy"]) == (f"starmark:{VERSION}", "never")
    words = said.get("command", ["serve"])
    words = words[2:] if words[0] == "--home" else words
    command, rest = command_of(words)
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known
    assert isinstance(command, click.Command)


def test_images_of_others_are_named_by_their_digest_or_nothing_starts() -> None:
    for name in ("database", "nginx"):
        assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:\?.+ by its digest\}", service("compose-apart", name)["image"])
    for said in FILES["compose-unbroken"]["services"].values():  # of this host, where nobody has made it
        assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:-localhost/name-it-by-its-digest\}", said["image"])


@pytest.mark.parametrize(("file", "name"), WEBSITES)
def test_a_website_is_a_user_who_writes_nothing_and_is_looked_after(file: str, name: str) -> None:
    said = service(file, name)
    assert {volume.rsplit(":", 1)[1] for volume in said["volumes"]} == {"ro"}
    assert said["restart"] == "always"
    assert "/healthz" in said["healthcheck"]["test"][-1]
    assert said["mem_limit"] == "2g"


def test_a_website_is_reached_through_nginx_only() -> None:
    for file, name in WEBSITES[:3]:
        assert service(file, name)["ports"] == ["${STARMARK_LISTEN:-127.0.0.1}:8000:8000"]
    web, nginx = service("compose-apart", "web"), service("compose-apart", "nginx")
    assert web["command"][1:3] == ["--host", "127.0.0.1"]
    assert (nginx["network_mode"], web["ports"]) == ("service:web", ["443:443", "80:80"])
    places = {place.partition(":")[0] for place in service("compose", "web-here")["tmpfs"]}
    assert places >= {"/srv/starmark/keys", "/srv/starmark/casework"}


def test_no_file_asks_for_a_variable_of_what_is_not_started() -> None:
    """Compose reads all variables of a file, whichever profile is started."""
    for name in ("compose", "compose-unbroken"):
        said = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        assert re.findall(r"\$\{[^}]*:\?", said) == []
    for name, one in FILES["compose-apart"]["services"].items():
        if "profiles" in one:
            own = set(re.findall(r"\$\{([A-Z_]+):\?", str(one)))
            shared = {"STARMARK_HOME"}
            assert own <= shared, name


def test_the_database_is_reached_from_inside_only_over_tls_and_its_secrets_are_files() -> None:
    said = service("compose-apart", "database")
    assert said["networks"] == ["inside"]
    assert FILES["compose-apart"]["networks"]["inside"] == {"internal": True}
    assert "ports" not in said
    settings = (ROOT / "deploy" / "postgresql" / "starmark.conf").read_text(encoding="utf-8")
    targets = {one["target"] for one in said["secrets"] if isinstance(one, dict)}
    assert targets == set(re.findall(r"^ssl_(?:cert|key)_file = '(.+)'$", settings, re.MULTILINE))
    mounted = {volume.split(":")[0]: volume.split(":")[1] for volume in said["volumes"]}
    for option in ("config_file", "hba_file"):
        path = next(word.partition("=")[2] for word in said["command"] if word.startswith(option))
        assert path in mounted.values()
    for source in mounted:
        assert not source.startswith("..") or (FOLDER / source).is_file(), source
    assert said["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres-password"


@pytest.mark.parametrize("file", ["compose-apart", "compose-unbroken"])
def test_each_secret_is_a_file_that_somebody_asks_for(file: str) -> None:
    named = FILES[file]["secrets"]
    asked = {
        one if isinstance(one, str) else one["source"]
        for name in FILES[file]["services"]
        for one in service(file, name).get("secrets", [])
    }
    assert asked == set(named)
    assert all("file" in one for one in named.values())
    assert "PASSWORD=" not in str(FILES)


def test_primary_and_standby_are_the_same_but_for_how_they_begin() -> None:
    primary, standby = (service("compose-unbroken", name) for name in ("primary", "standby"))
    database = service("compose-apart", "database")
    for said in ("command", "environment", "volumes"):
        assert primary[said] == database[said]
    assert primary["command"] == ["postgres", *standby["command"]]
    for said in ("image", "healthcheck", "tmpfs", "ports", "shm_size"):
        assert primary[said] == standby[said]
    paths = {volume.split(":")[1]: volume.split(":")[0] for volume in standby["volumes"]}
    assert (FOLDER / paths[standby["entrypoint"][-1]]).is_file()
    assert "sslmode=verify-full" in standby["environment"]["PRIMARY"]
    for secret in re.findall(r"/run/secrets/(\S+)", standby["environment"]["PRIMARY"]):
        assert secret in standby["secrets"]


def test_the_container_that_publishes_has_the_list_key_alone() -> None:
    for file in ("compose", "compose-apart"):
        assert service(file, "publish")["volumes"][1].endswith(":/run/timer:ro")
    places = {place.partition(":")[0] for place in service("compose-apart", "publish")["tmpfs"]}
    assert places >= {"/srv/starmark/keys", "/srv/starmark/casework"}


def test_nginx_finds_its_settings_and_its_certificate() -> None:
    said = service("compose-apart", "nginx")
    conf = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert said["volumes"][0].startswith("../nginx.conf:")
    assert {one["target"] for one in said["secrets"]} == set(re.findall(r"ssl_certificate(?:_key)?\s+(\S+);", conf))
    assert "server 127.0.0.1:8000;" in conf


def test_the_front_asks_mirrors_by_settings_of_its_own() -> None:
    said = service("compose-unbroken", "front")
    conf = (ROOT / "deploy" / "nginx-mirrors.conf").read_text(encoding="utf-8")
    targets = {one["source"]: one["target"] for one in said["secrets"]}
    assert targets.pop("mirrors") == "/etc/nginx/conf.d/default.conf"
    assert set(targets.values()) == set(re.findall(r"ssl_certificate(?:_key)?\s+(\S+);", conf))
    assert said["ports"] == ["443:443"]


@pytest.mark.parametrize("name", sorted(FILES))
def test_compose_itself_reads_each_file(name: str) -> None:
    """docker-compose checks a file against its schema without asking any server."""
    named = {
        variable: f"/{variable}" for variable in re.findall(r"\$\{(\w+):\?", (FOLDER / f"{name}.yaml").read_text())
    }
    done = subprocess.run(
        ["docker-compose", "-f", f"{name}.yaml", "config", "--services"],
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], **named},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) <= set(FILES[name]["services"])
