"""The figures for a monitor (Prometheus): what was asked and told, and how fresh register and publication are.

Each worker counts into files of a private folder, which whoever is asked adds up (`prometheus_client`, several
processes). What is read from the register is read at the moment of asking, and not kept. No figure holds what anybody
asked for: a request is counted by its route.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from certs.documents.child_processes import Children
from certs.lifecycle.statuses import STATUS_WORDS
from verify.kept_answers import EARLY

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"  # of the environment: where the workers count
SECONDS: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_NO_ROUTE: Final = "none"
_BEGAN: Final = "starmark.counted"
_TOLD: Final = re.compile(rb'"overall":"(\w+)"|<section class="verdict [^"]*" data-status="(\w+)"')
_OF_PAGES: Final = {  # a page tells the status in its first panel
    **dict.fromkeys((*STATUS_WORDS, "superseded"), "not_valid"),
    **{code: code for code in ("valid", "not_genuine", "unknown")},
}
_GAUGE_FILE: Final = re.compile(r"gauge_live\w*_(\d+)\.db")


class Figures:
    """What one worker counts. `children` are those of each kind, whose questions at work are counted."""

    def __init__(self, children: Mapping[str, Children]) -> None:
        registry = CollectorRegistry()
        self._requests = Counter(
            "starmark_requests", "Requests by route and status.", ["route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "starmark_request_seconds",
            "How long an answer took, by route.",
            ["route"],
            buckets=SECONDS,
            registry=registry,
        )
        self._verdicts = Counter("starmark_verdicts", "Verdicts told, by `overall`.", ["overall"], registry=registry)
        self._busy = Gauge(
            "starmark_children_busy",
            "Questions that child processes are at work on, by kind.",
            ["kind"],
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._children = children

    def begin(self) -> None:
        """Note when a request began."""
        request.environ[_BEGAN] = time.perf_counter()

    def end(self, response: Response) -> Response:
        """Count a request whose answer is ready."""
        route = request.url_rule.rule if request.url_rule is not None else _NO_ROUTE
        began = request.environ.get(_BEGAN)
        seconds = None if began is None else time.perf_counter() - began
        self._count(route, response.status_code, seconds, told_in(response))
        return response

    def answered(self, route: str, status: int, seconds: float, body: bytes) -> None:
        """Count a request that the door answered, with JSON, before Flask was asked."""
        self._count(route, status, seconds, _verdicts_in(body))

    def _count(self, route: str, status: int, seconds: float | None, verdicts: Mapping[str, int]) -> None:
        self._requests.labels(route, str(int(status))).inc()
        if seconds is not None:
            self._seconds.labels(route).observe(seconds)
        for overall, count in verdicts.items():
            self._verdicts.labels(overall).inc(count)

    def look(self) -> None:
        """Note how many children are at work."""
        for kind, children in self._children.items():
            self._busy.labels(kind).set(children.busy)


def told_in(response: Response) -> Mapping[str, int]:
    """Return how many verdicts of each kind an answer tells: JSON by its `overall`, a page by its first panel."""
    if response.is_streamed or response.mimetype not in {"application/json", "text/html"}:
        return {}
    return _verdicts_in(response.get_data())


def _verdicts_in(body: bytes) -> Mapping[str, int]:
    told: Tally[str] = Tally()
    for of_json, of_page in _TOLD.findall(body):
        overall = of_json.decode() or _OF_PAGES.get(of_page.decode())
        if overall:
            told[overall] += 1
    return told


def install(app: Flask, figures: Figures) -> None:
    """Count every request of an application."""
    app.before_request(figures.begin)
    app.after_request(figures.end)
    app.extensions[EARLY].watchers.append(figures.answered)


class Freshness(Collector):
    """What is read from the register when a monitor asks: `read` returns the figures by name, each with its help."""

    def __init__(self, read: Callable[[], Mapping[str, tuple[str, float]]]) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """Return the figures of this moment."""
        for name, (words, value) in self._read().items():
            yield GaugeMetricFamily(name, words, value=value)


def added_up(freshness: Freshness, folder: Path) -> bytes:
    """Return the figures of all workers as a monitor reads them; gauges of a worker that is gone are left out."""
    for file in folder.glob("gauge_live*.db"):
        match = _GAUGE_FILE.fullmatch(file.name)
        if match and not Path(f"/proc/{match[1]}").exists():
            file.unlink(missing_ok=True)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    registry.register(freshness)
    return generate_latest(registry)


def folder_of_workers() -> Path | None:
    """Return the private folder that the workers were started with; None where nothing is counted."""
    text = os.environ.get(FOLDER, "")
    return Path(text) if text else None
