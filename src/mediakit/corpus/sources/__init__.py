"""Readers of what coverage comes as, one a kind of source; each gives records, and says what it could not read."""
