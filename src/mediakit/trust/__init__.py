"""How far the numbers can be trusted: tables and arrays only, nothing of text."""
