"""Who may enter which room (README, "Layout"): held over the whole tree, and each rule shown to be able to fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import architecture
from tests.architecture import Tree

ROOT = Path(__file__).resolve().parent.parent
Rule = Callable[[Tree], list[str]]

# What each rule must catch: the files of a small broken tree, and words of the complaint.
BROKEN: list[tuple[Rule, dict[str, str], str]] = [
    (architecture.pure_rooms_stay_pure, {"certs/trust/a.py": "import os\n"}, "certs.trust.a:1 imports os"),
    (architecture.pure_rooms_stay_pure, {"certs/scheme/a.py": "from pathlib import Path\n"}, "imports pathlib"),
    (architecture.pure_rooms_stay_pure, {"certs/scheme/a.py": "def f() -> None:\n    import time\n"}, "imports time"),
    (architecture.pure_rooms_stay_pure, {"certs/canonical.py": "import socket\n"}, "imports socket"),
    (architecture.pure_rooms_stay_pure, {"certs/trust/signing.py": "import os\nx = os.environ\n"}, "imports os"),
    (architecture.pure_rooms_stay_pure, {"certs/trust/a.py": "import os\nx = os.urandom(1)\n"}, "imports os"),
    (architecture.pure_rooms_stay_pure, {"certs/trust/a.py": "from importlib import resources\n"}, "importlib"),
    (
        architecture.pure_rooms_stay_pure,
        {
            "certs/trust/a.py": "from certs.days import b\n",
            "certs/days.py": "import certs.register.store\n",
            "certs/register/store.py": "",
        },
        "certs.trust.a > certs.days > certs.register",
    ),
    (architecture.pure_rooms_call_nothing_worldly, {"certs/certificate/a.py": "x = open('f')\n"}, "calls open"),
    (architecture.pure_rooms_call_nothing_worldly, {"certs/certificate/a.py": "print(1)\n"}, "calls print"),
    (
        architecture.pure_rooms_call_nothing_worldly,
        {"certs/trust/a.py": "def f(p):\n    p.read_bytes()\n"},
        "calls read_bytes",
    ),
    (architecture.certs_reads_no_clock, {"certs/trust/a.py": "d = datetime.now(UTC)\n"}, "reads the clock"),
    (architecture.certs_reads_no_clock, {"certs/register/a.py": "d = datetime.date.today()\n"}, "reads the clock"),
    (architecture.certs_reads_no_clock, {"certs/casework/a.py": "d = datetime.utcnow()\n"}, "reads the clock"),
    (architecture.certs_reads_no_clock, {"certs/casework/a.py": "from time import time\n"}, "imports time"),
    (architecture.certs_talks_to_nobody, {"certs/register/a.py": "import flask\n"}, "imports flask"),
    (architecture.certs_talks_to_nobody, {"certs/casework/a.py": "print('x')\n"}, "calls print"),
    (architecture.certs_talks_to_nobody, {"certs/casework/a.py": "x = sys.argv\n"}, "uses argv"),
    (architecture.certs_talks_to_nobody, {"certs/register/a.py": "x = os.environ['A']\n"}, "uses environ"),
    (
        architecture.arrows_point_one_way,
        {"certs/scheme/a.py": "import certs.trust.b\n", "certs/trust/b.py": ""},
        "no arrow from scheme to trust",
    ),
    (
        architecture.arrows_point_one_way,
        {"certs/trust/a.py": "from certs.register import b\n", "certs/register/b.py": ""},
        "no arrow from trust",
    ),
    (
        architecture.arrows_point_one_way,
        {"certs/register/a.py": "from ..casework import b\n", "certs/casework/b.py": ""},
        "to casework",
    ),
    (
        architecture.arrows_point_one_way,
        {"certs/errors.py": "import certs.trust.b\n", "certs/trust/b.py": ""},
        "from the ground",
    ),
    (
        architecture.arrows_point_one_way,
        {"certs/register/a.py": "import verify.b\n", "verify/__init__.py": "", "verify/b.py": ""},
        "imports verify",
    ),
    (
        architecture.verify_cannot_issue,
        {"verify/a.py": "from certs.trust import signing\n", "certs/trust/signing.py": ""},
        "reaches certs.trust.signing",
    ),
    (
        architecture.verify_cannot_issue,
        {
            "verify/a.py": "import certs.register.b\n",
            "certs/register/b.py": "def f():\n    import certs.casework.c\n",
            "certs/casework/c.py": "",
        },
        "verify.a > certs.register.b > certs.casework",
    ),
    (
        architecture.verify_cannot_issue,
        {"verify/a.py": "from certs.register import acts\n", "certs/register/acts.py": ""},
        "reaches certs.register.acts",
    ),
    (architecture.certs_init_is_empty, {"certs/__init__.py": '"""Core."""\nfrom certs import errors\n'}, "certs:2"),
    (architecture.sizes_are_kept, {"verify/a.py": "x = 1\n" * 301}, "verify.a has 301 lines"),
    (architecture.sizes_are_kept, {"scripts/a.py": "def f():\n" + "    x = 1\n" * 50}, "scripts.a:1 f has 51 lines"),
    (architecture.names_say_something, {"verify/utils.py": ""}, "verify.utils"),
    (architecture.names_say_something, {"certs/trust/key_helpers.py": ""}, "key_helpers"),
    (architecture.names_say_something, {"certs/trust/a.py": "class KeyManager: ...\n"}, "KeyManager"),
    (architecture.nothing_is_shadowed, {"scripts/verify.py": ""}, "shadows verify"),
    (architecture.nothing_is_shadowed, {"scripts/certs.py": ""}, "shadows certs"),
    (architecture.nothing_is_shadowed, {"scripts/secrets.py": ""}, "shadows secrets"),
]

# What must pass: the same shapes, kept within the rules.
SOUND = {
    "certs/__init__.py": '"""Core."""\n',
    "certs/errors.py": "from dataclasses import dataclass\n",
    "certs/scheme/__init__.py": "",
    "certs/scheme/shipped.py": "from importlib import resources\nDATA = resources.files('a').read_bytes()\n",
    "certs/trust/__init__.py": "",
    "certs/trust/signing.py": "import os\nfrom certs import errors\nx = os.urandom(32)\n",
    "certs/trust/a.py": "from io import BytesIO\nfrom certs.scheme.shipped import DATA\n",
    "certs/register/__init__.py": "",
    "certs/register/reader.py": "import os\nfrom certs.trust import a\n",
    "certs/register/acts.py": "from certs.trust import signing\n",
    "verify/__init__.py": "",
    "verify/app.py": "import datetime\nfrom certs.register import reader\nnow = datetime.datetime.now(datetime.UTC)\n",
    "scripts/__init__.py": "",
    "scripts/issue.py": "from certs.register import acts\nprint('x' * 300)\n",
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


@pytest.mark.parametrize("rule", architecture.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(this_tree: Tree, rule: Rule) -> None:
    assert rule(this_tree) == []


def test_the_tests_keep_the_sizes_and_names() -> None:
    tests = Tree(ROOT, ("tests",))
    assert architecture.sizes_are_kept(tests) == []
    assert architecture.names_say_something(tests) == []


@pytest.mark.parametrize("rule", architecture.RULES, ids=lambda rule: rule.__name__)
def test_a_sound_tree_passes(tmp_path: Path, rule: Rule) -> None:
    assert rule(_plant(tmp_path, SOUND)) == []


@pytest.mark.parametrize(("rule", "files", "complaint"), BROKEN)
def test_the_rule_can_fail(tmp_path: Path, rule: Rule, files: dict[str, str], complaint: str) -> None:
    packages = {f"{folder}/__init__.py": "" for name in files for folder in [str(Path(name).parent)]}
    found = rule(_plant(tmp_path, {"certs/__init__.py": "", **packages, **files}))
    assert any(complaint in line for line in found), found


def test_every_rule_has_a_tree_that_breaks_it() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(architecture.RULES)


def test_this_tree_was_really_read(this_tree: Tree) -> None:
    assert {"certs.errors", "certs.trust.signing", "certs.register.acts", "verify.app"} <= set(this_tree.modules)
