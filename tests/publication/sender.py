"""Whoever sends, for the tests: a register, what is published of it, and a memory of what was sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from certs.errors import CouldNotCheck, Refused
from certs.instance import mirror_note
from certs.instance.publication_settings import Bucket
from certs.publication import sent_files
from certs.publication.certificate_paths import path_of
from certs.publication.publish import publish
from certs.publication.send_files import Sent, Store, send
from scripts.network.s3_store import S3Store
from tests.publication.object_store import BUCKET, ObjectStore
from tests.register.founded_register import Register, draft, ring

STAMP = mirror_note.STAMP


class Sender:
    """A register, what is published of it, and a memory of what was sent."""

    def __init__(self, register: Register, folder: Path) -> None:
        self.register, self.folder, self.public = register, folder, folder / "public"
        self.publish()

    def publish(self) -> None:
        publish(self.register.store, self.public, ring().get("list"), self.register.now)

    def issue(self, *serials: int) -> None:
        self.register.issue(*(draft(serial) for serial in serials))
        self.publish()

    def send(self, store: Store | None = None, **options: Any) -> Sent:
        place = store or S3Store(Bucket(BUCKET, "", ""))
        with sent_files.opened(self.folder / "sent" / "memory.db") as memory:
            return send(self.public, place, memory, lambda: self.register.now, **options)

    def published(self) -> dict[str, bytes]:
        files = (path for path in self.public.rglob("*") if path.is_file() and ".publishing" not in path.parts)
        return {str(path.relative_to(self.public)): path.read_bytes() for path in files}


def held(store: ObjectStore) -> dict[str, bytes]:
    """Everything that the store has, but for the stamp, by its path in the publication."""
    client = store.client
    names = [one["Key"] for one in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return {path_of(name): client.get_object(Bucket=BUCKET, Key=name)["Body"].read() for name in names if name != STAMP}


def code_of(send_it: Callable[[], object]) -> str:
    with pytest.raises((CouldNotCheck, Refused)) as caught:
        send_it()
    return caught.value.code
