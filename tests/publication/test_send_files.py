"""Sending what is published: the order, only what changed, never backwards, and on where it was cut."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from certs import limits
from certs.log.checkpoint import parse_checkpoint
from certs.publication import sent_files
from certs.register.store.database import open_store
from tests.publication import object_store
from tests.publication.object_store import BUCKET, ObjectStore
from tests.publication.sender import STAMP, Sender, code_of, held
from tests.register.founded_register import Register, draft

CHECKPOINT = "log/checkpoint"
FOR_EVER, SHORTLY, ASK = "public, max-age=31536000, immutable", "public, max-age=600", "no-cache"
Answer = Callable[[], Response]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    """An object store that runs, found by boto3 as staff's would be."""
    monkeypatch.setattr(limits, "SEND_PAUSE", 0.01)
    with object_store.running(monkeypatch.setenv) as store:
        yield store


@pytest.fixture
def sender(small_register: Register, tmp_path: Path) -> Sender:
    """A register with two certificates, published."""
    small_register.issue(draft(1), draft(2))
    return Sender(small_register, tmp_path)


def test_all_that_is_published_arrives_in_the_order_of_trust_with_its_headers(
    sender: Sender, bucket: ObjectStore
) -> None:
    done = sender.send()
    assert held(bucket) == sender.published()
    assert done.size == parse_checkpoint(sender.published()[CHECKPOINT]).head.size == 8
    order = bucket.put()
    assert order[-2:] == [CHECKPOINT, STAMP]
    tiles = [place for place, name in enumerate(order) if name.startswith(("log/tile", "contexts"))]
    others = [place for place, name in enumerate(order) if name.startswith(("status", "c/", "trust", ".well-known"))]
    assert max(tiles) < min(others)
    said = {
        name: bucket.client.head_object(Bucket=BUCKET, Key=name)
        for name in (CHECKPOINT, "log/tile/0/000.p/8", "contexts/v1", "status/revocation/1", "c/99926SC00001R0M.jwt")
    }
    assert [one["CacheControl"] for one in said.values()] == [ASK, SHORTLY, FOR_EVER, ASK, ASK]
    assert said["c/99926SC00001R0M.jwt"]["ContentType"] == "application/vc+jwt"


def test_only_what_changed_is_sent_and_outgrown_tiles_go(sender: Sender, bucket: ObjectStore) -> None:
    sender.send()
    bucket.client.put_object(Bucket=BUCKET, Key="somebody/else", Body=b"theirs")
    bucket.asked.clear()
    assert sender.send().sent == 0
    assert bucket.put() == [STAMP]
    sender.issue(*range(3, 260))  # the first tile becomes full
    bucket.asked.clear()
    done = sender.send()
    assert "c/99926SC00001R0M.json" not in bucket.put()
    assert "log/tile/0/000" in bucket.put()
    assert done.removed == 2  # the partial tile and bundle
    there = held(bucket)
    assert there.pop("somebody/else") == b"theirs"
    assert there == sender.published()


def test_without_its_memory_it_asks_the_store_and_sends_nothing_twice(sender: Sender, bucket: ObjectStore) -> None:
    sender.send()
    for broken in (None, b"no database", b""):
        memory = sender.folder / "sent" / "memory.db"
        memory.unlink()
        if broken is not None:
            memory.write_bytes(broken)
        bucket.asked.clear()
        assert sender.send().sent == 0
        assert bucket.put() == [STAMP]


def test_what_was_spoilt_there_is_mended_when_all_is_compared(sender: Sender, bucket: ObjectStore) -> None:
    sender.send()
    bucket.client.put_object(Bucket=BUCKET, Key="trust.json", Body=b"{}")
    bucket.client.delete_object(Bucket=BUCKET, Key="contexts/v1")
    assert sender.send().sent == 0
    assert sender.send(everything=True).sent == 2
    assert held(bucket) == sender.published()


def test_an_interrupted_sending_goes_on(sender: Sender, bucket: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEND_BATCH", 3)

    def cut(request: Request, _do: object) -> Response | None:
        return Response(status=500) if request.method == "PUT" and len(bucket.put()) > 7 else None

    bucket.fault = cut
    assert code_of(sender.send) == "store_failed"
    bucket.fault = lambda _request, _do: None
    there = held(bucket)
    assert CHECKPOINT not in there
    assert len(there) >= 6
    bucket.asked.clear()
    done = sender.send()
    assert 0 < done.sent <= len(sender.published()) - 1 - 6
    assert held(bucket) == sender.published()


def rewound(sender: Sender) -> Sender:
    """The same register as it was before the last act, in a home of its own."""
    folder = sender.folder / "old"
    folder.mkdir()
    shutil.copytree(sender.public, folder / "public")
    sender.register.store.close()
    shutil.copy(sender.register.url.removeprefix("sqlite:///"), folder / "register.db")
    sender.register.store = open_store(sender.register.url, write=True)
    url = f"sqlite:///{folder / 'register.db'}"
    return Sender(Register(url, open_store(url, write=True), sender.register.now), folder)


def test_a_store_that_is_newer_or_of_another_log_is_never_written_over(sender: Sender, bucket: ObjectStore) -> None:
    old = rewound(sender)
    sender.issue(3)
    sender.send()
    before = held(bucket)
    assert code_of(old.send) == "store_newer"
    old.issue(4)
    old.issue(5)
    assert code_of(old.send) == "store_forked"
    assert held(bucket) == before
    for spoilt in (b"no checkpoint", before[CHECKPOINT].replace(b"cert.example.cn/log", b"cert.example.org/log", 1)):
        bucket.client.put_object(Bucket=BUCKET, Key=CHECKPOINT, Body=spoilt)
        assert code_of(sender.send) == "store_foreign"
    old.register.close()


def test_what_is_published_meanwhile_comes_along(sender: Sender, bucket: ObjectStore) -> None:
    def acts(request: Request, _do: Answer) -> Response | None:
        if request.method == "PUT" and request.path.endswith("status/revocation/1"):
            bucket.fault = lambda _request, _do: None
            sender.issue(3)
        return None

    bucket.fault = acts
    assert sender.send().size == 9
    assert held(bucket) == sender.published()


def test_a_publication_that_is_not_whole_is_not_sent(sender: Sender, bucket: ObjectStore) -> None:
    sender.send()
    (sender.public / "trust.json").unlink()
    assert code_of(sender.send) == "send_incomplete"
    assert "trust.json" in held(bucket)
    (sender.public / CHECKPOINT).unlink()
    assert code_of(sender.send) == "no_checkpoint"


def test_two_at_once_do_not_send_to_one_place(sender: Sender, bucket: ObjectStore) -> None:
    with sent_files.opened(sender.folder / "sent" / "memory.db"):
        assert code_of(sender.send) == "send_busy"
    assert bucket.asked == []
