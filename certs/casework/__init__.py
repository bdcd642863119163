"""The private side: staff journal and key files. The web never reaches this room, not even indirectly."""
