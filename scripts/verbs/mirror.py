"""`starmark mirror URL`: build and follow a full copy of a register over HTTP, verifying everything."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click

from certs import limits
from certs.days import instant_text
from certs.errors import CouldNotCheck, Misuse, Refused, Words
from certs.instance import mirror_note
from certs.mirror import mirror_status_lists
from certs.mirror.follow_log import Mirror, Mirrored
from certs.mirror.head_comparison import Contradiction
from certs.register.store.database import Store
from certs.trust.multikey import decode_multikey
from scripts.desk.act_options import json_option
from scripts.network import log_source, mirror_files
from scripts.terminal import clock, colours, speech, verb_frame
from scripts.terminal.refusals import tell_error
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, verb


@verb(
    "mirror",
    Words(
        "镜像：从公布的文件复制并跟踪整个登记簿，逐条核验；发现分叉或倒退就停下并保存证据。",
        "Mirror: copy and follow a whole register from what is published, verifying everything; a fork or a rollback "
        "stops "
        "it, with evidence.",
    ),
)
@argument(
    "url",
    words=Words(
        "公布日志的地方：网站 https://cert.example.cn，对象存储 s3://桶/前缀，或者目录。",
        "Where the log is published: a site https://cert.example.cn, an object store s3://bucket/prefix, or a folder.",
    ),
)
@option(
    "--pin",
    metavar="MULTIKEY",
    words=Words(
        "机构公布的根公钥（z6Mk…）；第一次应当给出。", "The body's root public key (z6Mk…); give it the first time."
    ),
)
@option(
    "--follow/--once",
    "follow",
    default=False,
    words=Words("一直跟踪；默认只更新一次。", "Keep following; by default it goes on once."),
)
@option(
    "--every",
    type=click.IntRange(1, 86_400),
    default=limits.MIRROR_SECONDS,
    metavar="SECONDS",
    words=Words(
        f"跟踪的间隔，默认 {limits.MIRROR_SECONDS} 秒。",
        f"How long to wait between two rounds; {limits.MIRROR_SECONDS} seconds by default.",
    ),
)
@json_option
def command(url: str, pin: str | None, follow: bool, every: int, as_json: bool) -> int:
    """Go on once, or until something contradicts."""
    home = verb_frame.home()
    url = url.rstrip("/")
    log_source.source(url)
    folder = mirror_files.prepare(home)
    with mirror_files.alone(folder):
        root_raw = _root(folder, pin)
        store = mirror_files.opened_register(home)
        try:
            while True:
                code = _round(home, store, url, root_raw, as_json=as_json, follow=follow)
                if code == 1 or not follow:
                    return code
                root_raw = _root(folder, pin)
                time.sleep(every)
        finally:
            store.close()


def _root(folder: Path, pin: str | None) -> bytes | None:
    """Return the root that was pinned: by the caller, or when the mirror was made. Raises Misuse if they differ."""
    root = mirror_files.source(folder).get("root")
    if pin and root and pin != root:
        raise Misuse(
            "pin",
            "--pin 与建立镜像时的根公钥不同。没有改动。",
            "--pin is not the root key that this mirror was made with. Nothing was changed.",
        )
    if not pin and not root:
        speech.tell(
            both(
                "注意：没有 --pin，根公钥取自对方日志的第 0 条，请与机构公布的核对。",
                "Caution: without --pin the root key is the one that the log itself names; compare it with the one "
                "the body publishes.",
            ),
            colours.NOTE,
        )
    return decode_multikey(pin or root or "") if pin or root else None


def _round(home: Path, store: Store, url: str, root_raw: bytes | None, *, as_json: bool, follow: bool) -> int:
    folder, fetch = home / mirror_files.FOLDER, log_source.source(url)
    try:
        asked = clock.now()
        complete = min(asked, log_source.complete(fetch) or asked)
        done = Mirror(store, folder, fetch, root_raw).round()
        mirror_files.settle(home, url, done.trust.keys[0].multikey, done.trust)
        mirror_status_lists.fetch_lists(store, fetch, done.trust)
        mirror_status_lists.require_current(store, asked)
        mirror_note.keep(home, complete)
    except Contradiction as error:
        place = mirror_files.keep_evidence(folder, error.report, clock.now())
        speech.tell_lines(error.report)
        raise Refused(
            error.code, f"{error.words.zh} 证据已保存：{place}", f"{error.words.en} The evidence is kept in {place}."
        ) from error
    except CouldNotCheck as error:
        if not follow:
            raise
        tell_error(error)
        return 2
    _tell(done, complete, as_json=as_json)
    return 0


def _tell(done: Mirrored, complete: datetime, *, as_json: bool) -> None:
    if as_json:
        speech.print_json(
            {
                "size": done.size,
                "added": done.added,
                "root": done.trust.keys[0].multikey,
                "as_of": instant_text(complete),
            }
        )
    else:
        speech.show(
            both(
                f"镜像已到 {done.size} 条（新增 {done.added} 条），全部核验无误；到 {instant_text(complete)} 为止一条不少。",
                f"The mirror holds {done.size} entries ({done.added} new), complete as of {instant_text(complete)}; "
                "everything was verified.",
            )
        )
