"""Bitstring status lists (W3C): encoding, signing, and asking one bit. Pure."""
