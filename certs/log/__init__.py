"""The transparency log: hash tree (RFC 6962), checkpoints, tiles, proofs and witnesses (C2SP). Pure."""
