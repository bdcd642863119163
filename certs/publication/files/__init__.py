"""What the published files are made of: tiles, proofs, status lists, cosignatures, the offline bundle. Needs no key."""
