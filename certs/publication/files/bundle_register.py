"""A bundle with the register at hand: the head in the file is one of the register's own log, or nothing else counts.

Where the roots are equal at that size, what the file proves to be in the log is in the register too, byte for byte.
"""

from __future__ import annotations

from certs.errors import CouldNotCheck, NotGenuine
from certs.lifecycle.record import Record
from certs.log.checkpoint import Head
from certs.register.store import log_tree
from certs.register.store.reader import View


def own_record(view: View, number: str, head: Head) -> Record:
    """Return the register's record of a number that is in the log under this head.

    Raises NotGenuine (`log_forked`) where the head is not of this log, CouldNotCheck (`register_behind`) where the
    register has not come so far.
    """
    if head.size > view.size:
        raise CouldNotCheck(
            "register_behind",
            f"没有查成：文件里的日志有 {head.size} 条，这里的登记簿只有 {view.size} 条。请先更新登记簿或镜像，再核验一次。",
            f"We could not check: the log in the file has {head.size} entries and the register here only {view.size}. "
            "Bring the register or mirror up to date and verify again.",
        )
    record = view.record(number) if log_tree.root_at(view.connection, head.size) == head.root else None
    if record is None:
        raise NotGenuine(
            "log_forked",
            f"文件里的日志（前 {head.size} 条）与登记簿不一致，检查点上却有日志密钥的签名：密钥可能被盗。请不要依据它作决定，并把这份文件原样交给本机构。",
            f"The log in the file, of {head.size} entries, is not the register's, though a key of "
            "the log signed it; that key may be stolen. Do not rely on the file, and hand it to the body as it is.",
        )
    return record
