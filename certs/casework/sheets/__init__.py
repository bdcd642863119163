"""The sheets that travel with a case: drawn empty, read when they come back, and returned with every slip marked. Pure.

`sheet_form` says what a form has, `draw_form.draw` makes the empty workbook, `read_form.read_form` reads one that came
back (with `read_lines` where each field has a line), and `marked_sheet.marked_copy` writes what is wrong
onto its cells.
"""
