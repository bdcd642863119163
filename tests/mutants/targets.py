"""What is broken, how often, and which tests must notice: the rooms that the answer to "is it valid?" hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.breakages import Breakage, breakages_of

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Target:
    """Modules of one room, how many breakages they get, and the folders or files of the tests that must notice."""

    room: str
    modules: tuple[str, ...]
    count: int
    tests: tuple[str, ...]

    def files(self) -> list[Path]:
        """Return the modules. Raises AssertionError for a pattern under which there is none: then the table is old."""
        files = {pattern: sorted(ROOT.glob(pattern)) for pattern in self.modules}
        missing = [pattern for pattern, paths in files.items() if not paths]
        if missing:
            raise AssertionError(f"no module is called {', '.join(missing)}: mend the table in {__file__}")
        return sorted({path for paths in files.values() for path in paths})

    def breakages(self, seed: int) -> list[Breakage]:
        """Return the breakages that a seed chooses, no two of one line."""
        sources = {str(path.relative_to(ROOT)): path.read_bytes() for path in self.files()}
        every = [breakage for module, source in sources.items() for breakage in breakages_of(module, source)]
        chosen: dict[tuple[str, int], Breakage] = {}
        for breakage in sorted(every, key=lambda each: each.rank(seed)):
            place = (breakage.module, breakage.line)
            if len(chosen) < self.count and place not in chosen and breakage.is_python(sources[breakage.module]):
                chosen[place] = breakage
        return list(chosen.values())

    def tests_of(self, module: str) -> tuple[str, ...]:
        """Return the files of tests, those first that are nearest to the module: they fail soonest."""
        path = Path(module)
        name, folder = f"test_{path.name}", Path("tests", *path.parent.parts[1:])
        files: set[Path] = set()
        for place in self.tests:
            files |= {ROOT / place} if place.endswith(".py") else set((ROOT / place).rglob("test_*.py"))
        relative = [file.relative_to(ROOT) for file in files]
        return tuple(str(file) for file in sorted(relative, key=lambda f: (f.name != name, folder not in f.parents, f)))


# 65 in all.
TARGETS: Final = (
    Target(
        "lifecycle",
        ("certs/lifecycle/rules.py", "certs/lifecycle/amending.py", "certs/lifecycle/same_organisation.py"),
        10,
        ("tests/lifecycle",),
    ),
    Target("lifecycle", ("certs/lifecycle/record.py",), 5, ("tests/lifecycle",)),
    Target(
        "lifecycle",
        (
            "certs/lifecycle/events.py",
            "certs/lifecycle/entry_types.py",
            "certs/lifecycle/compromise.py",
            "certs/lifecycle/corrections.py",
            "certs/lifecycle/event_proof.py",
        ),
        4,
        ("tests/lifecycle",),
    ),
    Target(
        "uniqueness",
        ("certs/register/acts/uniqueness.py", "certs/register/acts/orders.py", "certs/register/acts/plan.py"),
        8,
        ("tests/register/acts", "tests/lifecycle"),
    ),
    Target("number", ("certs/certificate/number.py",), 7, ("tests/certificate/test_number.py",)),
    Target("number", ("certs/certificate/uscc.py",), 1, ("tests/certificate/test_uscc.py",)),
    Target("number", ("certs/certificate/staff_code.py",), 1, ("tests/certificate/test_staff_code.py",)),
    Target("days", ("certs/days.py",), 4, ("tests/test_days.py",)),
    Target("trust", ("certs/trust/verification/*.py",), 5, ("tests/trust",)),
    Target("trust", ("certs/trust/trust_list/*.py", "certs/trust/keys.py"), 4, ("tests/trust",)),
    Target("trust", ("certs/trust/qr/qr_token.py", "certs/trust/qr/cbor.py"), 3, ("tests/trust",)),
    Target("trust", ("certs/trust/credential/*.py", "certs/trust/data_integrity.py"), 2, ("tests/trust",)),
    Target("trust", ("certs/trust/status_list/*.py",), 2, ("tests/trust",)),
    Target("web", ("verify/*.py",), 7, ("tests/verify",)),
    Target("web", ("verify/pages/*.py", "verify/api/*.py", "verify/open/*.py"), 2, ("tests/verify",)),
)
