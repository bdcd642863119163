"""The verbs that change a status: one shape for all of them, the act's reasons and words apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import click

from certs.errors import Words
from certs.lifecycle.entry_types import FINAL_CODES
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.request import Request
from certs.lifecycle.rules import RefusedItem
from scripts.desk import act_report
from scripts.desk.act_options import (
    ActOptions,
    acting,
    confirming_option,
    effective_option,
    reason_option,
    require_reason,
    targets_argument,
    until_option,
)
from scripts.desk.batch import carry_out
from scripts.desk.targets import numbers
from scripts.terminal.verb_frame import require, verb

Refusing = Callable[[Sequence[Request]], list[RefusedItem]]


def status_verb(name: str, act: str, words: Words, refusing: Refusing | None = None) -> click.Command:
    """Return the command of a verb. `act` is the type of the entries that it makes; a suspension has a last day.

    `refusing` tells what the casework has against it.
    """

    def command(options: ActOptions, **values: Any) -> int:
        return _change(act, options, refusing, **values)

    command.__doc__ = "Change the status of the numbers given."
    decorators = [targets_argument, reason_option(act), effective_option]
    if act == "suspended":
        decorators.append(until_option)
    if act in FINAL_CODES:
        decorators.append(confirming_option)
    function = acting(command)
    for decorator in reversed(decorators):
        function = decorator(function)
    return verb(name, words, REASONS[act])(function)


def _change(
    act: str,
    options: ActOptions,
    refusing: Refusing | None,
    targets: tuple[str, ...],
    reason: str | None,
    effective: date | None,
    until: date | None = None,
) -> int:
    require_reason(act, reason)
    require("--by", options.by or None)
    if act == "suspended":
        require("--until", until)
    remark = options.remark(act)
    requests = [
        Request(act, number, reason or "", effective=effective, until=until, remark=remark)
        for number in numbers(targets)
    ]
    refused = refusing(requests) if refusing else []
    names = {item.source for item in refused}
    good = [request for request in requests if request.number not in names]
    return act_report.report(act, carry_out(good, refused, options), options)
