"""Where staff write the register and the website reads it: the `[register]` table."""

from __future__ import annotations

from dataclasses import dataclass

from certs import limits
from certs.instance.toml_tables import FieldTables, field_error


@dataclass(frozen=True, slots=True)
class RegisterSettings:
    """The read replicas, by address, and how many seconds old an answer from one may be (0: there are none)."""

    replicas: tuple[str, ...] = ()
    replica_seconds: int = limits.REPLICA_SECONDS


def read(table: FieldTables) -> tuple[str, RegisterSettings]:
    """Read the table, and note what is wrong in it; return where staff write ("" for the file of the instance) too."""
    url = table.text("register", "url", default="")
    replicas = table.texts("register", "replicas")
    if replicas and not (url.startswith("postgresql") and all(one.startswith("postgresql") for one in replicas)):
        table.errors.append(
            field_error(
                "register.replicas",
                "; ".join(replicas),
                "conflict",
                "副本是 PostgreSQL 的热备，url 和每个副本都要写 postgresql:// 地址。",
                "Replicas are hot standbys of PostgreSQL: url and each replica must be a postgresql:// address.",
            )
        )
    if len(replicas) > limits.REPLICAS:
        table.errors.append(
            field_error(
                "register.replicas",
                str(len(replicas)),
                "range",
                f"最多 {limits.REPLICAS} 个。",
                f"At most {limits.REPLICAS}.",
            )
        )
    return url, RegisterSettings(replicas, table.count("register", "replica_seconds", limits.REPLICA_SECONDS))
