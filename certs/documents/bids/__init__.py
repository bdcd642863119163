"""The answer to a stack of bids as people take it along: a table, a spreadsheet, a PDF for the file."""
