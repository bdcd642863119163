"""Help: for every verb, in both languages, within the terminal, with every reason code and its sentence."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from certs.lifecycle.reasons import REASONS
from certs.version import VERSION
from scripts.__main__ import VERBS
from scripts.terminal.speech import language_of, plain
from tests.scripts.command_calls import call

ACTS = {
    "suspend": "suspended",
    "restore": "restored",
    "revoke": "revoked",
    "withdraw": "withdrawn",
    "reissue": "reissued",
}
CONTRACT = (
    "init",
    "demo",
    "serve",
    "staff",
    "case",
    "issue",
    "takeover",
    "reissue",
    "suspend",
    "restore",
    "renew",
    "revoke",
    "withdraw",
    "surveil",
    "due",
    "cnca",
    "complaint",
    "appeal",
    "stats",
    "publish",
    "send",
    "recover",
    "audit",
    "backup",
    "restore-backup",
    "move",
    "caught-up",
    "mirror",
    "witness",
    "show",
    "find",
    "history",
    "verify",
    "keys",
    "clock-correct",
    "export",
    "kit",
    "report",
    "letter",
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_verbs_are_listed(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    said = call(capsys, "--help", lang=lang)
    assert said.code == 0
    assert VERBS == CONTRACT
    assert all(f"  {verb} " in said.out for verb in CONTRACT)
    assert call(capsys, lang=lang).code == 64


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_version_is_said_in_one_line(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    said = call(capsys, "--version", lang=lang)
    assert (said.code, said.out) == (0, f"starmark {VERSION}\n")


@pytest.mark.parametrize("verb", CONTRACT)
def test_each_verb_has_help_in_both_languages_that_fits_eighty_columns(
    capsys: pytest.CaptureFixture[str], verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    zh, en = (call(capsys, "--lang", lang, verb, "--help") for lang in ("zh", "en"))
    assert (zh.code, en.code) == (0, 0)
    assert "用法：" in zh.out
    assert "Usage:" in en.out
    assert max(cell_len(line) for line in (zh.out + en.out).splitlines()) <= 80
    assert not any("\u4e00" <= c <= "\u9fff" for c in en.out.replace("2026年11月23日", ""))


@pytest.mark.parametrize(("verb", "kind"), ACTS.items())
def test_reason_codes_come_with_their_public_sentence(
    capsys: pytest.CaptureFixture[str], verb: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    zh, en = (call(capsys, verb, "--help", lang=lang).out for lang in ("zh", "en"))
    for code, words in REASONS[kind].items():
        assert code in zh
        assert words.zh in zh
        assert words.en in " ".join(en.split())


@pytest.mark.parametrize(
    ("argv", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        (["--lang", "en"], {"LANG": "zh_CN"}, "en"),
        (["show", "--lang=zh"], {}, "zh"),
        (["--lang"], {"LANG": "zh_CN"}, "zh"),
        (["--lang", "fr"], {}, "en"),
    ],
)
def test_the_language_follows_the_option_then_the_terminal(
    argv: list[str], environment: dict[str, str], language: str
) -> None:
    assert language_of(argv, environment) == language


def test_nothing_in_outside_text_can_repaint_the_terminal() -> None:
    assert plain("a\x1b[31m\u202eb\x00\n青禾🈶") == "a�[31m�b��青禾🈶"
