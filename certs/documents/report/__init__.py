"""The verification report: the answer of one moment on one sheet, which a purchaser files and anybody can ask again."""
