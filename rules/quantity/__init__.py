"""Rules on numbers, units and classes."""
