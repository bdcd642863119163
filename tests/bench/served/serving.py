"""The service as it is started, through granian, under eight connections: in hellos of the same server and workers.

One address may ask for `address_points` in ten seconds of each process, and hears 429 after that: so this instance is
told to count more, and an answer other than 200 ends the bench.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from certs.certificate.number import in_address
from certs.errors import Words
from scripts.network import web_workers
from tests import instances
from tests.bench.timing import Line
from tests.instances import Staff

ROUNDS: Final = 5
SECONDS: Final = 3
CONNECTIONS: Final = 8
CERTIFICATES: Final = 60
PATIENCE: Final = 20  # seconds after which an answer counts as none
_SCRIPT: Final = """
local paths, asked, threads = {%s}, 0, {}
wrong = ""
setup = function(thread)
  table.insert(threads, thread)
end
request = function()
  asked = asked %% #paths + 1
  return wrk.format("GET", paths[asked])
end
response = function(status, headers, body)
  if status > 399 then
    wrong = wrong .. status .. " " .. string.sub(body, 1, 300) .. "\\n"
  end
end
done = function(summary, latency, requests)
  for _, thread in ipairs(threads) do
    io.write(thread:get("wrong"))
  end
  local e = summary.errors
  io.write(string.format('\\n{"requests": %%d, "micro": %%d, "p99": %%d, "bad": [%%d, %%d, %%d]}\\n', summary.requests,
    summary.duration, latency:percentile(99), e.status, e.connect + e.read + e.write, e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What some seconds of load came to: answers a second, and the time that 99 of 100 took at the most."""

    rate: float
    p99: float


def measure(folder: Path) -> Iterator[Line]:
    """Yield two lines for each kind of address: the rate, and the longest times but one of a hundred."""
    home = folder / "home"
    staff = Staff(home, home)
    staff.run("demo", "--count", str(CERTIFICATES))
    settings = home / "starmark.toml"
    told = settings.read_text("utf-8")
    settings.write_text(told.replace("[service]\n", "[service]\naddress_points = 1000000\n", 1), "utf-8")
    items = json.loads(staff.run("find", "样例", "--limit", str(CERTIFICATES), "--json"))["items"]
    numbers = [in_address(item["number"]) for item in items]
    with instances.served(home) as ours:
        for zh, en, path, limit in (
            ("接口", "API of a certificate", "/api/v1/certificates/{}", 2.0),
            ("证书 JSON 文件", "certificate JSON", "/c/{}.json", None),
            ("证书网页", "certificate page", "/c/{}", None),
        ):
            paths = [path.format(number) for number in numbers]
            with greeted(headers_of(ours + paths[0])) as hello:
                yield from _lines(zh, en, folder, (ours, paths), hello, limit)


def _lines(
    zh: str, en: str, folder: Path, asked: tuple[str, Sequence[str]], hello: str, limit: float | None
) -> Iterator[Line]:
    rounds = []
    for _ in range(ROUNDS):
        before = loaded(folder, hello, ["/hello"])
        mine = loaded(folder, *asked)
        after = loaded(folder, hello, ["/hello"])
        rounds.append((mine, Load((before.rate + after.rate) / 2, (before.p99 + after.p99) / 2)))
    mine, base = (median(side.rate for side in one) for one in zip(*rounds, strict=True))
    ratio = median(base.rate / mine.rate for mine, base in rounds)
    words = Words(
        f"{zh}，经 granian，{CONNECTIONS} 个连接：hello 每秒的回答数是它的几倍",
        f"{en} through granian, {CONNECTIONS} connections: how many times as many hellos are answered in a second",
    )
    yield Line(words, f"{mine:.0f}/s", f"{base:.0f}/s", ratio, limit)
    mine, base = (median(side.p99 for side in one) for one in zip(*rounds, strict=True))
    ratio = median(mine.p99 / base.p99 for mine, base in rounds)
    words = Words("同上，第 99 百分位的时间", "likewise, the time of the 99th percentile")
    yield Line(words, f"{mine * 1e3:.1f} ms", f"{base * 1e3:.1f} ms", ratio, None)


def headers_of(url: str) -> list[tuple[str, str]]:
    """Return the headers of an answer that an application sends, and not its server."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        return [(name, value) for name, value in answer.headers.items() if name.lower() not in _SERVERS]


_SERVERS: Final = frozenset({"server", "date", "content-length", "connection"})


@contextmanager
def greeted(headers: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Serve a hello with these headers by the very command that serves the website, and yield its address."""
    port = instances.free_port()
    command = [*web_workers.command_line("127.0.0.1", port)[:-1], "tests.bench.served.hello_server:make"]
    environment = {**os.environ, "PYTHONPATH": str(instances.ROOT), "HELLO_HEADERS": json.dumps(headers)}
    process = subprocess.Popen(
        command, cwd=instances.ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        deadline = time.monotonic() + instances.START_SECONDS
        while not _answers(f"http://127.0.0.1:{port}/hello"):
            if time.monotonic() > deadline:
                raise AssertionError("the hello did not come up")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def loaded(folder: Path, url: str, paths: Sequence[str], seconds: int = SECONDS) -> Load:
    """Ask for these addresses in turn for some seconds, by wrk."""
    script = folder / "asking.lua"
    script.write_text(_SCRIPT % ", ".join(json.dumps(path) for path in paths), "utf-8")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "--timeout", f"{PATIENCE}s", "-s", str(script), url]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout.strip().splitlines()[-1])
    if any(told["bad"]) or not told["requests"]:
        refused, lost, late = told["bad"]
        wrong = f"{refused} refused, {lost} lines lost, {late} after {PATIENCE} seconds"
        raise AssertionError(f"of {told['requests']} answers of {url}{paths[0]}: {wrong}\n{ran.stdout}")
    return Load(told["requests"] / told["micro"] * 1e6, told["p99"] / 1e6)
