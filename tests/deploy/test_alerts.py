"""The example of alerts and of a board: they ask for figures that there are, and staff are told of each alert."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pytest
from mkdocs.utils.yaml import yaml_load

from tests.instances import ROOT
from tests.site.built_pages import CHINESE, ENGLISH

DEPLOY: Final = ROOT / "deploy"
RULES: Final[list[dict[str, Any]]] = [
    rule
    for group in yaml_load((DEPLOY / "prometheus-rules.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
BOARD: Final = json.loads((DEPLOY / "grafana-board.json").read_text(encoding="utf-8"))
NAME: Final = re.compile(r"\bstarmark_[a-z_]+")


def served() -> set[str]:
    """Return the names of all figures, as a monitor gets them."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "verify" / "watch").glob("*.py"))
    names = set(re.findall(r'"(starmark_[a-z_]+)"', sources))
    counted = {f"{name}_total" for name in ("starmark_requests", "starmark_verdicts")}
    return (names - {"starmark_requests", "starmark_verdicts"}) | counted | {"starmark_request_seconds_bucket"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_figures_that_there_are_and_staff_read_what_to_do(rule: dict[str, Any]) -> None:
    names = set(NAME.findall(rule["expr"]))
    assert names <= served()
    assert names or rule["expr"].startswith("up{")
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert " / " in rule["annotations"]["summary"]
    host, _, path = rule["annotations"]["runbook_url"].partition("/staff/")
    assert host == "https://cert.example.cn"
    assert (CHINESE / "staff" / f"{path.strip('/')}.md").is_file()
    for pages in (CHINESE, ENGLISH):
        page = (pages / "staff" / "monitoring.md").read_text(encoding="utf-8")
        assert page.count(f"| `{rule['alert']}` |") == 1


def test_the_page_tells_of_no_alert_that_there_is_not() -> None:
    page = (CHINESE / "staff" / "monitoring.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(Starmark\w+)` \|", page, re.MULTILINE) == sorted(
        (rule["alert"] for rule in RULES), key=page.index
    )


def test_the_board_asks_for_figures_that_there_are_and_shows_them_all() -> None:
    expressions = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
    names = {name for expression in expressions for name in NAME.findall(expression)}
    assert names <= served()
    assert served() - names <= {"starmark_request_seconds"}
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in BOARD["panels"]]
    assert len(set(places)) == len(places)
    assert {panel["datasource"]["uid"] for panel in BOARD["panels"]} == {"${datasource}"}
