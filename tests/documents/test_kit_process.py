"""The child process that makes kits gives what would be made here, and refuses what would be refused here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from certs import limits
from certs.documents import kit_process
from certs.documents.child_processes import Children
from certs.documents.marks import kit
from certs.errors import Refused
from tests.documents.marks.sample_kit import LONGEST, facts


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    made = Children(kit_process.MODULE, most=1, waiting=0, seconds=limits.PAPER_SECONDS * 3)
    yield made
    made.close()


def test_a_child_makes_the_kit_that_is_asked_for(children: Children) -> None:
    for one in (facts(), facts(LONGEST, 0, "forbidden")):
        assert children.ask(kit_process.question(one)) == kit.make(one)


def test_a_child_says_what_it_refuses(children: Children) -> None:
    with pytest.raises(Refused) as refused:
        children.ask(kit_process.question(facts(LONGEST, base_url=f"https://{'a' * 40}.example.cn:65535")))
    assert refused.value.code == "qr_capacity"
