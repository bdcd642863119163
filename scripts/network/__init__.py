"""The commands' ways to the outside: fetching, serving, and the files of mirrors and witnesses."""
