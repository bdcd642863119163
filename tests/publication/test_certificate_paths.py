"""Where certificates' files lie: in folders that stay small, found by nginx's pattern; older folders move forward."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from certs.audit.full_audit import audit
from certs.publication import certificate_paths
from certs.publication.certificate_paths import ENDINGS, FLAT, move_forward, stem_of
from certs.publication.publish import publish
from certs.publication.publishing_state import STATE
from tests.register.founded_register import TODAY, Register, draft, ring

MANY = 3_000  # files of one folder, "some thousand"


@pytest.mark.parametrize(
    ("number", "stem"),
    [
        ("99926SC00001R0M", "c/99926/00/99926SC00001R0M"),
        ("99926SC99999R1L", "c/99926/99/99926SC99999R1L"),
        ("999926SC100000R0S", "c/999926/100/999926SC100000R0S"),
        ("99926SC12345678R0M-12", "c/99926/12345/99926SC12345678R0M-12"),
        ("CTS/2023/123R1M", "c/other/"),
    ],
)
def test_the_folder_follows_from_the_number(number: str, stem: str) -> None:
    found = stem_of(number)
    assert found.startswith(stem)
    assert found.endswith("/" + number.replace("/", "~"))
    assert stem_of(number, FLAT) == "c/" + number.replace("/", "~")


def test_no_folder_grows_beyond_some_thousand_files() -> None:
    ours = Counter(stem_of(f"99926SC{serial:05}R0M").rpartition("/")[0] for serial in range(1, 1_200_000, 7))
    assert max(ours.values()) * 7 * len(ENDINGS) <= MANY + 7 * len(ENDINGS)
    others = Counter(stem_of(f"CTS{n:07}XYZ").rpartition("/")[0] for n in range(200_000))
    assert max(others.values()) * len(ENDINGS) < MANY


def _flat_again(public: Path) -> list[str]:
    """Put the files where version 0.1 left them, which had no word on the layout in its state."""
    names = []
    for path in sorted((public / "c").rglob("*")):
        if path.is_file():
            names.append(path.name)
            path.rename(public / "c" / path.name)
    for folder in sorted((public / "c").rglob("*"), reverse=True):
        if folder.is_dir():
            folder.rmdir()
    state = json.loads((public / STATE).read_bytes())
    del state["layout"]
    (public / STATE).write_text(json.dumps(state))
    return names


def _tree(public: Path) -> dict[str, bytes]:
    return {str(path.relative_to(public)): path.read_bytes() for path in public.rglob("*") if path.is_file()}


def _found(register: Register, public: Path, day: date = TODAY) -> list[str]:
    return [each.where for each in audit(register.url, public, day, workers=1).findings.differences]


def test_folders_of_version_0_1_move_forward_at_the_next_publication(
    small_register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = tmp_path / "public"
    small_register.issue(*(draft(n) for n in range(1, 4)))
    publish(small_register.store, public, ring().get("list"), small_register.now)
    whole = _tree(public)
    names = _flat_again(public)
    assert len(names) >= 3 * len(ENDINGS)
    assert _found(small_register, public) == []  # an upgrade alone makes no difference
    (public / "c" / names[0]).write_bytes(b"{}")
    assert _found(small_register, public) == [f"public/c/{names[0]}"]
    (public / "c" / names[0]).write_bytes(
        whole[f"{stem_of(names[0].rpartition('.')[0])}.{names[0].rpartition('.')[2]}"]
    )

    calls = []

    def cut(number: str, layout: int = certificate_paths.SHARED_OUT) -> str:
        calls.append(number)
        if len(calls) == 4:
            raise OSError(5, "the power failed")
        return stem_of(number, layout)

    with monkeypatch.context() as patched:
        patched.setattr(certificate_paths, "stem_of", cut)
        with pytest.raises(Exception, match="publish_failed"):
            publish(small_register.store, public, ring().get("list"), small_register.now)
    done = publish(small_register.store, public, ring().get("list"), small_register.now)
    assert not [name for name in done.written if name.startswith("c/")]  # moved, not written anew
    assert _tree(public) == whole
    assert _found(small_register, public) == []


def test_what_was_written_since_is_kept_and_strange_files_stay(tmp_path: Path) -> None:
    new = tmp_path / f"{stem_of('99926SC00001R0M')}.json"
    new.parent.mkdir(parents=True)
    new.write_bytes(b"new")
    (tmp_path / "c" / "99926SC00001R0M.json").write_bytes(b"old")
    (tmp_path / "c" / "CTS~1R0M.qr").write_bytes(b"taken over")
    (tmp_path / "c" / "notes.txt").write_bytes(b"somebody's")
    assert move_forward(tmp_path) == 2
    assert new.read_bytes() == b"new"
    assert (tmp_path / f"{stem_of('CTS/1R0M')}.qr").read_bytes() == b"taken over"
    assert {path.name for path in (tmp_path / "c").iterdir()} == {"99926", "other", "notes.txt"}
    assert move_forward(tmp_path) == 0
    assert move_forward(tmp_path / "nowhere") == 0


def test_nginx_looks_in_the_same_folders() -> None:
    text = (Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert text.count("(?<of>[0-9]{5,6})SC(?<thousand>[0-9]{2,5})(?<one>[0-9]{3}R[0-9A-Z-]+)") == 2
    for ending in ("json", "jwt"):
        assert f"try_files /c/$of/$thousand/${{of}}SC$thousand$one.{ending} @service;" in text
