"""The forgiving reader of staff input, from the bytes of a file to drafts and refusals; and the empty sheet. Pure."""
