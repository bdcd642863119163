"""The emblem: as many stars as the level has, whole where the halves meet; none for a scheme without a mark."""

from __future__ import annotations

import pytest

from certs.documents.marks import emblem
from certs.documents.marks.lettering import column
from certs.scheme.schemes import SCHEMES


@pytest.mark.parametrize("stars", emblem.LEVELS)
def test_a_mark_has_as_many_stars_as_its_level(stars: int) -> None:
    left, right = (emblem.star_halves(stars, side) for side in (-1, 1))
    assert left.count("Z") == right.count("Z") == stars
    words = column(emblem.LEVELS[stars], emblem.WIDTH - 46, 62, 182, 36)
    for style in emblem.STYLES:
        drawn = emblem.emblem(stars, style)
        assert words in drawn
        assert left in drawn
        assert right in drawn
    assert len({emblem.emblem(stars, style) for style in emblem.STYLES}) == 3


def test_the_levels_drawn_are_those_of_the_schemes_that_have_a_mark() -> None:
    marked = [scheme for scheme in SCHEMES.values() if scheme.has_mark]
    assert [scheme.code for scheme in marked] == ["gbt27922-2011"]
    assert {level.stars: level.name.zh for level in marked[0].levels} == emblem.LEVELS
    with pytest.raises(KeyError):  # two stars are a level of brand evaluation only
        emblem.emblem(2, "colour")
