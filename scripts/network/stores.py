"""From an address to the place that it names: to send to, or to read from."""

from __future__ import annotations

from certs.audit.catch_up import Read
from certs.errors import CouldNotCheck, Misuse
from certs.instance.publication_settings import bucket_of, what_is_wrong
from certs.publication.send_files import Store


def store_of(address: str) -> Store:
    """Return where an address of the settings leads."""
    place = bucket_of(address)
    if place is not None:
        from scripts.network.s3_store import S3Store

        return S3Store(place)
    from scripts.network.rsync_store import RsyncStore

    return RsyncStore(address)


def read_from_bucket(address: str) -> Read:
    """Return what reads the files of a publication in an object store. Raises Misuse where the address is none."""
    place = bucket_of(address)
    if place is None:
        wrong = what_is_wrong(address)
        assert wrong is not None
        raise Misuse("log", f"来源的地址不对。{wrong.zh}", f"This cannot be a source. {wrong.en}")
    from scripts.network.s3_store import S3Store

    store = S3Store(place)

    def read(name: str, most: int) -> bytes:
        data = store.read(name, most)
        if data is None:
            raise CouldNotCheck("not_there", f"那里没有 {name}。", f"There is no {name} there.")
        return data

    return read
