"""Changing the address of a database in the settings: that line, what hangs on it, and nothing else."""

from __future__ import annotations

import pytest

from certs.errors import Misuse
from certs.instance.settings import parse_settings
from certs.instance.settings_text import with_url
from tests.instances import EXAMPLES

PROFILE = (EXAMPLES / "profile.toml").read_text(encoding="utf-8")
HERE, THERE = "postgresql:///?service=here", "postgresql:///?service=there"
REPLICAS = 'replicas = [  # two\n  "postgresql:///?service=one",\n  "postgresql:///?service=two",\n] # both\n'
OWN = f'{PROFILE}\n[register] # ours\nurl = "{HERE}" # main\n{REPLICAS}replica_seconds = 30\n'


def test_another_database_has_not_the_standbys_of_the_old_one() -> None:
    changed = with_url(OWN.encode(), "register", "sqlite:////srv/register.db").decode()
    settings = parse_settings(changed.encode())
    assert (settings.register_url, settings.register.replicas) == ("sqlite:////srv/register.db", ())
    assert settings.register.replica_seconds == 30
    assert changed.endswith("# " + REPLICAS.rstrip().replace("\n", "\n# ") + "\nreplica_seconds = 30\n")


def test_the_same_database_keeps_its_standbys() -> None:
    assert len(parse_settings(with_url(OWN.encode(), "register", HERE)).register.replicas) == 2


def test_where_none_stood_the_address_is_added_and_replicas_beside_it_stay() -> None:
    bare = OWN.replace(f'url = "{HERE}" # main\n', "")
    settings = parse_settings(with_url(bare.encode(), "register", THERE))
    assert (settings.register_url, len(settings.register.replicas)) == (THERE, 2)
    assert parse_settings(with_url(PROFILE.encode(), "register", THERE)).register_url == THERE


def test_the_casework_moves_alone() -> None:
    settings = parse_settings(with_url(OWN.encode(), "casework", THERE))
    assert (settings.register_url, settings.casework_url, len(settings.register.replicas)) == (HERE, THERE, 2)


@pytest.mark.parametrize("url", ['sqlite:///a"b', "sqlite:///a\\b", "sqlite:///a\nb"])
def test_an_address_that_could_not_be_read_back_is_refused(url: str) -> None:
    with pytest.raises(Misuse, match="register_url"):
        with_url(OWN.encode(), "register", url)
