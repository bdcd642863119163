"""What is done to a register as a whole: once for each, in wall time and in processor time of all processes."""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from certs.audit.full_audit import Terms, audit
from certs.audit.recovery import recover
from certs.casework.backup import increment
from certs.casework.backup.restore import RestoreTerms, restore
from certs.casework.backup.take_backup import back_up
from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.request import Request
from certs.mirror.follow_log import Mirror
from certs.register.store.database import create
from scripts.network.log_source import source
from tests.scale import firms
from tests.scale.figures import Figure
from tests.scale.minting import ring
from tests.scale.registers import Register

BATCH: Final = 1_000  # certificates of one act
_WALL: Final = Words("（用时）", " (time)")
_CPU: Final = Words("（处理器）", " (processor)")


@dataclass
class Taken:
    """The seconds that each thing took, by what it is and by size."""

    wall: dict[str, dict[int, float]] = field(default_factory=dict)
    cpu: dict[str, dict[int, float]] = field(default_factory=dict)

    def time(self, name: str, size: int, do: Callable[[], object]) -> None:
        """Do something once."""
        wall, cpu = time.perf_counter(), _processor()
        do()
        self.wall.setdefault(name, {})[size] = time.perf_counter() - wall
        self.cpu.setdefault(name, {})[size] = _processor() - cpu
        print(f"{size:>9} {name}: {self.wall[name][size]:.1f} s, {self.cpu[name][size]:.1f} s CPU", flush=True)


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


_SAID: Final = {
    "batch": (Words(f"一次签发 {BATCH} 张", f"a batch of {BATCH} issues"), None),
    "since": (Words(f"接着检查点审计 {BATCH} 条", f"audit of {BATCH} new entries (--since)"), 10.0),
    "audit": (Words("完整审计（不含证书文件）", "full audit (without the files of certificates)"), None),
    "recover": (Words("恢复（重算全部）", "recover (everything folded)"), None),
    "recover_since": (Words("接着检查点恢复", "recover --since"), None),
    "backup": (Words("备份", "backup"), None),
    "increment": (Words(f"增量备份，新增 {BATCH} 张", f"an increment after {BATCH} issues"), None),
    "restore": (Words("还原备份", "restore a backup"), 900.0),
    "mirror": (Words("镜像从头复制", "a mirror from nothing"), None),
    "follow": (Words(f"镜像跟上 {BATCH} 条", f"a mirror following {BATCH} entries"), None),
}


def measure(registers: Sequence[Register], folder: Path, least: int) -> Iterator[list[Figure]]:
    """Yield all figures so far, after each step. What goes over the whole log is done up to a size of `least` only."""
    taken, disk = Taken(), list(_disk(registers))
    for register in registers:
        _go_on(taken, register, _fresh(folder, register))
        yield [*_figures(taken), *disk]
    for register in registers:
        if register.size <= least:
            for step in (_restored, _proved, _folded, _mirrored):
                step(taken, register, _fresh(folder, register))
                yield [*_figures(taken), *disk]


def _figures(taken: Taken) -> Iterator[Figure]:
    for name, (what, limit) in _SAID.items():
        if name in taken.wall:
            yield _figure(what, _WALL, "s", taken.wall[name], limit)
            yield _figure(what, _CPU, "s", taken.cpu[name], None)


def _fresh(folder: Path, register: Register) -> Path:
    place = folder / f"measured-{register.size}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place


def _figure(what: Words, how: Words, unit: str, values: dict[int, float], limit: float | None) -> Figure:
    ratio = values[max(values)] / values[min(values)]
    return Figure(Words(what.zh + how.zh, what.en + how.en), unit, values, ratio, limit, absolute=limit is not None)


