"""Texts as integers: tokens, phrases, counts, keyness and context."""
