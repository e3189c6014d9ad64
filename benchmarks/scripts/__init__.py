"""Whole processes that are measured: each is what a researcher would write, and a last line of what it took."""
