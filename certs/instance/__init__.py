"""One body's instance: its settings, its folder, and how a file in it is written."""
