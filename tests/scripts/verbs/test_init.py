"""Making an instance: private where it must be, never over anything, and never half."""

from __future__ import annotations

import errno
import json
import re
import shutil
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from certs.errors import CouldNotCheck
from certs.instance.folder import open_instance
from certs.instance.settings import parse_settings
from certs.instance.whole_files import Placer
from certs.publication.publishing_state import CHECKPOINT
from certs.register.acts import founding
from certs.register.store.database import Store
from certs.scheme.assessment_rules import AssessmentRules
from certs.scheme.mark_policy import MARK_POLICIES
from tests.instances import EXAMPLES, PASSPHRASE, Staff, number
from tests.postgres import PostgresServer
from tests.scripts.command_calls import Said, call

PROFILE = EXAMPLES / "profile.toml"
TERMS = ("complaint_acknowledged_days", "complaint_answered_days", "surveillance_months", "decision_days", "key_months")


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase.txt"
    file.write_text(PASSPHRASE + "\n")
    return file


def init(
    capsys: pytest.CaptureFixture[str], home: Path, passphrase_file: Path, *more: str | Path, profile: Path = PROFILE
) -> Said:
    return call(capsys, "--home", home, "init", "--profile", profile, "--passphrase-file", passphrase_file, *more)


def profile_at(folder: Path, register_url: str) -> Path:
    """Write a profile of which the register is elsewhere."""
    profile = folder / "profile.toml"
    place = f'\n[register]\nurl = "{register_url}"\n' if register_url else ""
    profile.write_text(PROFILE.read_text(encoding="utf-8") + place, encoding="utf-8")
    return profile


