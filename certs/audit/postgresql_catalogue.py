"""What a PostgreSQL database consists of, as far as anybody who asks it for the register could be misled by it.

Described are all objects of the register's schema in full; everything else that stands in a schema which comes before
it for some role (PostgreSQL's own, one named like a role, one that a setting names); and what holds for the whole
database: event triggers, casts, extensions, languages, foreign servers, subscriptions, settings, grants, ownership.
What a freshly migrated register has is kept beside this file, so that nothing need be created to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from sqlalchemy import Connection, text

_FIRST_USER_OID: Final = 16_384  # below are PostgreSQL's own objects
_FRESH: Final = "postgresql_catalogue.txt"

_RELATIONS: Final = """
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
         WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence'
         WHEN 'c' THEN 'type' ELSE 'index' END AS kind,
       c.relname AS name, coalesce(t.relname, '') AS parent,
       concat_ws(' ', CASE c.relpersistence WHEN 'p' THEN 'permanent' ELSE 'not permanent' END, a.amname,
         array_to_string(c.reloptions, ' '), CASE WHEN c.relrowsecurity THEN 'row security' END,
         CASE WHEN c.relforcerowsecurity THEN 'forced row security' END,
         CASE WHEN c.relkind IN ('i', 'I') THEN pg_get_indexdef(c.oid, 0, true) END,
         CASE WHEN NOT i.indisvalid OR NOT i.indisready OR NOT i.indislive THEN 'not valid' END,
         CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
         CASE WHEN c.relkind = 'S' THEN format('%s start %s by %s from %s to %s cache %s cycle %s',
           format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle) END
       ) AS definition
FROM pg_class c LEFT JOIN pg_am a ON a.oid = c.relam LEFT JOIN pg_index i ON i.indexrelid = c.oid
     LEFT JOIN pg_class t ON t.oid = i.indrelid LEFT JOIN pg_sequence s ON s.seqrelid = c.oid
WHERE c.relnamespace = :own AND c.relkind <> 't'
"""
_COLUMNS: Final = """
SELECT 'column', format('%s.%s', c.relname, a.attname), c.relname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
         'default ' || pg_get_expr(d.adbin, d.adrelid), 'identity ' || nullif(a.attidentity::text, ''),
         'generated ' || nullif(a.attgenerated::text, ''),
         CASE WHEN a.attcollation <> y.typcollation THEN 'collate ' || o.collname END)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type y ON y.oid = a.atttypid
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     LEFT JOIN pg_collation o ON o.oid = a.attcollation
WHERE c.relnamespace = :own AND c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped
"""
# PostgreSQL 18 lists NOT NULL here too (`n`); it stands with the column.
_CONSTRAINTS: Final = """
SELECT 'constraint', format('%s.%s', c.relname, k.conname), c.relname,
       concat_ws(' ', pg_get_constraintdef(k.oid, true), CASE WHEN NOT k.convalidated THEN 'not validated' END)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = :own AND k.contype <> 'n'
"""
# The triggers of foreign keys are named by numbers; they are told apart by constraint and function.
_TRIGGERS: Final = """
SELECT 'trigger', format('%s.%s', c.relname, CASE WHEN t.tgisinternal
         THEN format('%s %s', coalesce(k.conname, t.tgname), p.proname) ELSE t.tgname END), '',
       concat_ws(' ', t.tgfoid::regprocedure, 'type', t.tgtype, CASE WHEN t.tgenabled <> 'O' THEN 'switched off' END)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
     LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint WHERE c.relnamespace = :own
