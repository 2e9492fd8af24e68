"""Rules on firsts, pauses and counts."""
