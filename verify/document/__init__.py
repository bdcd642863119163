"""A paper that somebody holds, handed in as a file: held against the register, answered, and not kept."""
