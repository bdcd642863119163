"""The commands that deal with the national register (CNCA)."""
