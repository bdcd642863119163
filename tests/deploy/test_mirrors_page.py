"""The page about mirrors and object stores is followed, command by command, as it stands."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.days import parse_instant
from certs.publication.certificate_paths import address_of
from tests.deploy.nginx_host import asked
from tests.instances import ROOT, Staff, number
from tests.publication import object_store
from tests.publication.object_store import BUCKET
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import Hosts, commands, section

PAGE = (CHINESE / "staff" / "mirrors.md").read_text(encoding="utf-8")


def test_from_sending_to_a_mirror_that_answers(
    first_instance: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with object_store.running(monkeypatch.setenv) as store:
        hosts = Hosts(tmp_path / "hosts")
        home = hosts.root / "srv" / "starmark"
        shutil.copytree(first_instance.home, home)
        hosts.env["STARMARK_HOME"] = str(home)
        hosts.pin = next(key["multikey"] for key in json.loads(first_instance.run("keys", "list", "--json"))["keys"])
        far = hosts.root / "media" / "web" / "public"
        with (home / "starmark.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[publication]\nsend_to = ["s3://{BUCKET}/log-1", "{far}"]\n')
        hosts.follow(commands(section(PAGE, "送出")))
        sent = {path.relative_to(far) for path in far.rglob("*") if path.is_file()}
        own = {path.relative_to(home / "public") for path in (home / "public").rglob("*") if path.is_file()}
        assert {path for path in own if path.parts[0] != ".publishing"} == sent - {Path("sent.json")}
        keys = {one["Key"] for one in store.client.list_objects_v2(Bucket=BUCKET)["Contents"]}
        assert keys == {f"log-1/{address_of(str(path))}" for path in sent}
        hosts.serve(home)
        hosts.follow(commands(section(PAGE, "建镜像")))
        hosts.follow(
            [
                type(command)(
                    command.text.replace("mirror-2 mirror /media/web/public", f"mirror-3 mirror s3://{BUCKET}/log-1")
                )
                for command in commands(section(PAGE, "建镜像"))
                if "mirror-2" in command.text
            ]
        )
        hosts.follow(commands(section(PAGE, "镜像对外回答")))
        answer = json.loads(asked(f"{hosts.site}/api/v1/certificates/{number(1)}").body)
        age = datetime.now(UTC) - parse_instant(answer["as_of"])
        assert (answer["status"], timedelta(0) <= age < timedelta(seconds=300)) == ("valid", True)
        hosts.close()


def test_the_english_page_types_the_same() -> None:
    assert commands((ENGLISH / "staff" / "mirrors.md").read_text(encoding="utf-8")) == commands(PAGE)


def test_the_files_that_the_page_names_are_there() -> None:
    for name in ("starmark-send.timer", "starmark-mirror.service", "nginx-mirrors.conf"):
        assert f"deploy/{name}" in PAGE
        assert (ROOT / "deploy" / name).is_file()
