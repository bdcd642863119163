-- The databases and roles of a register on PostgreSQL, each with the least that it needs. Run it once, as an
-- administrator of the server:   psql -v ON_ERROR_STOP=1 -d postgres -f deploy/postgresql.sql
-- and give both roles a password that you write nowhere else than in their own ~/.pgpass:   \password starmark_staff

-- Staff: owns the tables, makes and upgrades them. The website: reads, and nothing else; a monitor may be it too.
CREATE ROLE starmark_staff LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE starmark_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;

-- The register, which the public website reads, and the casework, which it never reaches. Texts are ordered by their
-- bytes: the order of a language may be another on each host, and indexes made with one do not fit the other.
CREATE DATABASE starmark OWNER starmark_staff ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8' TEMPLATE template0;
CREATE DATABASE starmark_casework OWNER starmark_staff ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE starmark, starmark_casework FROM PUBLIC;
GRANT CONNECT ON DATABASE starmark TO starmark_web;

\connect starmark
ALTER SCHEMA public OWNER TO starmark_staff;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO starmark_web;
-- Tables that `starmark init`, `move` and later upgrades make can be read by the website at once.
ALTER DEFAULT PRIVILEGES FOR ROLE starmark_staff IN SCHEMA public GRANT SELECT ON TABLES TO starmark_web;

\connect starmark_casework
ALTER SCHEMA public OWNER TO starmark_staff;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