"""
_RULES: Final = """
SELECT 'rule', format('%s.%s', c.relname, r.rulename), '', pg_get_ruledef(r.oid)
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = :own AND NOT (c.relkind IN ('v', 'm') AND r.rulename = '_RETURN')
"""
_POLICIES: Final = """
SELECT 'policy', format('%s.%s', c.relname, p.polname), '', pg_get_expr(p.polqual, p.polrelid)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = :own
"""
_INHERITANCE: Final = """
SELECT 'inheritance', format('%s of %s', h.inhrelid::regclass, h.inhparent::regclass), '', ''
FROM pg_inherits h JOIN pg_class c ON c.oid IN (h.inhrelid, h.inhparent) WHERE c.relnamespace = :own
"""
_FUNCTIONS: Final = """
SELECT 'function', p.oid::regprocedure::text, '',
       concat_ws(' ', l.lanname, p.prokind, p.provolatile, p.proparallel, p.proisstrict, p.prosecdef, p.proleakproof,
         p.proretset, format_type(p.prorettype, NULL), array_to_string(p.proconfig, ' '), p.prosupport, p.probin,
         btrim(regexp_replace(p.prosrc, '\\s+', ' ', 'g')), to_jsonb(p)->>'prosqlbody')
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = :own
"""
_OWN: Final = (_RELATIONS, _COLUMNS, _CONSTRAINTS, _TRIGGERS, _RULES, _POLICIES, _INHERITANCE, _FUNCTIONS)

_IDENTIFIED: Final = """
SELECT i.type, i.identity, '', '' FROM {catalogue} o, pg_identify_object('{catalogue}'::regclass, o.oid, 0) i
WHERE o.oid >= :first AND {condition}
"""
_NAMESPACES: Final = {  # catalogues of objects that lie in a schema: the column that names it, and what is left out
    "pg_class": "o.relnamespace = ANY(:others) AND o.relkind NOT IN ('i', 'I', 't')",
    "pg_proc": "o.pronamespace = ANY(:others)",
    # Rows and arrays come and go with what they are made of.
    "pg_type": "o.typnamespace = ANY(:reach) AND o.typrelid = 0 AND o.typelem = 0",
    "pg_operator": "o.oprnamespace = ANY(:reach)",
    "pg_collation": "o.collnamespace = ANY(:reach)",
    "pg_conversion": "o.connamespace = ANY(:reach)",
    "pg_opclass": "o.opcnamespace = ANY(:reach)",
    "pg_opfamily": "o.opfnamespace = ANY(:reach)",
    "pg_statistic_ext": "o.stxnamespace = ANY(:reach)",
    "pg_ts_config": "o.cfgnamespace = ANY(:reach)",
    "pg_ts_dict": "o.dictnamespace = ANY(:reach)",
    "pg_ts_parser": "o.prsnamespace = ANY(:reach)",
    "pg_ts_template": "o.tmplnamespace = ANY(:reach)",
}
_DATABASE_WIDE: Final = (
    "pg_am",
    "pg_cast",
    "pg_event_trigger",
    "pg_extension",
    "pg_foreign_data_wrapper",
    "pg_foreign_server",
    "pg_language",
    "pg_transform",
)
_SUBSCRIPTIONS: Final = """
SELECT 'subscription', s.subname, '', '' FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
WHERE d.datname = current_database()
"""
# Functions that the register's questions come down to; a superuser can replace even PostgreSQL's own.
_BUILT_IN: Final = """
SELECT 'function', p.oid::regprocedure::text, '', 'replaced' FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.oid < :first AND p.pronamespace = 'pg_catalog'::regnamespace AND l.lanname <> 'internal'
  AND p.proname IN ('array_agg', 'arraycontains', 'byteaeq', 'count', 'date_eq', 'generate_series', 'int4eq', 'int8eq',
                    'int8gt', 'int8lt', 'length', 'max', 'min', 'strpos', 'substr', 'texteq')
"""
_OWNERS: Final = """
SELECT 'owner', i.identity, '', pg_get_userbyid(o.owner)
FROM (SELECT 'pg_class'::regclass AS of, oid, relowner AS owner FROM pg_class
        WHERE relnamespace = :own AND relkind NOT IN ('i', 'I', 't')
      UNION ALL SELECT 'pg_proc'::regclass, oid, proowner FROM pg_proc WHERE pronamespace = :own
      UNION ALL SELECT 'pg_namespace'::regclass, oid, nspowner FROM pg_namespace WHERE oid = :own
      UNION ALL SELECT 'pg_database'::regclass, oid, datdba FROM pg_database WHERE datname = current_database()) o
     JOIN pg_roles r ON r.oid = o.owner, pg_identify_object(o.of, o.oid, 0) i
WHERE o.owner <> (SELECT relowner FROM pg_class WHERE relnamespace = :own AND relname = 'alembic_version')
  AND NOT (o.of IN ('pg_namespace'::regclass, 'pg_database'::regclass)
           AND (r.rolsuper OR r.rolname = 'pg_database_owner'))
"""
_GRANTS: Final = """
SELECT 'grant', format('%s %s to %s', g.privilege_type, o.what,
         CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee) END), '', ''
FROM (SELECT relname::text AS what, relowner AS owner, relacl AS acl FROM pg_class WHERE relnamespace = :own
      UNION ALL SELECT format('%s.%s', c.relname, a.attname), c.relowner, a.attacl
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = :own
      UNION ALL SELECT format('schema %s', nspname), nspowner, nspacl FROM pg_namespace WHERE oid = :own
      UNION ALL SELECT format('database %s', datname), datdba, datacl FROM pg_database
        WHERE datname = current_database()
      UNION ALL SELECT format('what %s will make (%s)', pg_get_userbyid(defaclrole), defaclobjtype), defaclrole,
        defaclacl FROM pg_default_acl WHERE defaclnamespace IN (0, :own)) o, aclexplode(o.acl) g
