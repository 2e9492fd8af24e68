"""Rules on what is wrong with the input itself."""
