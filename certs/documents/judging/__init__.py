"""Judging a file that somebody hands in, whatever it is, with the register at hand: for commands and the web alike."""
