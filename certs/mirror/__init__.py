"""Following somebody else's log: mirrors, witnesses, and the evidence of a fork."""
