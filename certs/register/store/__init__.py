"""The register's database: its tables, its connections, and what is read from it."""
