"""Rules that hold each record against the words it was taken from."""
