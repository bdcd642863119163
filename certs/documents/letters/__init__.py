"""Letters of the body to the holders of its certificates: what was decided, from when, why, and what follows."""
