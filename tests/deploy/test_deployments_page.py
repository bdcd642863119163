"""The page about the three deployments: a host is set up by it from nothing, by the accounts that it makes."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.deploy.machines import Machine, connected
from tests.deploy.page_steps import desk, follow, lay_out_desk, steps
from tests.instances import ROOT, number
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import section

PAGES: Final = ("deployments", "apart", "unbroken")
TEXTS: Final = {name: (CHINESE / "staff" / f"{name}.md").read_text(encoding="utf-8") for name in PAGES}
ALONE: Final = section(TEXTS["deployments"], "一台主机")


def follow_with_desk(machines: dict[str, Machine], page: str, staff: str, pin: str = "") -> None:
    """Follow a page; once its account of the staff is there, what they prepared lies in its home."""
    first, rest = page[: page.index("starmark init")], page[page.index("starmark init") :]
    cut = first.rindex("```sh")
    follow(machines, page[:cut], pin)
    for name, text in desk().items():
        lay_out_desk(machines[staff], name, text)
    follow(machines, first[cut:] + rest, pin)


def certified(machine: Machine, *trusting: Machine) -> None:
    """Give nginx a certificate, as an authority would, which the others trust."""
    machine.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=cert.example.cn "
        "-addext subjectAltName=DNS:cert.example.cn -keyout /etc/ssl/cert.example.cn.key "
        "-out /etc/ssl/cert.example.cn.pem && cp /etc/ssl/cert.example.cn.pem /media/offline/public.pem"
    )
    for each in (machine, *trusting):
        each.run("cat /media/offline/public.pem >> /etc/ssl/certs/ca-certificates.crt")


def test_one_host_from_nothing_to_nginx() -> None:
    with connected("host", public="host") as machines:
        host = machines["host"]
        certified(host)
        follow_with_desk(machines, ALONE, "host")
        answer = host.run(f"curl -fsS https://cert.example.cn/api/v1/certificates/{number(1)}")
        assert '"valid"' in answer
        assert host.run("stat -c %U /srv/starmark/public/status/revocation/1") == "starmark\n"
        # what the website and the timer may not see is not there for them
        for unit in ("starmark-web", "starmark-publish"):
            said = (ROOT / "deploy" / f"{unit}.service").read_text(encoding="utf-8")
            assert re.search(r"^InaccessiblePaths=.*/srv/starmark/keys", said, re.MULTILINE)
        host.run("cat /srv/starmark/keys/list-1.pem", code=1, account="starmark-web")
        host.run("touch /srv/starmark/mine", code=1, account="starmark-web")
        # staff go on acting after the timer has published, and the other way round
        host.run("starmark issue next.toml --passphrase-file ~/passphrase", account="starmark")
        host.run("systemctl start starmark-publish")
        host.run("starmark audit", account="starmark")


@pytest.mark.parametrize("name", PAGES)
def test_the_english_page_types_the_same(name: str) -> None:
    assert steps((ENGLISH / "staff" / f"{name}.md").read_text(encoding="utf-8")) == steps(TEXTS[name])


@pytest.mark.parametrize("name", PAGES)
def test_every_file_of_ours_that_a_page_names_is_there(name: str) -> None:
    named = set(re.findall(r"(?<![\w/])(?:/srv/starmark-program/)?(deploy/[\w./-]+[\w])", TEXTS[name]))
    assert named
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []
