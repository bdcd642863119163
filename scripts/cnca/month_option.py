"""A month on the command line."""

from __future__ import annotations

from typing import Any

import click

from certs.casework.cnca.month import Month
from certs.errors import Malformed
from scripts.terminal.verb_frame import WrongValue


class MonthType(click.ParamType[Month]):
    """A month, as 2026-11."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        """Read the month, or refuse the call: exit 64."""
        if isinstance(value, Month):
            return value
        try:
            return Month.read(str(value))
        except Malformed as error:
            raise WrongValue(error.words, ctx, param) from error
