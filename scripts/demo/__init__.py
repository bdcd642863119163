"""Makes and serves a sample instance. Not installed on a body's host."""
