"""How the service reaches the register: whose turn it is, from which copy, and how well that is."""
