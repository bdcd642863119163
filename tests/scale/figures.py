"""What was measured: for each size a figure, and where a limit is set, how many times that of the smallest size."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from certs.errors import Words

FILE: Final = Path(__file__).resolve().parents[2] / "site" / "_data" / "scale.json"
ALONE: Final = FILE.with_name("scale-alone.json")  # of parts alone


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: the figures by size. `ratio` is the largest size to the smallest, None where they are not compared.

    `limit` is the largest ratio allowed, or with `absolute` the largest figure itself; None where it is only told.
    """

    what: Words
    unit: str
    values: Mapping[int, float]
    ratio: float | None = None
    limit: float | None = None
    absolute: bool = False

    @property
    def kept(self) -> bool:
        """Whether the limit holds."""
        if self.limit is None:
            return True
        judged = self.values[max(self.values)] if self.absolute else self.ratio
        return judged is not None and judged <= self.limit

    def to_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return {
            "zh": self.what.zh,
            "en": self.what.en,
            "unit": self.unit,
            "values": {str(size): float(f"{value:.4g}") for size, value in sorted(self.values.items())},
            "ratio": None if self.ratio is None else float(f"{self.ratio:.3g}"),
            "limit": self.limit,
            "absolute": self.absolute,
        }


def together(small: Figure, large: Figure) -> Figure:
    """Return what was measured of the same thing at two sizes as one line."""
    values = {**small.values, **large.values}
    return replace(large, values=values, ratio=values[max(values)] / values[min(values)])


def keep(figures: list[Figure], about: Mapping[str, Any], file: Path = FILE) -> None:
    """Write what was measured, with date and machine, for the site to show."""
    lines = [figure.to_json() for figure in figures]
    file.write_text(json.dumps({**about, "lines": lines}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
