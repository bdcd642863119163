"""The private side of the house: the staff journal and the key files. The web never enters this room."""
