"""Draws the marks and pictures of the site. Not installed on a body's host."""
