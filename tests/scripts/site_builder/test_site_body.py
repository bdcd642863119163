"""Another body publishes its own site: its names, its number, its address, its contact, its rule for the mark."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from certs.scheme.mark_policy import MARK_POLICIES
from scripts.__main__ import VERBS
from scripts.site_builder import site_body, site_commands
from tests.site.built_pages import ROOT, Built
from tests.site.test_parity import configs

CHANGES = {
    "示例认证中心（样例）": "青山认证有限公司",
    "Sample Certification Centre": "Qingshan Certification",
    "CNCA-R-2099-999": "CNCA-R-2002-001",
    'number_prefix = "999"': 'number_prefix = "001"',
    "cert.example.cn": "cert.qingshan.example",
    "400-000-0000": "010-12345678",
    'packaging = "covered-products"': 'packaging = "forbidden"',
}
SAMPLES = (
    "示例认证中心",
    "Sample Certification",
    "2099-999",
    "cert.example.cn",
    "虚构批准号",
    "400-000-0000",
    "fictional approval number",
    MARK_POLICIES["covered-products"].in_force.zh,
)


def build(profile: Path, site: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.site_builder.build_site", "--to", str(site), "--profile", str(profile)]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built_other(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, str]:
    """The site of a body that is no sample and forbids the mark on packaging, and what its build told."""
    folder = tmp_path_factory.mktemp("other")
    text = site_body.SAMPLE.read_text(encoding="utf-8")
    for old, new in CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    ran = build(folder / "profile.toml", folder / "site")
    assert ran.returncode == 0, ran.stderr
    return Built(folder / "site", ROOT / "verify" / "static"), ran.stdout


@pytest.fixture
def other(built_other: tuple[Built, str]) -> Built:
    return built_other[0]


def test_the_build_tells_what_it_built(built_other: tuple[Built, str]) -> None:
    site, told = built_other
    pages, seconds = re.search(r"(\d+) pages .* in ([\d.]+) s", told).groups()  # type: ignore[union-attr]
    assert int(pages) == len(site.documents) > 20
    assert float(seconds) > 0  # how long it may take is measured by tests/bench/lighthouse.py


def test_another_body_is_named_on_every_page_and_the_sample_on_none(other: Built) -> None:
    for address, page in other.documents.items():
        name = "Qingshan Certification" if address.startswith("/en/") else "青山认证有限公司"
        assert page.source.count(name) >= 3, address  # title, head, foot
        assert "CNCA-R-2002-001" in page.text, address
        if "/decisions/" not in address and address not in {"/changelog/", "/en/changelog/"}:
            assert [word for word in SAMPLES if word in page.source] == [], address


def test_another_body_has_its_own_rule_and_contact(other: Built) -> None:
    for prefix, language in (("/", "zh"), ("/en/", "en")):
        assert getattr(MARK_POLICIES["forbidden"].in_force, language) in other.documents[f"{prefix}mark/"].text
        assert "010-12345678" in other.documents[f"{prefix}help/complaints/"].text
        assert "001" + "26SC00001R0M" in other.documents[f"{prefix}mark/"].text


def test_another_body_has_its_own_address(other: Built) -> None:
    for name in ("robots.txt", "sitemap.xml", "en/sitemap.xml"):
        text = (other.site / name).read_text(encoding="utf-8")
        assert "https://cert.qingshan.example/" in text
        assert "cert.example.cn" not in text
    assert 'rel="canonical" href="https://cert.qingshan.example/en/check/"' in other.documents["/en/check/"].source


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [('"covered-products"', '"perhaps"', "mark.packaging"), ("[body]", "[bodi]", "body"), ("[body]", "[body", "TOML")],
)
def test_a_wrong_profile_stops_the_build(tmp_path: Path, old: str, new: str, told: str) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text(site_body.SAMPLE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    ran = build(profile, tmp_path / "site")
    assert ran.returncode == 1
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "site").exists()


def test_without_a_profile_file_the_command_line_is_wrong(tmp_path: Path) -> None:
    ran = build(tmp_path / "none.toml", tmp_path / "site")
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert "none.toml" in ran.stderr


def test_another_builder_of_the_same_files_would_name_the_sample_body() -> None:
    for config, language in zip(configs(), ("zh", "en"), strict=True):
        settings = site_body.read()
        assert {name: config[name] for name in ("site_name", "site_url")} == site_body.overruled(settings, language)
        shown = site_body.shown(settings, language)
        assert config["extra"]["body"] == shown["body"]
    assert configs()[0]["extra"]["sample"] is True


@pytest.mark.parametrize(("prefix", "language"), [("/", "zh"), ("/en/", "en")])
def test_the_handbook_lists_every_command_with_its_help(built: Built, prefix: str, language: str) -> None:
    page = built.documents[f"{prefix}staff/"]
    assert list(site_commands.verbs()) == list(VERBS)
    assert re.findall(r'<th scope="row"[^>]*><code>([\w-]+)</code></th>', page.source) == list(VERBS)
    said = [getattr(words, language).split("\n", 1)[0] for words in site_commands.verbs().values()]
    assert [text for text in said if text not in page.text] == []


@pytest.mark.parametrize(("prefix", "language"), [("/", "zh"), ("/en/", "en")])
def test_the_page_of_the_mark_lists_every_rule(built: Built, prefix: str, language: str) -> None:
    text = built.documents[f"{prefix}mark/"].text
    for policy in MARK_POLICIES.values():
        assert all(getattr(words, language) in text for words in (policy.name, policy.meaning, policy.why))
