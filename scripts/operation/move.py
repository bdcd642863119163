"""`starmark move`: the register into another database, from SQLite to PostgreSQL and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from certs.audit.differences import Findings
from certs.audit.full_audit import Terms, audit
from certs.audit.move_register import move
from certs.audit.register_copy import keys_in_use
from certs.casework.journal.journal_audit import gaps_of, open_commitments
from certs.casework.keys import key_files
from certs.days import beijing_day
from certs.errors import CouldNotCheck, Words
from certs.instance import whole_files
from certs.instance.folder import SETTINGS_NAME, Instance, open_instance
from certs.instance.settings_text import REPLICAS_ASIDE, with_url
from certs.register.store.database import make_ready, sqlite_path
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, colours, speech, verb_frame
from scripts.terminal.passphrase import passphrase
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, verb


@verb(
    "move",
    Words(
        "把登记簿搬到另一个数据库：逐行比较、完整审计之后才换过去；原来的只作保留，不再能用。中断了再运行一次，接着搬。",
        "Move the register into another database. It is changed over only after every row was compared and the audit "
        "names nothing; the old one is kept and closed. Run again after an interruption: it goes on.",
    ),
)
@option(
    "--to",
    "target",
    required=True,
    metavar="URL",
    words=Words(
        "新数据库的地址：postgresql://用户@主机/库名，或 sqlite:///文件；不能带密码。",
        "Address of the new database: postgresql://user@host/name, or sqlite:///file; without a password.",
    ),
)
@option(
    "--passphrase-file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "从文件读密钥口令；不写则在终端询问。密钥打得开、是这个登记簿的，才搬。",
        "Read the passphrase of the keys from a file; asked for on a terminal if left out. The keys must open, and be "
        "this register's.",
    ),
)
@json_option
def command(target: str, passphrase_file: Path | None, as_json: bool) -> int:
    """Move it, and say what comes next."""
    place = open_instance(verb_frame.home())
    target = _absolute(target)
    settings = with_url((place.home / SETTINGS_NAME).read_bytes(), "register", target)
    secret, today = passphrase(passphrase_file), beijing_day(clock.now())
    old = place.register_url
    _ready(place, secret)
    moved = move(old, target, lambda: _audited(place, target, secret, today))
    whole_files.write(place.home / SETTINGS_NAME, settings)
    if as_json:
        speech.print_json({"entries": moved.entries, "root": moved.root.hex(), "audited": True})
    else:
        speech.show(
            both(
                f"登记簿已搬到 {target}：{moved.entries} 条，逐行相同，审计没有不同。{SETTINGS_NAME} 已改好。原来的（{old}）只作保留，"
                "不再能用。请重新启动网站和定时任务，并把其他主机 starmark.toml 里的地址也改过来。",
                f"The register now lies at {target}: {moved.entries} entries, the same row by row, and the audit names "
                f"nothing. {SETTINGS_NAME} has the new address. The old one ({old}) is kept and closed. Start the "
                "website and the timers again, and change the address in starmark.toml on other hosts.",
            )
        )
        if place.settings.register.replicas:
            speech.tell(speech.say(REPLICAS_ASIDE), colours.LOOK)
    return 0


def _absolute(target: str) -> str:
    """Return a file's address that means the same from whatever folder it is read."""
    path = sqlite_path(target)
    return target if path is None else f"sqlite:///{path.absolute()}"


def _ready(place: Instance, secret: str) -> None:
    """Bring the present register up, and open the keys in use. One that an interrupted move has closed was ready."""
    try:
        make_ready(place.register_url)
    except CouldNotCheck as error:
        if error.code != "register_moved":
            raise
        return
    key_files.unlock(place.keys, keys_in_use(place.register_url), secret)


def _audited(place: Instance, target: str, secret: str, today: date) -> Findings:
    """Audit what lies at the new address, with its published files and the staff journal."""
    key_files.unlock(place.keys, keys_in_use(target), secret)
    audited = audit(target, place.public, today, terms=Terms(gaps=gaps_of(place.casework_url)))
    open_commitments(
        audited.findings, place.casework_url, audited.entries, audited.trust, audited.gap_roots, audited.base.last
    )
    return audited.findings
