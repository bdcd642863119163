"""Main and sub-certificates are found by their numbers, on the register and on one rebuilt from the log alone."""

from __future__ import annotations

from certs.certificate.fields import Site
from certs.register.answers.kin import Kin, kin_of
from tests.register.founded_register import TODAY, Register, draft


def around(register: Register, number: str) -> Kin:
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        return kin_of(view, record, view.trust, TODAY)


def test_each_names_the_other_with_status_scope_and_sites(register: Register) -> None:
    main = register.issue(draft(1))[0].number
    site = Site("宁波网点", "浙江省宁波市样例路2号")
    first, second = (
        register.issue(draft(firm, sites=(site,), sub_of=main, source=f"{firm}.toml"))[0].number for firm in (2, 3)
    )
    register.change("suspended", second, "complaint", until=TODAY)
    said = around(register, main)
    assert said.main is None
    assert [(line.number, line.status, line.sites[0]["name"]) for line in said.subs] == [
        (first, "valid", "宁波网点"),
        (second, "suspended", "宁波网点"),
    ]
    assert around(register, second) == Kin(main)
