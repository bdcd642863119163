"""The register: its store, what is appended to it, the acts that do so, and the answers drawn from it."""