WHERE g.grantee <> o.owner AND g.privilege_type NOT IN ('SELECT', 'EXECUTE', 'CONNECT', 'TEMPORARY')
  AND NOT (g.privilege_type = 'USAGE' AND (o.what LIKE 'schema %' OR o.what LIKE 'what %'))
"""
_SETTINGS: Final = """
SELECT 'setting', format('%s of %s', split_part(one, '=', 1), CASE
         WHEN s.setrole = 0 THEN format('database %s', current_database())
         ELSE format('role %s', pg_get_userbyid(s.setrole)) END), '', substr(one, strpos(one, '=') + 1)
FROM pg_db_role_setting s JOIN pg_database d ON d.datname = current_database() AND s.setdatabase IN (0, d.oid),
     unnest(s.setconfig) one
"""
# What a body's administrators set without any effect on what an answer says.
HARMLESS: Final = frozenset(
    {
        "application_name",
        "idle_in_transaction_session_timeout",
        "idle_session_timeout",
        "lock_timeout",
        "log_duration",
        "log_min_duration_statement",
        "log_statement",
        "maintenance_work_mem",
        "statement_timeout",
        "temp_buffers",
        "TimeZone",
        "work_mem",
    }
)


@dataclass(frozen=True, slots=True)
class Item:
    """One object, or one thing that is said of an object. `parent` is the table that it comes and goes with, or ""."""

    kind: str
    name: str
    parent: str
    definition: str

    @property
    def row(self) -> str:
        """How it is called in what is found."""
        return f"{self.kind} {self.name}"


def describe(connection: Connection) -> list[Item]:
    """Return everything in the database that bears on the register.

    From here on the caller's transaction searches the register's own schema only, so that a path which somebody set
    does not bend what it reads.
    """
    items = [*_rows(connection, _SETTINGS, {}), *_rows(connection, _SERVER_PATH, {})]
    own = connection.execute(_SCHEMA).one()
    connection.execute(_ONLY_HERE, {"path": own.path})
    paths = [name.strip(' "') for item in items for name in item.definition.split(",") if "search_path" in item.name]
    others = list(connection.execute(_REACHED, {"own": own.oid, "paths": paths}).scalars())
    values = {"own": own.oid, "first": _FIRST_USER_OID, "others": others, "reach": [own.oid, *others]}
    queries = [*_OWN, _BUILT_IN, _OWNERS, _GRANTS, _SUBSCRIPTIONS]
    queries += [_IDENTIFIED.format(catalogue=name, condition=where) for name, where in _NAMESPACES.items()]
    queries += [_IDENTIFIED.format(catalogue=name, condition="true") for name in _DATABASE_WIDE]
    for query in queries:
        items += _rows(connection, query, values)
    return items


def _rows(connection: Connection, query: str, values: dict[str, object]) -> list[Item]:
    return [Item(*map(str, row)) for row in connection.execute(text(query.replace("::", "\\:\\:")), values)]


def fresh() -> list[Item]:
    """Return what a freshly migrated register has."""
    lines = files("certs.audit").joinpath(_FRESH).read_text(encoding="utf-8").splitlines()
    return [Item(*line.split("\t")) for line in lines]


def elsewhere(connection: Connection) -> list[str]:
    """Return the schemas of the database that nobody's path leads to, and that are not looked into."""
    return list(connection.execute(_ELSEWHERE).scalars())


_SERVER_PATH: Final = """
SELECT 'setting', 'search_path of the server', '', setting FROM pg_settings
WHERE name = 'search_path' AND source NOT IN ('default', 'client', 'session', 'database', 'user', 'database user')
"""
_SCHEMA: Final = text(
    "SELECT n.oid, quote_ident(n.nspname) AS path FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.oid = to_regclass('alembic_version')"
)
_ONLY_HERE: Final = text("SELECT set_config('search_path', :path, true)")
_IN_REACH: Final = "n.nspname = 'pg_catalog' OR n.nspname IN (SELECT rolname FROM pg_roles)"
_REACHED: Final = text(
    f"SELECT n.oid FROM pg_namespace n WHERE n.oid <> :own AND ({_IN_REACH} OR n.nspname = ANY(:paths))"  # noqa: S608
)
_ELSEWHERE: Final = text(
    f"SELECT n.nspname FROM pg_namespace n WHERE n.nspname NOT LIKE 'pg\\_%' AND NOT ({_IN_REACH}) "  # noqa: S608
    "AND n.nspname NOT IN ('information_schema', current_schema()) ORDER BY 1"
)
