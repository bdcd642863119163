"""`[casework] url`: a PostgreSQL database of its own; a password and the register's database are refused."""

from __future__ import annotations

import pytest

from certs.errors import Refused
from certs.instance.settings import parse_settings
from tests.instances import EXAMPLES

PROFILE = (EXAMPLES / "profile.toml").read_bytes()
REGISTER = "postgresql://web@db.example.cn/starmark"


def settings(url: str, register: str = REGISTER) -> bytes:
    return PROFILE + f'\n[register]\nurl = "{register}"\n\n[casework]\nurl = "{url}"\n'.encode()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://staff@db.example.cn/starmark_casework",
        "postgresql+psycopg://staff@/casework?host=%2Frun%2Fpostgresql",
        "postgresql://staff@other.example.cn/starmark",
        "postgresql://staff@db.example.cn:5433/starmark",
        "postgresql:///?service=casework",
    ],
)
def test_a_database_of_its_own_is_taken(url: str) -> None:
    assert parse_settings(settings(url)).casework_url == url


def test_without_it_the_casework_is_a_file() -> None:
    assert parse_settings(PROFILE).casework_url == ""


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sqlite:///casework.db", "format"),
        ("mysql://staff@db.example.cn/casework", "format"),
        ("postgresql://staff@db.example.cn", "format"),
        ("postgresql://staff@db.example.cn:x/casework", "format"),
        ("casework", "format"),
        ("postgresql://staff:pa55word@db.example.cn/casework", "format"),
        ("postgresql://staff@db.example.cn/casework?password=pa55word", "format"),
        (REGISTER, "conflict"),
        ("postgresql+psycopg://staff@DB.example.cn:5432/starmark", "conflict"),
        ("postgresql://staff@/?host=db.example.cn&dbname=starmark", "conflict"),
    ],
)
def test_what_is_refused(url: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_settings(settings(url))
    [error] = caught.value.errors
    assert (error.field, error.code) == ("casework.url", code)
    assert "pa55word" not in repr(error)


@pytest.mark.parametrize(
    ("casework", "register"),
    [
        ("postgresql://staff@127.0.0.1/starmark", "postgresql://web@localhost/starmark"),
        ("postgresql:///?service=starmark", "postgresql:///?service=starmark"),
    ],
)
def test_one_database_has_several_addresses(casework: str, register: str) -> None:
    with pytest.raises(Refused):
        parse_settings(settings(casework, register))
