"""`starmark caught-up`: the entries that came back from the public log after a loss, and the root key's word for
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from certs.casework.journal import root_word
from certs.casework.journal.journal import Journal
from certs.casework.journal.root_word import TakenBack
from certs.errors import Words
from scripts.desk import instance_access, root_key
from scripts.desk.act_options import json_option
from scripts.terminal import colours, speech
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, require, verb


class Positions(click.ParamType[range]):
    """The first and last entry of a range: 7-9."""

    name = "range"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> range:
        """Read the range, or refuse the call: exit 64."""
        first, dash, last = str(value).partition("-")
        if not (dash and first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
            self.fail(both("应写成 7-9。", "Write 7-9."), param, ctx)
        if not int(first) <= int(last) < 10**15:
            self.fail(both("第一条在后，或数太大。", "The first comes after the last, or is too large."), param, ctx)
        return range(int(first), int(last) + 1)


@verb(
    "caught-up",
    Words(
        "恢复备份时从公开日志补回的条目：不写范围则列出；写明范围并给出根密钥，则由根密钥签名认可。没有签名，audit 不认。",
        "Entries that came back from the public log when a backup was restored: lists them; with a range and the root "
        "key, signs for them. Unsigned, audit does not accept them.",
    ),
)
@argument(
    "wanted",
    nargs=-1,
    type=Positions(),
    metavar="FIRST-LAST…",
    words=Words("要签名认可的范围，如 7-9。", "The ranges to sign for, such as 7-9."),
)
@root_key.root_key_options
@json_option
def command(
    wanted: Sequence[range], root_key_file: Path | None, root_passphrase_file: Path | None, as_json: bool
) -> int:
    """List the ranges, or sign for some; 1 where one is left that nobody signed for."""
    place = instance_access.instance(to_act=bool(wanted))
    with Journal.open(place.casework_url) as journal:
        if wanted:
            require("--root-key", root_key_file)
            assert root_key_file is not None
            root = root_key.opened(root_key_file, root_passphrase_file)
            root_word.sign(place.register_url, journal, wanted, root)
        found = root_word.ranges(place.register_url, journal)
    if as_json:
        speech.print_json({"ranges": [_json(each) for each in found]})
    else:
        _show(found)
    return 0 if all(each.signed for each in found) else 1


def _json(each: TakenBack) -> dict[str, object]:
    return {
        "first": each.first,
        "last": each.last,
        "recorded": each.recorded,
        "unknown": each.unknown,
        "signed": each.signed,
    }


def _show(found: Sequence[TakenBack]) -> None:
    if not found:
        speech.show(both("没有从公开日志补回的条目。", "No entries came back from the public log."))
        return
    table = speech.table(
        both("条目", "entries"),
        both("补回于", "taken back"),
        both("查不出由谁决定", "decider not known"),
        both("根密钥签名", "signed by the root key"),
    )
    for each in found:
        signed = both("有", "yes") if each.signed else both("没有", "no")
        speech.row(table, f"{each.first}-{each.last}", each.recorded, each.unknown, signed)
    speech.show(table)
    for each in found:
        if not each.signed:
            speech.tell(
                both(
                    f"第 {each.first} 条到第 {each.last} 条还没有签名。确实是你们恢复备份时补回的，才签："
                    f"starmark caught-up {each.first}-{each.last} --root-key 文件",
                    f"Entries {each.first} to {each.last} are not signed for. Sign only if you yourselves restored the "
                    f"backup: starmark caught-up {each.first}-{each.last} --root-key FILE",
                ),
                colours.LOOK,
            )
