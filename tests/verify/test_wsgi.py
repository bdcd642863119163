"""The door for a WSGI server: lazy, and clear where it cannot open."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from certs.errors import CouldNotCheck, Misuse, Refused
from tests.register.founded_register import founded
from verify import wsgi

PROFILE = """
[body]
name = "示例认证中心（样例）"
name_en = "Sample Certification Centre"
approval_number = "CNCA-R-2099-999"
number_prefix = "999"
address = "北京市海淀区样例路1号"
website = "https://cert.example.cn"
complaints = "complaints@cert.example.cn"

[service]
base_url = "https://cert.example.cn"
"""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STARMARK_HOME", raising=False)
    monkeypatch.delenv("STARMARK_SITE", raising=False)
    wsgi.application.cache_clear()


def test_importing_reads_no_environment() -> None:
    importlib.reload(wsgi)


def test_without_a_home_it_says_what_to_do() -> None:
    with pytest.raises(Misuse, match="STARMARK_HOME is not set"):
        _ = wsgi.app


def test_a_home_that_is_no_instance_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STARMARK_HOME", str(tmp_path))
    with pytest.raises(Misuse, match=r"starmark\.toml"):
        wsgi.application()
    (tmp_path / "starmark.toml").write_text("[body]\n")
    with pytest.raises((Refused, CouldNotCheck)):
        wsgi.application()


def test_it_serves_the_instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "starmark.toml").write_text(PROFILE, encoding="utf-8")
    founded(f"sqlite:///{tmp_path / 'register.db'}").close()
    monkeypatch.setenv("STARMARK_HOME", str(tmp_path))
    monkeypatch.setenv("STARMARK_SITE", str(tmp_path / "none"))
    app = wsgi.app
    assert app is wsgi.application()
    assert app.test_client().get("/healthz").get_json()["entries"] == 6


def test_no_other_name_is_made_up() -> None:
    with pytest.raises(AttributeError):
        _ = wsgi.nothing


def test_the_web_process_loads_no_key_and_no_casework() -> None:
    code = (
        "import sys, verify.wsgi, verify.app; "
        "print([m for m in sys.modules if m.startswith(('certs.casework', 'certs.trust.signing', "
        "'certs.register.acts', 'certs.register.append', 'certs.publication.publish', "
        "'certs.register.acts.founding', 'certs.register.acts.mint', 'scripts'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(wsgi.__file__).parent.parent
    )
    assert done.stdout.strip() == "[]"
