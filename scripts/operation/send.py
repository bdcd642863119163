"""`starmark send`: what is published goes to object stores and other hosts. It needs no key and opens no register."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from certs.errors import CouldNotCheck, Misuse, StarmarkError, Words
from certs.instance.folder import Instance, open_instance
from certs.publication import sent_files
from certs.publication.send_files import Sent, send
from scripts.desk.act_options import json_option
from scripts.network.stores import store_of
from scripts.terminal import clock, refusals, speech, verb_frame
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, verb

_MEMORY = "sent"


@verb(
    "send",
    Words(
        "送出：把 public/ 送到设置里写的对象存储和主机（[publication] send_to）；先送不变的，检查点最后，读回来相同才算。中断了再运行一次，接着送。",
        "Send public/ to the object stores and hosts of the settings ([publication] send_to): what never changes "
        "first, "
        "the checkpoint last, and done only once it reads back. Run again after an interruption: it goes on.",
    ),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    words=Words(
        "与那里的逐个比较，补上缺失或损坏的。", "Compare with every file there, and mend what is missing or spoilt."
    ),
)
@json_option
def command(everything: bool, as_json: bool) -> int:
    """Send to each place in turn; one that fails does not keep the others waiting."""
    place = open_instance(verb_frame.home())
    if not place.settings.send_to:
        raise Misuse(
            "send_nowhere",
            "设置里没有写送到哪里：请在 starmark.toml 的 [publication] 里写 send_to。",
            "The settings do not say where to send: write send_to under [publication] in starmark.toml.",
        )
    told, worst = [], 0
    for address in place.settings.send_to:
        try:
            done = _send(place, address, everything=everything, as_json=as_json)
        except StarmarkError as error:
            code = 2 if isinstance(error, CouldNotCheck) else 1
            worst = 1 if 1 in {worst, code} else code
            told.append({"to": address, **refusals.error_json(error)})
            if not as_json:
                speech.tell(both(f"没有送到 {address}：", f"Not sent to {address}:"))
                refusals.tell_error(error)
        else:
            told.append(_told(address, done))
            if not as_json:
                _show(address, done)
    if as_json:
        speech.print_json({"stores": told})
    return worst


def memory_of(home: Path, address: str) -> Path:
    """Return where it is remembered what was sent to an address."""
    return home / _MEMORY / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.db"


def _send(place: Instance, address: str, *, everything: bool, as_json: bool) -> Sent:
    def progress(done: int, total: int) -> None:
        if not as_json:
            speech.tell(both(f"  {address}：{done}/{total} 个文件", f"  {address}: {done} of {total} files"))

    with sent_files.opened(memory_of(place.home, address)) as memory:
        return send(place.public, store_of(address), memory, clock.now, everything=everything, progress=progress)


def _told(address: str, done: Sent) -> dict[str, Any]:
    return {"to": address, "size": done.size, "sent": done.sent, "removed": done.removed, "foreign": done.foreign}


def _show(address: str, done: Sent) -> None:
    speech.show(
        both(
            f"已送到 {address}：日志 {done.size} 条，送了 {done.sent} 个文件，删了 {done.removed} 个过时的分块，读回核对无误。",
            f"Sent to {address}: {done.size} entries of the log, {done.sent} files, {done.removed} outgrown tiles "
            "removed; "
            "read back and the same.",
        )
    )
    if done.foreign:
        speech.show(
            both(
                f"那里另有 {done.foreign} 个不是我们送的文件，没有动。",
                f"There are {done.foreign} other files there, not ours; they were left.",
            )
        )
