"""The log of the service: lines that can be read by machines, hold nothing of what was asked, and cannot be forged."""

from __future__ import annotations

import json
import logging
import logging.config
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from certs.instance.service_settings import ServiceSettings
from scripts.network.web_workers import LOG
from tests.instances import ROOT
from tests.verify.sample_service import World
from verify.door import front
from verify.door.service_log import JsonLines, fault_of, network_of


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Where everything is logged, as the service logs it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("starmark")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield written
    logger.removeHandler(handler)
    logger.setLevel(before)


def served(world: World, **settings: Any) -> Flask:
    app = world.app()
    front.put_before(app, ServiceSettings(**settings))
    return app


def told(lines: StringIO) -> list[dict[str, Any]]:
    """Return the lines, each of which must be one object of ASCII JSON."""
    written = lines.getvalue()
    assert written.isascii()
    return [json.loads(line) for line in written.splitlines()]


def test_a_request_is_one_line_with_its_route(world: World, lines: StringIO) -> None:
    client = served(world).test_client()
    answer = client.get(f"/c/{world.numbers['valid']}?at=2026-12-01", environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    (line,) = told(lines)
    assert line.keys() == {"time", "level", "id", "method", "route", "status", "ms", "client"}
    assert (line["level"], line["method"], line["route"], line["status"]) == ("info", "GET", "/c/<number>", 200)
    assert line["client"] == "203.0.113.0/24"
    assert line["id"] == answer.headers["X-Request-ID"]
    assert line["ms"] >= 0


@pytest.mark.parametrize(
    "path",
    [
        "/verify?q=海岚秘密",
        "/c/海岚秘密",
        "/nothing/海岚秘密%0a%7b%22level%22:%22error%22%7d",
        "/q/海岚秘密",
        "/%0d%0aforged",
        "/c/%1b[31mred",
        "/static/%e2%80%a8海岚秘密",
    ],
)
def test_no_line_holds_what_was_asked_and_none_can_be_forged(world: World, lines: StringIO, path: str) -> None:
    served(world).test_client().get(path, headers={"User-Agent": "秘密\x1b", "Referer": "https://海岚秘密/"})
    (line,) = told(lines)
    assert "秘密" not in json.dumps(line, ensure_ascii=False)
    assert not {"forged", "red"} & {str(value) for value in line.values()}
    assert line["route"] is None or "<" in line["route"] or line["route"] == "/verify"


def test_a_fault_is_told_by_kind_and_place_and_never_by_what_was_asked(world: World, lines: StringIO) -> None:
    app = served(world)

    def broken(**_: str) -> str:
        raise RuntimeError("秘密 in a message")

    app.view_functions["search.search"] = broken
    assert app.test_client().get("/verify?q=秘密").status_code == 500
    fault, request = told(lines)
    assert (fault["level"], fault["message"], fault["fault"]["kind"]) == (
        "error",
        "fault while answering",
        "RuntimeError",
    )
    assert "broken" in fault["fault"]["at"][-1]
    assert fault["id"] == request["id"]
    assert request["level"] == "warning"
    assert "秘密" not in lines.getvalue().encode("ascii").decode("unicode_escape")


def test_the_cause_of_a_fault_is_told_too() -> None:
    error = KeyError("秘密")
    error.__cause__ = ValueError("秘密")
    fault = fault_of(error)
    assert (fault["kind"], fault["cause"]["kind"]) == ("KeyError", "ValueError")
    assert "秘密" not in str(fault)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unix:", ""),
        ('1.2.3.4"\n', ""),
    ],
)
def test_an_address_is_cut_to_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_addresses_are_whole_only_where_a_body_says_so(world: World, lines: StringIO) -> None:
    client = served(world, whole_addresses=True).test_client()
    client.get("/", environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    assert told(lines)[0]["client"] == "203.0.113.77"


@pytest.mark.parametrize(("proxies", "given", "taken"), [(1, True, True), (0, True, False), (1, False, False)])
def test_a_request_keeps_the_name_that_a_proxy_of_ours_gave(
    world: World, lines: StringIO, proxies: int, given: bool, taken: bool
) -> None:
    name = "0123456789abcdef" if given else 'x" forged'
    answer = served(world, proxies=proxies).test_client().get("/", headers={"X-Request-ID": name})
    assert (answer.headers["X-Request-ID"] == name) is taken
    assert told(lines)[0]["id"] == answer.headers["X-Request-ID"]


def test_what_granian_says_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    config = json.loads((ROOT / LOG).read_bytes())
    assert Path(sys.modules["verify.door"].__path__[0]) / "log_config.json" == (ROOT / LOG)
    advice, granian = config["filters"]["advice"]["()"], config["loggers"]["_granian"]
    assert (granian["filters"], advice) == (["advice"], "verify.door.service_log.WithoutAdvice")
    logger = logging.getLogger("of_this_test")
    logging.config.dictConfig(
        {**config, "loggers": {"of_this_test": granian}, "root": {"level": "WARNING"}, "incremental": False}
    )
    logger.error("Unexpected exit from worker-1\nforged")
    logger.warning("Configuration allows spawning up to 64 Python threads")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == "Unexpected exit from worker-1\nforged"