def _go_on(taken: Taken, register: Register, place: Path) -> None:
    """What goes on from what there is: a batch, an audit and a recovery from a checkpoint, a backup."""
    register.publish()
    proved = register.checkpoint()
    requests = [Request("issued", draft=firms.draft(register.fresh + n)) for n in range(1, BATCH + 1)]
    register.fresh += BATCH
    taken.time("batch", register.size, lambda: register.desk().perform(requests))
    register.publish()
    taken.time("since", register.size, lambda: _audited(register, register.instance.public, Terms(since=proved)))
    taken.time("recover_since", register.size, lambda: recover(register.url, proved))
    taken.time("backup", register.size, lambda: back_up(register.instance, place / "backup", register.now))
    whole = increment.base_of(place / "backup", register.instance.settings.base_url, str)
    register.desk().perform([Request("issued", draft=firms.draft(register.fresh + n)) for n in range(1, BATCH + 1)])
    register.fresh += BATCH
    later = place / "increment"
    taken.time("increment", register.size, lambda: back_up(register.instance, later, register.now, None, whole))
    shutil.rmtree(place)


def _restored(taken: Taken, register: Register, place: Path) -> None:
    back_up(register.instance, place / "backup", register.now)
    terms = RestoreTerms(checkpoints=[register.checkpoint()])
    taken.time(
        "restore", register.size, lambda: restore(place / "backup", place / "home", lambda: "", terms, register.now)
    )
    shutil.rmtree(place)


def _proved(taken: Taken, register: Register, place: Path) -> None:
    taken.time("audit", register.size, lambda: _audited(register, None, Terms()))
    shutil.rmtree(place)


def _folded(taken: Taken, register: Register, place: Path) -> None:
    taken.time("recover", register.size, lambda: recover(register.url))
    shutil.rmtree(place)


def _mirrored(taken: Taken, register: Register, place: Path) -> None:
    mirror, fetch = create(f"sqlite:///{place / 'mirror.db'}"), source(str(register.instance.public))
    root = ring().get("root").public_raw
    taken.time("mirror", register.size, lambda: Mirror(mirror, place / "mirror", fetch, root).round())
    requests = [Request("issued", draft=firms.draft(register.fresh + n)) for n in range(1, BATCH + 1)]
    register.fresh += BATCH
    register.desk().perform(requests)
    register.publish()
    taken.time("follow", register.size, lambda: Mirror(mirror, place / "mirror", fetch, root).round())
    mirror.close()
    shutil.rmtree(place)


def _audited(register: Register, public: Path | None, terms: Terms) -> None:
    findings = audit(register.url, public, beijing_day(register.now), terms=terms).findings
    assert not findings.count, findings.differences[0]


def _disk(registers: Sequence[Register]) -> Iterator[Figure]:
    kinds = (
        (Words("登记簿，每张证书的字节", "register, bytes a certificate"), _register_bytes),
        (Words("工作日志，每张证书的字节", "staff journal, bytes a certificate"), _journal_bytes),
        (Words("公开的日志，每张证书的字节", "published log, bytes a certificate"), _log_bytes),
        (Words("公开的证书文件，每张证书占磁盘的字节", "published files of a certificate, bytes on disk"), _file_bytes),
    )
    for what, count in kinds:
        values = {register.size: found for register in registers if (found := count(register))}
        if values:
            yield Figure(what, "B", values, values[max(values)] / values[min(values)])


def _register_bytes(register: Register) -> float:
    return (register.instance.home / "register.db").stat().st_size / register.size


def _journal_bytes(register: Register) -> float:
    return (register.instance.home / "casework.db").stat().st_size / register.size


def _log_bytes(register: Register) -> float:
    return _on_disk(register.instance.public / "log") / register.size


def _file_bytes(register: Register) -> float:
    files = sum(1 for _ in (register.instance.public / "c").rglob("*.json"))
    return _on_disk(register.instance.public / "c") / files if files else 0


def _on_disk(folder: Path) -> int:
    """Return the bytes that the files of a folder take on the disk: whole blocks."""
    return sum((Path(name) / file).stat().st_blocks * 512 for name, _, files in os.walk(folder) for file in files)
