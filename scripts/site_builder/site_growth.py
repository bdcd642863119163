"""How a register grows: what `make scale` measured, what follows from it far beyond, and where the next limits lie.

What was measured is in `site/_data/scale.json`, and in `scale-alone.json` what was measured of parts alone, far beyond;
without them the pages say so, and only bytes are computed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from certs import limits
from certs.errors import Words
from scripts.site_builder import site_tables
from scripts.site_builder.site_tables import LANGUAGES, amount, data_table, nothing_measured

FAR: Final = (10_000_000, 100_000_000)  # certificates
# Bytes a certificate of a generated register of 300,000, until a measurement says it anew.
BYTES: Final = {
    "登记簿，": (Words("登记簿（SQLite 文件）", "Register (SQLite file)"), 6_900),
    "工作日志，": (Words("工作日志", "Staff journal"), 400),
    "公开的日志，": (Words("公开的日志（条目和分块）", "Published log (entries and tiles)"), 3_200),
    "公开的证书文件，": (Words("证书的三个文件，占磁盘", "Three files of a certificate, on disk"), 12_300),
}
# What goes over every entry, by how its name begins where it was measured.
WHOLE: Final = {
    "完整审计": Words("完整审计", "Full audit"),
    "恢复（重算全部）": Words("恢复（重算全部）", "Recover (everything folded)"),
    "备份": Words("备份", "Backup"),
    "还原备份": Words("还原备份", "Restore a backup"),
    "镜像从头复制": Words("镜像从头复制", "A mirror from nothing"),
}
_TIMED, _PROCESSOR = "（用时）", "（处理器）"
_KINDS: Final = {
    "ms": Words("一次，处理器的时间", "One each, time of the processor"),
    "s": Words(
        "整个做一次，用时；括号里是各进程处理器时间的和",
        "Done once: time, and in brackets that of all processors together",
    ),
    "B": Words("一张证书占多少", "What one certificate takes"),
}
_COLUMNS: Final = {
    "far": (Words("内容", "What"), Words("一千万张", "Ten million"), Words("一亿张", "A hundred million")),
    "next": (
        Words("什么", "What"),
        Words("怎样增长", "How it grows"),
        Words("下一个限度", "Next limit"),
        Words("那时改什么", "What would be changed"),
    ),
}
NEXT: Final = (
    (
        Words("办理、查一张、日志证明", "Acts, look-ups, log proofs"),
        Words("不随证书增多，只多走几层索引", "Not with the certificates; indexes get a few levels deeper"),
        Words("文件大过内存以后，等磁盘", "Waiting for the disk, once the file is larger than memory"),
        Words("登记簿搬到 PostgreSQL，内存加大", "Move the register to PostgreSQL, with more memory"),
    ),
    (
        Words("办理以后发布", "Publishing after an act"),
        Words(
            f"只重读新条目动到的状态列表（每份 {limits.STATUS_LIST:,} 位），其余的只比对文件",
            f"Reads only the status lists that new entries touch ({limits.STATUS_LIST:,} bits each); of the others the "
            "files are compared",
        ),
        Words("列表有上千份时，每次多用零点几秒", "Some tenths of a second each time with a thousand lists"),
        Words("记下公布到哪一份", "Remember which of them are published"),
    ),
    (
        Words("完整审计、恢复、还原", "Full audit, recovery, restoring"),
        Words(
            "与条目数成正比；审计在内存里记住每一条，约 400 字节，恢复用的内存不随它增大",
            "With the entries; an audit remembers each, some 400 bytes; a recovery takes the same memory however many",
        ),
        Words("一千万条要约 4 GB 内存", "About 4 GB of memory for ten million entries"),
        Words("平日用 `--since`；审计改为分段记", "`--since` on most days; remember them in parts"),
    ),
    (
        Words("接着检查点审计", "Audit from a checkpoint"),
        Words("只与新条目数有关，不复制登记簿", "With the new entries only; the register is not copied"),
        Words(
            f"新条目多于 {limits.AUDIT_UNCOPIED:,} 条时，先复制一份",
            f"Above {limits.AUDIT_UNCOPIED:,} new entries it is copied first",
        ),
        Words("多做几次", "Audit more often"),
    ),
    (
        Words("备份", "Backup"),
        Words(
            "完整备份全部复制：先复制登记簿，再写进备份；增量（`--since`）只写那以后新增的",
            "A whole one copies all, the register first; an increment (`--since`) only what came after it",
        ),
        Words(
            "登记簿几十 GB 时，完整备份要很久，要两倍的磁盘",
            "With tens of GB a whole one takes very long, and twice the disk",
        ),
        Words(
            "完整备份每周一次，平日用增量；或者用 PostgreSQL 自己的连续归档",
            "A whole one each week, increments between; or continuous archiving by PostgreSQL",
        ),
    ),
    (
        Words("镜像", "Mirror"),
        Words(
            "从头复制与条目数成正比，一块一块地取，用的内存不变；取来还没有收下的，另占一份公开日志的磁盘",
            "From nothing with the entries, tile by tile in the same memory; what is fetched and not taken over yet "
            "takes the disk of the published log once more",
        ),
        Words(f"{limits.MIRROR_ENTRIES:,} 条，超过的拒绝", f"{limits.MIRROR_ENTRIES:,} entries; more are refused"),
        Words("放宽这个限度", "Raise that limit"),
    ),
    (
        Words("证书的文件", "Files of certificates"),
        Words("一个文件夹最多三千个", "Three thousand in a folder at most"),
        Words("文件系统的文件个数", "Number of files of the file system"),
        Words("放进对象存储，或者只留 `.json`", "Put them into an object store, or keep `.json` alone"),
    ),
    (
        Words("编号", "Numbers"),
        Words(
            f"一年的序号最多 {limits.SERIAL_DIGITS[1]} 位", f"{limits.SERIAL_DIGITS[1]} figures of a serial in a year"
        ),
        Words(f"一年 {10 ** limits.SERIAL_DIGITS[1] - 1:,} 张", f"{10 ** limits.SERIAL_DIGITS[1] - 1:,} a year"),
        Words("另用一个机构代码", "A second prefix for the body"),
    ),
)


def snippets() -> dict[str, str]:
    """Return every snippet by its path below the snippet folder."""
    tables = {"growth": growth, "growth-alone": alone, "growth-far": far, "growth-next": following}
    return {f"{language}/{name}.md": table(language) for language in LANGUAGES for name, table in tables.items()}


def _kept(name: str = "scale") -> dict[str, Any] | None:
    file = site_tables.ROOT / "site" / "_data" / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def growth(language: str) -> str:
    """Return the figures of the last `make scale`, by size, or say that none has been recorded."""
    kept = _kept()
    return nothing_measured(language) if kept is None else _tables(kept, language)


def alone(language: str) -> str:
    """Return the figures of the last `python -m tests.scale --alone`, or say that none has been recorded."""
    kept = _kept("scale-alone")
    return nothing_measured(language) if kept is None else _tables(kept, language)


def _tables(kept: Mapping[str, Any], language: str) -> str:
    sizes = [int(size) for size in kept["sizes"]]
    names = {"zh": ("项目", "最大 ÷ 最小", "上限"), "en": ("What", "Most ÷ least", "Limit")}[language]
    heads = [names[0], *(f"{size:,}" for size in sizes), *names[1:]]
    lines = list(_timed_once(kept["lines"], language))
    tables = [
        f"**{words.zh if language == 'zh' else words.en}**\n\n{data_table(heads, rows)}"
        for unit, words in _KINDS.items()
        if (rows := [_grown(line, sizes, heads, language) for line in lines if line["unit"] == unit])
    ]
    before, after = kept["load"]
    note = {
        "zh": f"{kept['date']}，{kept['machine']}。机器上同时有别的任务：开始和结束时的平均负载是 {before} 和 {after}。"
        "表里没有的就没有测，完整的登记簿多于这些的也没有测。",
        "en": f"{kept['date']}, {kept['machine']}. Other work ran on the machine: its load average was {before} at the "
        f"beginning and {after} at the end. What the table does not show was not measured, nor was a larger "
        "register that is whole.",
    }[language]
    return "\n".join([*tables, f"{note}\n"])


def _timed_once(lines: Sequence[Mapping[str, Any]], language: str) -> Iterator[dict[str, Any]]:
    """Yield the lines with the time of a clock and that of the processor in one."""
    processor = {
        line["zh"].removesuffix(_PROCESSOR): line["values"] for line in lines if line["zh"].endswith(_PROCESSOR)
    }
    for line in lines:
        if not line["zh"].endswith(_PROCESSOR):
            name = line["zh"].removesuffix(_TIMED)
            said = name if language == "zh" else line["en"].removesuffix(" (time)")
            yield {**line, "name": said, "processor": processor.get(name, {}) if name != line["zh"] else {}}


def _grown(line: Mapping[str, Any], sizes: Sequence[int], heads: Sequence[str], language: str) -> str:
    values, limit = line["values"], line["limit"]
    cells = []
    for size in map(str, sizes):
        brackets = f" ({amount(line['processor'][size], line['unit'])})" if size in line["processor"] else ""
        cells.append(amount(values.get(size), line["unit"]) + brackets)
    measured = str(sizes[-1]) in values
    compared = line["ratio"] is not None and measured
    cells.append(f"{line['ratio']:.3g} ×" if compared else "—")
    judged = values[max(values, key=int)] if line["absolute"] else line["ratio"]
    over = "" if measured else {"zh": " 最大的没有测", "en": " largest not measured"}[language]
    if limit is not None and judged > limit:
        over = {"zh": " 超出", "en": " over"}[language]
    cells.append("—" if limit is None else f"≤ {limit:g} {line['unit'] if line['absolute'] else '×'}{over}")
    return _row(escape(line["name"]), cells, heads, ' class="figure"')


def far(language: str) -> str:
    """Return what each part costs at ten and at a hundred million: computed from bytes and seconds a certificate."""
    kept = _kept()
    heads = _heads("far", language)
    rows = [_far_row(name, cells, heads, language) for name, cells in _sizes(kept, language)]
    rows += [_far_row(name, cells, heads, language) for name, cells in _times(kept or {"lines": []}, language)]
    source = {
        "zh": "由实测的最大一个登记簿里每张证书的字节和用时按比例乘出来的，不是实测；用时是那一台机器的。",
        "en": "Multiplied from the bytes and the time a certificate of the largest register measured; not measured. "
        "Times are those of that machine.",
    }
    if kept is None:
        source = {
            "zh": "由一个生成的三十万张的登记簿里每张证书的字节乘出来的，不是实测。用时没有实测记录，所以不推算。",
            "en": "Multiplied from the bytes a certificate of a generated register of 300,000; not measured. No time "
            "has been recorded yet, so none is computed.",
        }
    return f"{source[language]}\n\n{data_table(heads, rows)}\n"


def following(language: str) -> str:
    """Return where the next limits lie, and what would be changed then."""
    heads = _heads("next", language)
    rows = []
    for what, *told in NEXT:
        cells = [_marked(cell, language) for cell in told]
        rows.append(_row(_marked(what, language), cells, heads, ""))
    return data_table(heads, rows)


def _sizes(kept: Mapping[str, Any] | None, language: str) -> Iterator[tuple[Words, list[str]]]:
    lines = [] if kept is None else kept["lines"]
    for begins, (name, bytes_each) in BYTES.items():
        found = [line["values"] for line in lines if line["unit"] == "B" and line["zh"].startswith(begins)]
        each = found[0][max(found[0], key=int)] if found else bytes_each
        yield name, [_disk(each * size) for size in FAR]
    files = [3 * size for size in FAR]
    yield Words("证书的文件个数", "Number of those files"), [_count(number, language) for number in files]
    lists = [2 * -(-size // limits.STATUS_LIST) for size in FAR]
    yield Words("状态列表（两种用途合计）", "Status lists (both purposes)"), [f"{number:,}" for number in lists]


def _times(kept: Mapping[str, Any], language: str) -> Iterator[tuple[Words, list[str]]]:
    """Yield the time of what goes over every entry; what does not grow with the register is in the table of limits."""
    for line in kept["lines"]:
        for begins, name in WHOLE.items():
            if line["zh"].startswith(begins) and line["zh"].endswith(_TIMED):
                most = max(line["values"], key=int)
                yield name, [_time(line["values"][most] * size / int(most), language) for size in FAR]


def _disk(size: float) -> str:
    """Return bytes in powers of a thousand, as disks are sold."""
    for unit in ("KB", "MB", "GB"):
        size /= 1_000
        if size < 1_000:
            return f"{size:.3g} {unit}"
    return f"{size / 1_000:.3g} TB"


def _count(number: int, language: str) -> str:
    return f"{number // 10_000:,} 万" if language == "zh" else f"{number // 1_000_000:,} million"


def _time(seconds: float, language: str) -> str:
    minutes, hours, days = {"zh": ("分钟", "小时", "天"), "en": ("min", "hours", "days")}[language]
    for most, unit, of in ((5_400, minutes, 60), (259_200, hours, 3_600)):
        if seconds < most:
            return f"{seconds / of:.2g} {unit}"
    return f"{seconds / 86_400:,.1f} {days}"


def _heads(table: str, language: str) -> list[str]:
    return [words.zh if language == "zh" else words.en for words in _COLUMNS[table]]


def _marked(words: Words, language: str) -> str:
    """Return words for HTML, with what stands between backticks as code."""
    parts = escape(words.zh if language == "zh" else words.en, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


def _far_row(name: Words, cells: Sequence[str], heads: Sequence[str], language: str) -> str:
    return _row(_marked(name, language), cells, heads, ' class="figure"')


def _row(first: str, cells: Sequence[str], heads: Sequence[str], kind: str) -> str:
    rest = " ".join(
        f'<td role="cell"{kind} data-l="{head}">{cell}</td>' for head, cell in zip(heads[1:], cells, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{first}</th> {rest}</tr>'
