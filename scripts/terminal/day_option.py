"""A day, or a moment asked about, as an option takes it."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from certs.certificate.reading.asked_moment import Moment, no_moment, read_moment
from certs.certificate.reading.written_days import read_day
from certs.errors import Refused
from scripts.terminal.verb_frame import WrongValue


class Day(click.ParamType[date]):
    """A day as people write it: 2026-11-23, 2026/11/23, 2026年11月23日."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or refuse the call: exit 64."""
        try:
            return read_day(value)
        except Refused as error:
            raise WrongValue(error.words, ctx, param) from error


class AskedMoment(click.ParamType[Moment]):
    """A day, or an instant with its offset, as the web takes it behind `?at=`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Moment:
        """Read the moment, or refuse the call: exit 64. Nothing at all, as an unset variable leaves, is not today."""
        try:
            moment = read_moment(value)
        except Refused as error:
            raise WrongValue(error.words, ctx, param) from error
        if moment is None:
            raise WrongValue(no_moment(value).words, ctx, param)
        return moment
