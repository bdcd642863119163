"""What is sent to a store says of itself what the website says of it: content type, and how long it may be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from certs.publication.certificate_paths import address_of
from certs.publication.publish import publish
from certs.publication.served_files import Stage, is_partial, is_sent, kind_of
from tests.register.founded_register import SETTINGS, Register, draft, ring
from verify import Config, create_app


def test_each_published_file_is_sent_as_the_website_serves_it(small_register: Register, tmp_path: Path) -> None:
    small_register.issue(draft(1))
    public = tmp_path / "public"
    publish(small_register.store, public, ring().get("list"), small_register.now)
    client = create_app(Config(SETTINGS, small_register.url, clock=lambda: small_register.now)).test_client()
    names = [str(path.relative_to(public)) for path in public.rglob("*") if path.is_file()]
    served = 0
    for name in (name for name in names if is_sent(name.partition("/")[0]) and not name.endswith(".qr")):
        answer, kind = client.get(f"/{address_of(name)}"), kind_of(name)
        assert answer.status_code == 200, name
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (kind.content_type, kind.cache), (
            name
        )
        served += 1
    assert served > 8


@pytest.mark.parametrize(
    ("name", "stage", "partial"),
    [
        ("log/tile/0/000", Stage.FIXED, False),
        ("log/tile/entries/x001/x234/067", Stage.FIXED, False),
        ("log/tile/0/000.p/7", Stage.FIXED, True),
        ("contexts/v1", Stage.FIXED, False),
        ("log/tile/0/000.q", Stage.CHANGING, False),
        ("status/revocation/1", Stage.CHANGING, False),
        ("c/x/99926SC00001R0M.json", Stage.CHANGING, False),
        ("log/checkpoint", Stage.HEAD, False),
    ],
)
def test_the_stage_of_a_file(name: str, stage: Stage, partial: bool) -> None:
    assert (kind_of(name).stage, is_partial(name)) == (stage, partial)


def test_hidden_files_are_nobodys_business() -> None:
    assert [is_sent(name) for name in (".publishing", ".trust.json.new", ".well-known", "c")] == [
        False,
        False,
        True,
        True,
    ]
