"""The status lists of a mirror: taken as published, kept as they were signed, never signed here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from certs import limits
from certs.days import instant_text
from certs.errors import CouldNotCheck, NotGenuine
from certs.mirror.head_comparison import Fetch
from certs.publication.files import status_list_versions
from certs.register.store.database import Store
from certs.register.store.status_bits import PURPOSES
from certs.register.store.tables import STATUS_LIST, VERSION
from certs.trust.status_list.status_list import StatusList, verify_status_list
from certs.trust.trust_list.trust_list import TrustList


def fetch_lists(store: Store, fetch: Fetch, trust: TrustList) -> int:
    """Take every list that is newer than the one held; return how many. Raises NotGenuine, CouldNotCheck.

    A list older than the one held is refused (`status_list_rolled_back`). Whether its bits are the log's, `audit` says.
    """
    with store.reading() as connection:
        last = connection.execute(select(func.max(VERSION.c.status_index))).scalar_one_or_none()
    taken = 0
    for purpose in PURPOSES:
        for number in range(1, 1 + max(1, -(-(0 if last is None else last + 1) // limits.STATUS_LIST))):
            try:
                raw = fetch(f"status/{purpose}/{number}", limits.STATUS_LIST_FILE)
            except CouldNotCheck as error:
                if error.code != "not_there":
                    raise
                continue  # nothing was published yet
            taken += _keep(store, verify_status_list(raw, trust, purpose, number), raw)
    return taken


def require_current(store: Store, now: datetime) -> None:
    """Raise CouldNotCheck (`mirror_stale`) where a list that is held has run out: its publisher makes it anew before.

    So a source that stands still is found out, also one that says that it does not.
    """
    with store.reading() as connection:
        for purpose in PURPOSES:
            for number in range(1, 1 + max(1, status_list_versions.how_many(connection))):
                held = status_list_versions.list_at(connection, purpose, number, now)
                if held is not None and held.valid_until < now:
                    raise CouldNotCheck(
                        "mirror_stale",
                        f"来源公布的状态列表 {purpose}/{number} 已经过期：来源停在旧的内容上。镜像保留已有的内容，但不算跟上。"
                        "请让该机构查看发布；过了允许的时间，镜像就不再作答。",
                        f"The status list {purpose}/{number} of the source has run out: the source stands still. The "
                        "mirror keeps what it has, but does not count as up to date. Let the body look at its "
                        "publication; after the time that is allowed the mirror stops answering.",
                    )


def _keep(store: Store, status_list: StatusList, raw: bytes) -> int:
    with store.writing() as connection:
        newest = status_list_versions.list_at(
            connection, status_list.purpose, status_list.number, status_list.valid_from + timedelta(days=36_500)
        )
        if newest is not None and newest.raw == raw:
            return 0
        if newest is not None and newest.valid_from > status_list.valid_from:
            raise NotGenuine(
                "status_list_rolled_back",
                f"公布的状态列表 {status_list.purpose}/{status_list.number} 比已有的旧，没有收下。请报告该机构。",
                f"The published status list {status_list.purpose}/{status_list.number} is older than the one "
                "held, and was not taken "
                "over. Report it to the body.",
            )
        version = connection.execute(
            select(func.max(STATUS_LIST.c.version)).where(
                STATUS_LIST.c.purpose == status_list.purpose, STATUS_LIST.c.number == status_list.number
            )
        ).scalar_one_or_none()
        connection.execute(
            insert(STATUS_LIST).values(
                purpose=status_list.purpose,
                number=status_list.number,
                version=1 + (version or 0),
                raw=raw,
                valid_from=instant_text(status_list.valid_from),
                valid_until=instant_text(status_list.valid_until),
            )
        )
        return 1
