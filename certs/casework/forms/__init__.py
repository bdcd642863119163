"""The forms of a case: spreadsheets that applicants and staff fill in, drawn up, read strictly, and marked."""
