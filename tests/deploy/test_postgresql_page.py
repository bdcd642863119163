"""The page about PostgreSQL is followed, command by command, as it stands, on a server of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from certs.instance.folder import open_instance
from tests.instances import EXAMPLES, ROOT, seal_cheaply
from tests.postgres import BINARIES, find_binaries, running
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import Hosts, commands, section

PAGE = (CHINESE / "staff" / "postgresql.md").read_text(encoding="utf-8")
SERVICE = "postgresql:///?service=starmark"

pytestmark = pytest.mark.postgres


def test_from_the_roles_to_the_move_and_back(tmp_path: Path) -> None:
    with running() as server:
        path = f"{find_binaries(BINARIES)}:{os.environ['PATH']}"
        own = {"PATH": path, "PGHOST": str(server.folder), "PGUSER": "starmark", "PGDATABASE": "starmark"}
        hosts = Hosts(tmp_path / "hosts", env={**own, "PGSERVICEFILE": str(tmp_path / "service.conf")})
        program = hosts.root / "srv" / "starmark-program"
        shutil.copytree(ROOT / "deploy", program / "deploy")
        shutil.copy(EXAMPLES / "profile.toml", hosts.root / "desk" / "profile.toml")
        (tmp_path / "service.conf").write_text(
            f"[starmark]\nhost={server.folder}\ndbname=starmark\nuser=starmark_staff\n", encoding="utf-8"
        )
        hosts.follow(commands(section(PAGE, "建库和角色")))
        there, moved = hosts.root / "srv" / "anew", hosts.root / "srv" / "starmark"
        hosts.env["STARMARK_HOME"] = str(there)
        hosts.follow(commands(section(PAGE, "新建实例")))
        assert open_instance(there).register_url == SERVICE
        shutil.rmtree(there)  # the same database again, empty, for a register that began as a file
        with server._connect() as connection:
            connection.execute("DROP DATABASE starmark WITH (FORCE)")
            connection.execute("CREATE DATABASE starmark OWNER starmark_staff TEMPLATE template0")
        shutil.rmtree(hosts.root / "media" / "offline" / "root")
        hosts.env["STARMARK_HOME"] = str(moved)
        init = commands(section(PAGE, "新建实例"))[0]
        hosts.follow([type(init)(init.text.replace(f"--register '{SERVICE}' ", ""))])
        seal_cheaply(hosts.root)
        hosts.follow(commands(section(PAGE, "从 SQLite 搬过去")))
        assert open_instance(moved).register_url == SERVICE
        hosts.follow(commands(section(PAGE, "搬回来")))
        assert open_instance(moved).register_url == f"sqlite:///{moved / 'register.db'}"
        hosts.close()


def test_the_english_page_types_the_same() -> None:
    assert commands((ENGLISH / "staff" / "postgresql.md").read_text(encoding="utf-8")) == commands(PAGE)
