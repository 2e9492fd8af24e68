"""Rules on dates, their order and datelines."""
