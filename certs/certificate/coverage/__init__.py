"""Does a certificate cover a product? Answered from its scope, word by word, and never guessed. Pure."""
