"""The W3C credential of a certificate: its subject, its proofs, its JWT. Pure."""
