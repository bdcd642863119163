"""Builds the public site from its pages and the program's data. Not installed on a body's host."""
