"""An object store that is not faithful: it loses, delays, reorders and refuses; that is named, nothing is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from certs import limits
from tests.publication import object_store
from tests.publication.object_store import BUCKET, ObjectStore
from tests.publication.sender import STAMP, Sender, code_of, held
from tests.register.founded_register import Register, draft

CHECKPOINT = "log/checkpoint"


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


Answer = Callable[[], Response]


def loses(request: Request, _do: Answer) -> Response | None:
    return Response(status=200, headers={"ETag": '"0"'}) if request.method == "PUT" else None


def loses_the_head(request: Request, do: Answer) -> Response | None:
    return loses(request, do) if request.path.endswith(CHECKPOINT) else None


def spoils(request: Request, do: Answer) -> Response | None:
    if request.method != "GET" or not request.path.endswith("trust.json"):
        return None
    answer = do()
    answer.set_data(answer.get_data()[:-1] + b" ")
    return answer


def denies(_request: Request, _do: Answer) -> Response | None:
    said = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
    return Response(said, 403, content_type="application/xml")


def denies_writing(request: Request, do: Answer) -> Response | None:
    return denies(request, do) if request.method == "PUT" else None


def breaks(request: Request, _do: Answer) -> Response | None:
    return Response("<Error><Code>InternalError</Code></Error>", 500) if request.method == "PUT" else None


def babbles(_request: Request, _do: Answer) -> Response | None:
    return Response("<html>a portal</html>", 200, content_type="text/html", headers={"X-A": "1"})


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (loses, "store_lost"),
        (loses_the_head, "store_lost"),
        (spoils, "store_lost"),
        (denies, "store_denied"),
        (denies_writing, "store_denied"),
        (breaks, "store_failed"),
        (babbles, "store_foreign"),
    ],
)
def test_a_store_that_is_not_faithful_is_named_and_nothing_counts_as_done(
    sender: Sender, bucket: ObjectStore, fault: object_store.Fault, code: str
) -> None:
    bucket.fault = fault
    assert code_of(sender.send) == code
    bucket.fault = lambda _request, _do: None
    assert CHECKPOINT not in held(bucket)
    assert STAMP not in bucket.put()
    sender.send()
    assert held(bucket) == sender.published()


def test_a_store_that_answers_old_bytes_for_a_while_is_waited_for(sender: Sender, bucket: ObjectStore) -> None:
    sender.send()
    before, left = held(bucket), [3]
    sender.issue(3)

    def late(request: Request, _do: Answer) -> Response | None:
        name = request.path.removeprefix(f"/{BUCKET}/")
        if request.method == "GET" and name == "status/revocation/1" and name in before and left[0]:
            left[0] -= 1
            return Response(before[name], 200)
        return None

    bucket.fault = late
    assert sender.send().size == 9
    assert held(bucket) == sender.published()


def test_a_store_that_goes_on_answering_old_bytes_is_named(sender: Sender, bucket: ObjectStore) -> None:
    sender.send()
    before = held(bucket)
    sender.issue(3)

    def old(request: Request, _do: Answer) -> Response | None:
        return (
            Response(before[CHECKPOINT], 200)
            if (request.method, request.path) == ("GET", f"/{BUCKET}/{CHECKPOINT}")
            else None
        )

    bucket.fault = old
    assert code_of(sender.send) == "store_lost"


def test_somebody_who_sends_at_the_same_time_is_noticed(sender: Sender, bucket: ObjectStore) -> None:
    sender.send()
    sender.issue(3)
    theirs = sender.published()[CHECKPOINT]

    def other(request: Request, _do: Answer) -> Response | None:
        if (request.method, request.path) == ("PUT", f"/{BUCKET}/trust.json") or request.path.endswith("00003R0M.json"):
            bucket.fault = lambda _request, _do: None
            bucket.client.put_object(Bucket=BUCKET, Key=CHECKPOINT, Body=theirs)
        return None

    bucket.fault = other
    assert code_of(sender.send) == "send_busy"
