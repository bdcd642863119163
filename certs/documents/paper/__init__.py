"""A paper that somebody shows, PDF or picture, held against the register: its codes, its attachments, its print."""
