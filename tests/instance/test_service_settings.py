"""Where figures for a monitor are served: on this machine only, whatever is written."""

from __future__ import annotations

import pytest

from certs.errors import Refused
from certs.instance.settings import parse_settings
from tests.instances import EXAMPLES

PROFILE = (EXAMPLES / "profile.toml").read_bytes()


def read(text: str) -> tuple[str, int] | None:
    return parse_settings(PROFILE.replace(b"[service]\n", f'[service]\nmetrics = "{text}"\n'.encode())).service.metrics


def test_nothing_is_counted_unless_it_is_asked_for() -> None:
    assert parse_settings(PROFILE).service.metrics is None


@pytest.mark.parametrize(
    ("text", "address"),
    [("127.0.0.1:9100", ("127.0.0.1", 9100)), ("127.8.9.10:1", ("127.8.9.10", 1)), ("[::1]:65535", ("::1", 65_535))],
)
def test_a_loopback_address_is_taken(text: str, address: tuple[str, int]) -> None:
    assert read(text) == address


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            (text, "range")
            for text in ("0.0.0.0:9100", "192.168.1.5:9100", "[::]:9100", "localhost:9100", "127.1:9100")
        ),
        *((text, "format") for text in ("9100", ":9100", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "::1:9100")),
        ("127.0.0.1:9100/metrics", "format"),
    ],
)
def test_any_other_address_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert [(error.field, error.code) for error in refused.value.errors] == [("service.metrics", code)]
