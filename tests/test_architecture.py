"""Who may enter which room (README, "Layout"): held over the whole tree, and each rule shown to be able to fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import mirrored_tests, purity, rooms, sizes_and_names
from tests.house.source_tree import Tree

ROOT = Path(__file__).resolve().parent.parent
Rule = Callable[[Tree], list[str]]
RULES: tuple[Rule, ...] = (
    purity.pure_rooms_stay_pure,
    purity.pure_rooms_call_nothing_worldly,
    purity.certs_reads_no_clock,
    purity.certs_talks_to_nobody,
    rooms.every_room_is_in_the_table,
    rooms.arrows_point_one_way,
    rooms.the_web_enters_its_rooms_only,
    rooms.what_is_installed_needs_no_builder,
    sizes_and_names.certs_init_is_empty,
    sizes_and_names.sizes_are_kept,
    sizes_and_names.names_say_something,
    sizes_and_names.nothing_is_shadowed,
    sizes_and_names.folders_are_small,
    sizes_and_names.no_two_modules_share_a_name,
    mirrored_tests.every_room_has_its_tests,
    mirrored_tests.every_test_lies_in_its_room,
)

# What each rule must catch: the files of a small broken tree, and words of the complaint.
BROKEN: list[tuple[Rule, dict[str, str], str]] = [
    (purity.pure_rooms_stay_pure, {"certs/trust/a.py": "import os\n"}, "certs.trust.a:1 imports os"),
    (purity.pure_rooms_stay_pure, {"certs/scheme/a.py": "from pathlib import Path\n"}, "imports pathlib"),
    (purity.pure_rooms_stay_pure, {"certs/scheme/a.py": "def f() -> None:\n    import time\n"}, "imports time"),
    (purity.pure_rooms_stay_pure, {"certs/canonical.py": "import socket\n"}, "imports socket"),
    (purity.pure_rooms_stay_pure, {"certs/trust/sealed_key.py": "import os\nx = os.environ\n"}, "imports os"),
    (purity.pure_rooms_stay_pure, {"certs/trust/a.py": "import os\nx = os.urandom(1)\n"}, "imports os"),
    (purity.pure_rooms_stay_pure, {"certs/trust/a.py": "from importlib import resources\n"}, "importlib"),
    (
        purity.pure_rooms_stay_pure,
        {
            "certs/trust/a.py": "from certs.days import b\n",
            "certs/days.py": "import certs.register.store\n",
            "certs/register/store/database.py": "",
        },
        "certs.trust.a > certs.days > certs.register",
    ),
    (
        purity.pure_rooms_stay_pure,
        {
            "certs/casework/__init__.py": "import certs.casework.desk\n",
            "certs/casework/desk.py": "",
            "certs/casework/assessment/a.py": "from certs.casework.assessment import b\n",
            "certs/casework/assessment/b.py": "",
        },
        "certs.casework.assessment.a > certs.casework",
    ),
    (purity.pure_rooms_call_nothing_worldly, {"certs/certificate/a.py": "x = open('f')\n"}, "calls open"),
    (purity.pure_rooms_call_nothing_worldly, {"certs/certificate/a.py": "print(1)\n"}, "calls print"),
    (
        purity.pure_rooms_call_nothing_worldly,
        {"certs/trust/a.py": "def f(p):\n    p.read_bytes()\n"},
        "calls read_bytes",
    ),
    (purity.certs_reads_no_clock, {"certs/trust/a.py": "d = datetime.now(UTC)\n"}, "reads the clock"),
    (purity.certs_reads_no_clock, {"certs/register/a.py": "d = datetime.date.today()\n"}, "reads the clock"),
    (purity.certs_reads_no_clock, {"certs/casework/a.py": "d = datetime.utcnow()\n"}, "reads the clock"),
    (purity.certs_reads_no_clock, {"certs/casework/a.py": "from time import time\n"}, "imports time"),
    (purity.certs_talks_to_nobody, {"certs/register/a.py": "import flask\n"}, "imports flask"),
    (purity.certs_talks_to_nobody, {"certs/casework/a.py": "print('x')\n"}, "calls print"),
    (purity.certs_talks_to_nobody, {"certs/casework/a.py": "x = sys.argv\n"}, "uses argv"),
    (purity.certs_talks_to_nobody, {"certs/register/a.py": "x = os.environ['A']\n"}, "uses environ"),
    (
        rooms.arrows_point_one_way,
        {"certs/scheme/a.py": "import certs.trust.b\n", "certs/trust/b.py": ""},
        "no arrow from certs.scheme to certs.trust",
    ),
    (
        rooms.arrows_point_one_way,
        {"certs/trust/a.py": "from certs.register import b\n", "certs/register/b.py": ""},
        "no arrow from certs.trust",
    ),
    (
        rooms.arrows_point_one_way,
        {"certs/register/a.py": "from ..casework import b\n", "certs/casework/b.py": ""},
        "to certs.casework",
    ),
    (
        rooms.arrows_point_one_way,
        {"certs/errors.py": "import certs.trust.b\n", "certs/trust/b.py": ""},
        "from the ground",
    ),
    (
        rooms.arrows_point_one_way,
        {"certs/register/a.py": "import verify.b\n", "verify/__init__.py": "", "verify/b.py": ""},
        "imports verify",
    ),
    (
        rooms.the_web_enters_its_rooms_only,
        {"verify/a.py": "from certs.trust import signing\n", "certs/trust/signing.py": ""},
        "reaches certs.trust.signing",
    ),
    (
        rooms.the_web_enters_its_rooms_only,
        {
            "verify/a.py": "import certs.register.b\n",
            "certs/register/b.py": "def f():\n    import certs.casework.c\n",
            "certs/casework/c.py": "",
        },
        "verify.a > certs.register.b > certs.casework",
    ),
    (
        rooms.the_web_enters_its_rooms_only,
        {"verify/a.py": "from certs.register.acts import b\n", "certs/register/acts/b.py": ""},
        "reaches certs.register.acts.b",
    ),
    (
        rooms.arrows_point_one_way,
        {"verify/api/a.py": "import verify.pages.b\n", "verify/pages/b.py": ""},
        "no arrow from verify.api to verify.pages",
    ),
    (
        rooms.arrows_point_one_way,
        {"verify/a.py": "import verify.pages.b\n", "verify/pages/b.py": ""},
        "no arrow from verify to verify.pages",
    ),
    (
        rooms.what_is_installed_needs_no_builder,
        {"scripts/desk/a.py": "def f():\n    import scripts.demo.b\n", "scripts/demo/b.py": ""},
        "scripts.desk.a > scripts.demo",
    ),
    (rooms.every_room_is_in_the_table, {"certs/attic/a.py": ""}, "certs.attic has no row"),
    (rooms.every_room_is_in_the_table, {"certs/trust/a.py": ""}, "certs.trust does not say what it is for"),
    (sizes_and_names.folders_are_small, {f"certs/log/a{n}.py": "" for n in range(25)}, "certs/log has 26 modules"),
    (
        sizes_and_names.no_two_modules_share_a_name,
        {"certs/log/proof.py": "", "certs/trust/proof.py": ""},
        "certs.log.proof and certs.trust.proof share a name",
    ),
    (mirrored_tests.every_room_has_its_tests, {"certs/log/a.py": ""}, "certs.log has no tests in tests/log"),
    (mirrored_tests.every_test_lies_in_its_room, {"tests/attic/test_a.py": ""}, "tests/attic is the folder of no room"),
    (
        mirrored_tests.every_test_lies_in_its_room,
        {"certs/log/a.py": "", "certs/trust/b.py": "", "tests/trust/test_a.py": ""},
        "tests/trust/test_a.py belongs to tests/log",
    ),
    (sizes_and_names.certs_init_is_empty, {"certs/__init__.py": '"""Core."""\nfrom certs import errors\n'}, "certs:2"),
    (sizes_and_names.sizes_are_kept, {"verify/a.py": "x = 1\n" * 301}, "verify.a has 301 lines"),
    (sizes_and_names.sizes_are_kept, {"scripts/a.py": "def f():\n" + "    x = 1\n" * 50}, "scripts.a:1 f has 51 lines"),
    (sizes_and_names.names_say_something, {"verify/utils.py": ""}, "verify.utils"),
    (sizes_and_names.names_say_something, {"certs/trust/key_helpers.py": ""}, "key_helpers"),
    (sizes_and_names.names_say_something, {"certs/trust/a.py": "class KeyManager: ...\n"}, "KeyManager"),
    (sizes_and_names.nothing_is_shadowed, {"scripts/verify.py": ""}, "shadows verify"),
    (sizes_and_names.nothing_is_shadowed, {"scripts/certs.py": ""}, "shadows certs"),
    (sizes_and_names.nothing_is_shadowed, {"scripts/secrets.py": ""}, "shadows secrets"),
]

# What must pass: the same shapes, kept within the rules.
SOUND = {
    "certs/__init__.py": '"""Core."""\n',
    "certs/errors.py": "from dataclasses import dataclass\n",
    "certs/scheme/__init__.py": '"""The standard."""\n',
    "certs/scheme/schemes.py": "from importlib import resources\nDATA = resources.files('a').read_bytes()\n",
    "certs/trust/__init__.py": '"""Keys."""\n',
    "certs/trust/sealed_key.py": "import os\nfrom certs import errors\nx = os.urandom(32)\n",
    "certs/trust/signing.py": "from certs import errors\n",
    "certs/trust/a.py": "from io import BytesIO\nfrom certs import errors\n",
    "certs/register/__init__.py": "",
    "certs/register/store/__init__.py": '"""The database."""\n',
    "certs/register/store/reader.py": "import os\nfrom certs import days\n",
    "certs/days.py": "",
    "certs/register/acts/__init__.py": '"""Acts."""\n',
    "certs/register/acts/perform.py": "from certs.trust import signing\n",
    "verify/__init__.py": '"""The service."""\n',
    "verify/app.py": "import datetime\nfrom certs.register.store import reader\nx = datetime.datetime.now(None)\n",
    "scripts/__init__.py": '"""Commands."""\n',
    "scripts/issue.py": "from certs.register.acts import perform\nprint('x' * 300)\n",
    **{f"tests/{room}/test_room.py": "" for room in ("scheme", "trust", "register/store", "register/acts", "verify")},
    "tests/scripts/test_full.py": "",
    "tests/bench/speed.py": "",
    "scripts/full.py": "def f():\n" + "    x = 1\n" * 49 + "y = 1\n" * 250,
}


def _plant(root: Path, files: dict[str, str]) -> Tree:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(root)


@pytest.fixture(scope="module")
def this_tree() -> Tree:
    return Tree(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(this_tree: Tree, rule: Rule) -> None:
    assert rule(this_tree) == []


def test_the_tests_keep_the_sizes_and_names() -> None:
    tests = Tree(ROOT, ("tests",))
    assert sizes_and_names.sizes_are_kept(tests) == []
    assert sizes_and_names.names_say_something(tests) == []
    assert sizes_and_names.folders_are_small(tests) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_sound_tree_passes(tmp_path: Path, rule: Rule) -> None:
    assert rule(_plant(tmp_path, SOUND)) == []


@pytest.mark.parametrize(("rule", "files", "complaint"), BROKEN)
def test_the_rule_can_fail(tmp_path: Path, rule: Rule, files: dict[str, str], complaint: str) -> None:
    packages = {f"{folder}/__init__.py": "" for name in files for folder in [str(Path(name).parent)]}
    found = rule(_plant(tmp_path, {"certs/__init__.py": "", **packages, **files}))
    assert any(complaint in line for line in found), found


def test_every_rule_has_a_tree_that_breaks_it() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


def test_this_tree_was_really_read(this_tree: Tree) -> None:
    assert {"certs.errors", "certs.trust.signing", "certs.register.store.reader", "verify.app"} <= set(
        this_tree.modules
    )
