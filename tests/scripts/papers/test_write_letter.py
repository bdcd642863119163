"""`starmark letter`: one PDF about a decision that was taken, or a renewal that is due; nothing about what was not."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from certs.days import beijing_day
from tests.documents.sample_papers import plain, read_text
from tests.instances import number
from tests.scripts.command_calls import Desk

NUMBER = number(1)
TODAY = beijing_day(datetime.now(UTC))
UNTIL = (TODAY + timedelta(days=30)).isoformat()


def suspend(desk: Desk) -> None:
    done = desk.act("suspend", NUMBER, "--reason", "holder-request", "--until", UNTIL, "--by", "clerk-01")
    assert done.code == 0


def test_a_notice_is_written_in_chinese_unless_english_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    suspend(desk)
    file = tmp_path / "notice.pdf"
    file.write_bytes(b"an older one")
    said = desk("letter", NUMBER.lower(), "--about", "suspension", "--to", file, "--json")
    entry = desk("history", NUMBER, "--json").json["entries"][-1]["position"]
    assert (said.code, said.json) == (
        0,
        {
            "number": NUMBER,
            "about": "suspension",
            "entry": entry,
            "day": TODAY.isoformat(),
            "language": "zh",
            "file": str(file),
            "bytes": file.stat().st_size,
        },
    )
    text = plain(read_text(file))
    assert "暂停认证证书通知书" in text
    assert plain("可以自收到本通知之日起 30 日内向本机构申诉") in text, "the term of the sample body"
    told = desk("letter", NUMBER, "--about", "suspension", "--entry", str(entry), "--language", "en", "--to", file)
    assert told.code == 0
    assert "“Notice of suspension of a certificate”" in told.out
    with pikepdf.open(io.BytesIO(file.read_bytes())) as opened:
        assert str(opened.Root.Lang).startswith("en")


def test_what_was_decided_since_is_told_beside_the_letter(desk: Desk, tmp_path: Path) -> None:
    suspend(desk)
    done = desk(
        "restore",
        NUMBER,
        "--reason",
        "cause-removed",
        "--note",
        "file 7",
        "--by",
        "clerk-01",
        "--passphrase-file",
        desk.staff.passphrase_file,
    )
    assert f"To write the notice: starmark letter {NUMBER} --about restoration --to FILE.pdf" in done.out.replace(
        "\n", " "
    )
    said = desk("letter", NUMBER, "--about", "suspension", "--to", tmp_path / "notice.pdf")
    assert (said.code, f"restored from {TODAY}" in said.err.replace("\n", " ")) == (0, True)


def test_a_reminder_names_the_day_that_the_body_has_set(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "reminder.pdf"
    told = desk("letter", NUMBER, "--about", "renewal", "--to", file, "--json")
    assert told.code == 0
    assert "over 12 months away" in told.err.replace("\n", " ")
    assert "本机构请获证组织在到期前6个月提出申请" in plain(read_text(file))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((NUMBER, "--to", "FILE"), 64, "missing_option"),
        ((NUMBER, "--about", "renewal"), 64, "missing_option"),
        ((NUMBER, "--about", "praise", "--to", "FILE"), 64, "usage"),
        ((NUMBER, "--about", "renewal", "--entry", "3", "--to", "FILE"), 64, "usage"),
        ((NUMBER, "--about", "revocation", "--to", "FILE"), 1, "letter_not_recorded"),
        ((number(9), "--about", "revocation", "--to", "FILE"), 1, '"kind"'),
    ],
)
def test_what_did_not_happen_writes_nothing(
    desk: Desk, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    file = tmp_path / "letter.pdf"
    said = desk("letter", *(file if one == "FILE" else one for one in arguments), "--json")
    assert (said.code, says in said.out, file.exists()) == (code, True, False)
