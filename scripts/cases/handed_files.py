"""Files that were handed in for a case: listed, held to what one act takes, and read by their content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from certs import limits
from certs.casework.backup import evidence_members
from certs.casework.cases import evidence_files
from certs.errors import FieldError, Refused, Words
from certs.instance.folder import Instance
from scripts.terminal import input_file


def evidence_folder(place: Instance) -> Path:
    """Return the folder of the evidence of all cases."""
    return evidence_members.place_in(place.home)


def read(name: str, file: Path) -> tuple[bytes, str]:
    """Return a file with its kind. Raises Refused for one that cannot be read, or is none that is kept."""
    try:
        data = input_file.read(file, limits.EVIDENCE_FILE)
    except OSError as error:
        raise Refused(
            "missing" if isinstance(error, FileNotFoundError) else "type",
            f"读不了 {file}（{error.strerror}）。什么也没有办理；请检查文件名和权限。",
            f"{file} cannot be read ({error.strerror}). Nothing was done; check its name and rights.",
        ) from error
    kind = evidence_files.kind_of(data)
    if isinstance(kind, Words):
        words = Words(f"{name}：{kind.zh}", f"{name}: {kind.en}")
        raise not_taken([FieldError(name, "", "format", words)])
    return data, kind


def not_taken(errors: Sequence[FieldError]) -> Refused:
    """Return the refusal of files that are none of the kinds that are kept."""
    return Refused(
        "evidence_file",
        f"有 {len(errors)} 个文件不能收。什么也没有办理；请换成能收的文件，或拿出来。",
        f"{len(errors)} files cannot be taken. Nothing was done; replace them, or leave them out.",
        errors=tuple(errors),
    )


def require_few(files: Mapping[str, Path]) -> None:
    """Raise Refused (`evidence_many`) where more is handed in than one act takes."""
    size = sum(file.stat().st_size for file in files.values())
    if len(files) > limits.EVIDENCE_FILES or size > limits.EVIDENCE_AT_ONCE:
        most, total = limits.EVIDENCE_FILES, limits.EVIDENCE_AT_ONCE // 1_048_576
        raise Refused(
            "evidence_many",
            f"一次最多收 {most} 个文件、共 {total} MB，这次有 {len(files)} 个、{size // 1_048_576} MB。什么也没有办理；"
            "请分几次交。",
            f"At most {most} files of {total} MB in all are taken at once, and these are {len(files)} of "
            f"{size // 1_048_576} MB. Nothing was done; hand in fewer.",
        )


def listed(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """Return every file with its path below what was handed in; hidden ones and what copying leaves are passed over."""
    listed = list[tuple[str, Path]]()
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        base = path.parent if path.is_file() else path
        listed += [
            (file.relative_to(base).as_posix(), file)
            for file in inside
            if file.is_file() and not file.is_symlink() and not file.name.startswith((".", "~$", "Thumbs.db"))
        ]
    return listed
