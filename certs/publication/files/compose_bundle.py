"""Making the offline bundle of one certificate from one consistent state of the register. Needs no key.

See `bundle_format` for the file and `bundle_check` for its verification.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection

from certs.days import beijing_day
from certs.errors import CouldNotCheck, StarmarkError
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Record
from certs.log import tree
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.publication.files import log_files
from certs.publication.files.bundle_format import Bundle, Entry
from certs.publication.files.status_list_versions import list_at
from certs.register.store import log_tree
from certs.register.store.reader import View
from certs.trust.credential.credential import STATUS_PURPOSES, status_place


def compose(
    view: View, record: Record, now: datetime, cosigned: bytes | None = None, *, day: date | None = None
) -> Bundle:
    """Return the bundle of the version in force on a day, today's if None. Its status evidence is always today's.

    `cosigned` is the newest checkpoint that witnesses have cosigned, taken where it covers all entries.
    Raises CouldNotCheck where the status lists were never published, or the log has no checkpoint.
    """
    version = record.version_on(beijing_day(now) if day is None else day)
    size, checkpoint = checkpoint_over(view, record.entries[-1].position, cosigned)
    number, _ = status_place(version.status_index)
    return Bundle(
        record.number,
        version.version,
        signed_objects.credential_bytes(version),
        signed_objects.jwt_text(version),
        signed_objects.qr_text(version, view.trust.base_url),
        tuple(_entries(view.connection, record, size)),
        checkpoint,
        view.trust_bytes(),
        {purpose: _list(view.connection, purpose, number, now) for purpose in STATUS_PURPOSES},
    )


def checkpoint_over(view: View, last: int, cosigned: bytes | None) -> tuple[int, bytes]:
    """Return size and bytes: the cosigned one, if it is ours and covers the last entry, else the newest stored one.

    Raises CouldNotCheck where neither covers it.
    """
    if cosigned is not None:
        try:
            head = verify_checkpoint(cosigned, policy_of(view.trust)).head
            if last < head.size <= view.size and log_tree.root_at(view.connection, head.size) == head.root:
                return head.size, cosigned
        except StarmarkError:
            pass  # what was cosigned is of no use here; the stored one is
    newest = log_files.checkpoint_file(view.connection)
    if newest is None or newest[0] <= last:
        raise CouldNotCheck(
            "no_checkpoint",
            "日志还没有检查点，暂时给不出证明。",
            "The log has no checkpoint yet, so no proof can be given.",
        )
    return newest


def _entries(connection: Connection, record: Record, size: int) -> Iterable[Entry]:
    nodes = log_tree.StoredNodes(connection)
    nodes.load(place for e in record.entries for place in tree.places(tree.inclusion_ranges(e.position, size)))
    for event in record.entries:
        yield Entry(event.position, event.raw, tree.inclusion_proof(event.position, size, nodes))


def _list(connection: Connection, purpose: str, number: int, now: datetime) -> bytes:
    kept = list_at(connection, purpose, number, now)
    if kept is None:
        raise CouldNotCheck(
            "status_list_missing",
            "状态列表还没有发布过，离线核验文件说不出证书的状态，没有写出。请先运行 starmark publish。",
            "The status lists were never published, so a bundle could not tell the status; none was written. "
            "Run starmark publish first.",
        )
    return kept.raw
