"""`starmark recover`: finish what a crash interrupted, check the register and fold its tables anew from the events."""

from __future__ import annotations

from certs.audit.recovery import recover
from certs.errors import Words
from certs.instance.folder import open_instance
from scripts.desk.act_options import json_option
from scripts.terminal import speech, verb_frame
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import verb


@verb(
    "recover",
    Words(
        "恢复和检查登记簿：收尾中断的写入，升级旧结构，按日志重算各表。不需要口令。",
        "Recover and check the register: finish what was interrupted, upgrade, and compare every table with the log.",
    ),
)
@json_option
def command(as_json: bool) -> int:
    """Recover the register and say what was found."""
    outcome = recover(open_instance(verb_frame.home()).register_url)
    if as_json:
        speech.print_json({"entries": outcome.entries, "upgraded": outcome.upgraded, "mended": list(outcome.mended)})
        return 0
    speech.show(
        both(
            f"登记簿完好：日志共 {outcome.entries} 条。",
            f"The register is whole: {outcome.entries} entries in the log.",
        )
    )
    if outcome.upgraded:
        speech.show(both("结构已升级到本版本。", "Its schema was upgraded to this version."))
    if outcome.mended:
        names = ", ".join(outcome.mended)
        speech.show(
            both(
                f"与日志不符、已按日志重算的表：{names}。",
                f"Tables that differed from the log and were folded anew: {names}.",
            )
        )
    return 0
