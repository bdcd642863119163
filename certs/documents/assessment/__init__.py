"""The assessment report for the client as PDF: what a decision on a certificate rests on."""