def test_what_is_made_and_who_may_read_it(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "h"
    said = init(capsys, home, passphrase_file, "--json")
    root = home / "root-key-MOVE-ME-OFF-THIS-HOST"
    assert said.code == 0
    assert said.json["root_folder"] == str(root)
    modes = {file.relative_to(home).as_posix(): stat.S_IMODE(file.stat().st_mode) for file in home.rglob("*")}
    purposes = ("certificate", "qr", "status", "list", "log")
    keys = {f"keys/{purpose}-1.{kind}": 0o600 for purpose in purposes for kind in ("pem", "pub")}
    keys |= {f"{root.name}/root-1.{kind}": 0o600 for kind in ("pem", "pub")}
    private = {name: mode for name, mode in modes.items() if mode in {0o600, 0o700}}
    assert private == {**keys, "keys": 0o700, root.name: 0o700, "casework.db": 0o600}
    assert (home / "starmark.toml").read_bytes() == PROFILE.read_bytes()
    trust = json.loads((home / "public" / "trust.json").read_bytes())
    assert [key["multikey"] for key in trust["keys"] if key["name"] == "root-1"] == [said.json["root"]]


def test_the_next_steps_are_said_in_both_languages(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = init(capsys, tmp_path / "en", passphrase_file)
    assert "verifiers pin it" in said.out
    assert "z6Mk" in said.out
    assert "offline media" in said.out
    assert "根公钥" in init(capsys, tmp_path / "zh", passphrase_file, "--lang", "zh").out


def test_the_root_key_can_go_to_other_media_at_once(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    media = tmp_path / "usb" / "root"
    media.parent.mkdir()
    assert init(capsys, tmp_path / "h", passphrase_file, "--root-to", media).code == 0
    assert sorted(file.name for file in media.iterdir()) == ["root-1.pem", "root-1.pub"]
    assert not list((tmp_path / "h").rglob("root*"))
    assert init(capsys, tmp_path / "h2", passphrase_file, "--root-to", media).code == 1
    assert init(capsys, tmp_path / "h2", passphrase_file, "--root-to", tmp_path / "no" / "usb").code == 64
    assert not (tmp_path / "h2").exists()


def test_an_instance_is_never_overwritten(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "h"
    home.mkdir()
    assert init(capsys, home, passphrase_file).code == 0  # an empty folder may be there
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    said = init(capsys, home, passphrase_file)
    assert said.code == 1
    assert "not overwritten" in " ".join(said.err.split())  # a long path wraps the words
    assert {file: file.read_bytes() for file in home.rglob("*") if file.is_file()} == before
    assert init(capsys, passphrase_file, passphrase_file).code == 1  # a file in its place
    assert passphrase_file.read_text() == PASSPHRASE + "\n"


def test_a_failure_half_way_leaves_nothing(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise CouldNotCheck("disk_full", "磁盘已满。", "The disk is full.")

    folder = tmp_path / "place"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(founding, "found", full)
        assert init(capsys, folder / "h", passphrase_file).code == 2
    assert list(folder.iterdir()) == []
    assert init(capsys, folder / "h", passphrase_file).code == 0


def test_what_cannot_be_published_at_once_is_published_later(
    tmp_path: Path,
    store_url: str,
    passphrase_file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk is full just before the first checkpoint: keys and register stand, and publishing goes on from there."""
    real = Placer.put

    def full(placer: Placer, name: str, data: bytes) -> None:
        if name == CHECKPOINT:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(placer, name, data)

    profile, home = profile_at(tmp_path, store_url if store_url.startswith("postgresql") else ""), tmp_path / "h"
    with monkeypatch.context() as patch:
        patch.setattr(Placer, "put", full)
        said = init(capsys, home, passphrase_file, profile=profile)
    assert (said.code, "starmark publish" in said.err, "z6Mk" in said.out) == (2, True, True)
    assert not (home / "public" / CHECKPOINT).exists()
    assert len(list((home / "keys").glob("*.pem"))) == 5
    typed = ("--home", home, "publish", "--passphrase-file", passphrase_file, "--json")
    published = call(capsys, *typed)
    assert (published.code, published.json.get("size")) == (0, 6)
    assert call(capsys, "--home", home, "audit").code == 0
    shutil.rmtree(home / "public")
    (home / "public.checkpoint").unlink()
    assert call(capsys, *typed).json["error"]["code"] == "published_missing"  # that was not the first


@pytest.mark.postgres
def test_the_keys_of_a_register_that_was_founded_are_kept(
    tmp_path: Path,
    postgres_server: PostgresServer,
    passphrase_file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody takes the place of the new instance at the very moment at which its register is founded elsewhere."""
    home, real, url = tmp_path / "h", founding.found, postgres_server.fresh()

    def found(store: Store, *rest: Any) -> bytes:
        trust_list = real(store, *rest)
        (home / "taken").mkdir(parents=True)
        return trust_list

    with monkeypatch.context() as patch:
        patch.setattr(founding, "found", found)
        said = init(capsys, home, passphrase_file, "--json", profile=profile_at(tmp_path, url))
    assert (said.code, said.json["error"]["code"]) == (2, "keys_kept")
    (kept,) = tmp_path.glob(".h.unfinished-*")
    assert str(kept) in said.json["error"]["message"]["en"]
    shutil.rmtree(home)
    kept.rename(home)
    assert call(capsys, "--home", home, "publish", "--passphrase-file", passphrase_file).code == 0
    assert call(capsys, "--home", home, "audit").code == 0
    again = init(capsys, tmp_path / "h2", passphrase_file, "--json", profile=profile_at(tmp_path, url))
    assert (again.code, again.json["error"]["code"]) == (2, "founded")
    assert not list(tmp_path.glob(".h2.unfinished-*"))
    postgres_server.drop(url)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('https://cert.example.cn"        #', 'http://cert.example.cn"        #', "service.base_url"),
        ('https://cert.example.cn"        #', 'https://192.0.2.7"        #', "service.base_url"),
        ('https://cert.example.cn"        #', f'https://{"a" * 30}.example.org.cn"        #', "service.base_url"),
        ('https://cert.example.cn"        #', 'https://cert.example.cn/path"        #', "service.base_url"),
        ('https://cert.example.cn"        #', 'https://user@cert.example.cn"        #', "service.base_url"),
        ('https://cert.example.cn"        #', 'https://localhost"        #', "service.base_url"),
        ("CNCA-R-2099-999", "nonsense", "body.approval_number"),
        ('number_prefix = "999"', 'number_prefix = "99a"', "body.number_prefix"),
        ('packaging = "covered-products"', 'packaging = "anything"', "mark.packaging"),
        ('default = "gbt27922-2011"', 'default = "x"', "scheme.default"),
        ("[mark]", "[marks]", "marks"),
        ('name_en = "Sample Certification Centre"', "name_en = 7", "body.name_en"),
    ],
)
def test_a_profile_with_a_mistake_makes_nothing(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, field: str
) -> None:
    text = PROFILE.read_text(encoding="utf-8")
    assert old in text
    profile = tmp_path / "profile.toml"
    profile.write_text(text.replace(old, new), encoding="utf-8")
    said = init(capsys, tmp_path / "h", passphrase_file, "--json", profile=profile)
    assert said.code == 1
    assert field in [error["field"] for error in said.json["errors"]]
    assert not (tmp_path / "h").exists()


@pytest.mark.parametrize("content", [b"", b"not toml", b"\xff\xfe", b"x" * 70_000, b"[" * 10_000, b"[body]\nname = 1"])
def test_what_is_no_profile_makes_nothing(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_bytes(content)
    said = init(capsys, tmp_path / "h", passphrase_file, profile=profile)
    assert said.code == 1
    assert "Traceback" not in said.err
    assert not (tmp_path / "h").exists()
    assert init(capsys, tmp_path / "h", passphrase_file, profile=tmp_path / "missing").code == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_explains_every_setting_and_is_taken_when_it_is_filled_in(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    file = tmp_path / "profile.toml"
    assert call(capsys, "init", "--template", file, lang=lang).code == 0
    text = file.read_text(encoding="utf-8")
    assert bool(re.search("[\u4e00-\u9fff]", text.replace("服务认证", ""))) == (lang == "zh")
    for code, policy in MARK_POLICIES.items():
        assert f'# packaging = "{code}"' in text
        assert all(getattr(words, lang) in text for words in (policy.meaning, policy.why))
    empty = init(capsys, tmp_path / "h", passphrase_file, "--json", profile=file)
    fields = [error["field"] for error in empty.json["errors"]]
    assert (empty.code, len(fields)) == (1, 9)
    filled = tomllib.loads(PROFILE.read_text(encoding="utf-8"))
    for section, name in (field.split(".") for field in fields):
        value = f'{name} = "{filled[section][name]}"'
        text = text.replace(f'{name} = ""', value).replace(f"# {value}", value)
    file.write_text(text, encoding="utf-8")
    assert init(capsys, tmp_path / "h", passphrase_file, profile=file).code == 0
    assert call(capsys, "init", "--template", file).code == 1  # never over a file
    chosen = re.sub(r"(?m)^# (?=\[[a-z]+\]$|(?!packaging)[a-z_]+ = )", "", text)
    assert {section: set(settings) for section, settings in tomllib.loads(chosen).items()} == {
        "body": set(filled["body"]) - {"time_zone"},  # it has one value only
        "service": {"base_url", "proxies", "address_points", "whole_addresses", "hsts_subdomains", "metrics"},
        **{x: set(filled[x]) for x in ("scheme", "mark", "fees")} | {"casework": {"url"}, "publication": {"send_to"}},
        "sizes": {"small_up_to", "medium_up_to"},
        "register": {"url", "replicas", "replica_seconds"},
        "documents": {"appeal_days", "appeal_working_days", "signing_certificate", "timestamp_url"},
        "rules": {*filled["rules"], "filed", "cases_only", *TERMS, *AssessmentRules.__match_args__},
        "outside": {"log", "witness", "must_answer"},
    }
    assert parse_settings(re.sub("(?m)^appeal_working_days.*", "", chosen).encode()).service.proxies == 1  # one term


def test_a_body_chooses_its_rule_of_the_mark(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE.read_text(encoding="utf-8").partition("[mark]")[0], encoding="utf-8")
    said = init(capsys, tmp_path / "h", passphrase_file, "--json", profile=profile)
    assert (said.code, [error["field"] for error in said.json["errors"]]) == (1, ["mark.packaging"])
    for code, policy in MARK_POLICIES.items():
        for language in ("zh", "en"):
            message = said.json["errors"][0]["message"][language]
            assert code in message
            assert getattr(policy.why, language) in message
    assert not (tmp_path / "h").exists()


def test_an_instance_that_has_not_chosen_goes_on_and_is_told(staff: Staff, capsys: pytest.CaptureFixture[str]) -> None:
    settings = staff.home / "starmark.toml"
    settings.write_text(settings.read_text(encoding="utf-8").partition("[mark]")[0], encoding="utf-8")
    assert open_instance(staff.home).settings.mark_policy == "forbidden"
    typed = ("suspend", number(1), "--reason", "complaint", "--until", "2999-01-01", "--by", "a", "--dry-run")
    assert "[mark] packaging" in call(capsys, "--home", staff.home, *typed).err
    [note] = call(capsys, "--home", staff.home, "audit", "--json").json["notes"]
    assert "forbidden" in note["en"]


def test_what_is_unknown_is_told_with_what_stands_there(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "profile.toml"
    text = PROFILE.read_text(encoding="utf-8").replace("[scheme]", '[shceme]\nmore = ["a", 7]')
    profile.write_text(text.replace("name_en =", 'nmae = "x"\nname_en ='), encoding="utf-8")
    errors = init(capsys, tmp_path / "h", passphrase_file, "--json", profile=profile).json["errors"]
    given = {error["field"]: error["value"] for error in errors if error["code"] == "unknown"}
    assert given == {"shceme": "more = a; 7; default = gbt27922-2011", "body.nmae": "x"}
