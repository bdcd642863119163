"""What kits of the tests are made from."""

from __future__ import annotations

from certs.documents.marks.kit_facts import KitFacts
from certs.errors import Words

NUMBER = "99926SC00001R0M"
BASE_URL = "https://cert.example.cn"
LONGEST = "OLD/2019_AB-1234567890123456789012345678"  # 40 characters, as many as a number may have
LEVELS = {
    0: Words("达标级", "Qualified"),
    3: Words("三星级", "Three stars"),
    4: Words("四星级", "Four stars"),
    5: Words("五星级", "Five stars"),
}


def facts(number: str = NUMBER, stars: int = 4, policy: str = "covered-products", base_url: str = BASE_URL) -> KitFacts:
    """Return the facts of a kit, with a name that would be markup elsewhere."""
    return KitFacts(
        number,
        2,
        stars,
        LEVELS[stars],
        "GB/T 27922-2011",
        Words('<b>青禾</b>（样例）"公司"', '<b>Qinghe</b> "Sample"'),
        "家用空调器（型号：KFR-35GW/*）",
        Words("示例认证中心（样例）", "Sample Certification Body"),
        base_url,
        policy,
    )
