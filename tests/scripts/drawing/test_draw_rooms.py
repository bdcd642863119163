"""The picture of the rooms is the table of rooms: every room, every arrow that no others imply, and no other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scripts.drawing import draw_rooms, picture_words
from tests.house.rooms import GROUND, ROOMS

TABLE = draw_rooms.rooms()


@pytest.mark.parametrize("language", draw_rooms.TITLES)
def test_every_room_stands_in_the_picture(language: str) -> None:
    words = re.findall(r"<text [^>]*>([^<]*)</text>", draw_rooms.picture(language, TABLE))
    deepest = {name for name in ROOMS if name.count(".") > 2}  # within a room that is shown within a box
    for name in set(ROOMS) - deepest:
        shown = name.replace(".", "/") if name in draw_rooms.PLACES else name.rpartition(".")[2]
        assert shown in words, name
    assert all(module.removeprefix("certs.") in " ".join(words) for module in GROUND)


def test_the_arrows_say_all_that_the_table_says() -> None:
    uses, drawn = draw_rooms.arrows(TABLE), list(draw_rooms.needed(draw_rooms.arrows(TABLE)))
    reached: dict[str, set[str]] = {}
    for name in sorted(uses, key=lambda box: -draw_rooms.PLACES[box][0]):
        reached[name] = set().union(*({used} | reached[used] for box, used in drawn if box == name))
    assert all(uses[name] <= reached[name] for name in uses)
    assert all(used in uses[name] for name, used in drawn)
    assert len(drawn) < sum(map(len, uses.values()))


def changed(name: str, **values: Any) -> dict[str, draw_rooms.Room]:
    return {**TABLE, name: {**TABLE.get(name, TABLE["certs.scheme"]), "name": name, **values}}


def test_an_arrow_back_a_room_without_a_place_and_a_hidden_arrow_stop_the_drawing() -> None:
    with pytest.raises(ValueError, match="in a ring"):
        draw_rooms.picture("en", changed("certs.scheme", uses=["certs.trust"]))
    with pytest.raises(ValueError, match="a place"):
        draw_rooms.picture("en", changed("certs.attic"))
    with pytest.raises(ValueError, match="no straight way"):
        draw_rooms.picture("en", changed("certs.instance", uses=["certs.certificate"]))


@pytest.mark.parametrize("language", draw_rooms.TITLES)
def test_no_word_is_wider_than_its_box(language: str) -> None:
    for name, place in draw_rooms.places(language, TABLE).items():
        room = place.right - place.left - 2 * draw_rooms.INSET
        if name in TABLE:
            lines = picture_words.wrapped(TABLE[name][language], draw_rooms.SIZE, room)
            assert max(picture_words.width(line, draw_rooms.SIZE) for line in lines) <= room
        for chip, (left, _) in draw_rooms.placed_chips(name, TABLE, place):
            assert left + picture_words.width(chip.rpartition(".")[2], draw_rooms.CHIP) + 26 <= place.right, chip
