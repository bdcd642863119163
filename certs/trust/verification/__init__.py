"""From signed bytes to one verdict: the numbered checks, their words, and whom to go by. Pure."""
