"""Where the publication is sent: what is taken; a secret in an address is refused, with the way to do it right."""

from __future__ import annotations

import pytest

from certs.errors import Refused
from certs.instance.publication_settings import Bucket, bucket_of
from certs.instance.settings import parse_settings
from tests.instances import EXAMPLES

PROFILE = (EXAMPLES / "profile.toml").read_text(encoding="utf-8")


def read(*addresses: str) -> tuple[str, ...]:
    named = ", ".join(f'"{address}"' for address in addresses)
    return parse_settings(f"{PROFILE}\n[publication]\nsend_to = [{named}]\n".encode()).send_to


def test_what_is_taken() -> None:
    taken = ("s3://bucket", "s3://bucket/a/b?profile=starmark", "/srv/copy", "web2.example.cn:/srv/x", "a@web2:/srv/x")
    assert read(*taken) == taken
    assert bucket_of(taken[0]) == Bucket("bucket", "", "")
    assert bucket_of(taken[1]) == Bucket("bucket", "a/b", "starmark")
    assert bucket_of(taken[2]) is None
    assert parse_settings(PROFILE.encode()).send_to == ()


@pytest.mark.parametrize(
    "address",
    [
        "s3://AKIA:hunter2@bucket/x",
        "s3://bucket/x?secret_key=hunter2",
        "https://user:hunter2@store.example.cn/x",
        "rsync://user:hunter2@host/x",
        "user:hunter2@host:/srv/x",
    ],
)
def test_a_secret_in_an_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(Refused) as caught:
        read(address)
    [error] = caught.value.errors
    assert "~/.aws/credentials" in error.message.en
    assert "hunter2" not in f"{error.value}{error.message.zh}{error.message.en}"


@pytest.mark.parametrize(
    "address", ["copy/public", "ftp://host/x", "s3:/bucket", "s3://B", "host:relative", "-e:/x", ""]
)
def test_what_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(Refused) as caught:
        read(address)
    assert [error.field for error in caught.value.errors] == ["publication.send_to"]


def test_no_place_stands_there_twice_and_there_are_not_too_many() -> None:
    for addresses in (["/a", "/a"], [f"/{n}" for n in range(17)]):
        with pytest.raises(Refused):
            read(*addresses)
