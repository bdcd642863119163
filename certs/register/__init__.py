"""Events folded to records, the store, search, and the acts that append. The only room of `certs/` that keeps state."""
