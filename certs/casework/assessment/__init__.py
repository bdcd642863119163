"""An assessment: findings at each site, the score that they come to, the sheets they are written on. Pure.

`site_findings` says what one site's assessment holds, `combination.combine` makes the result of all sites together,
`outlet_sample.propose` which outlets to visit, `score_sheet_xlsx.score_sheet` draws the sheet of one site and
`read_score_sheet.read_score_sheets` reads what comes back.
"""
