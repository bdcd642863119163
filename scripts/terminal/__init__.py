"""How a command speaks and listens: language, tables, help, words for codes, passphrases."""
