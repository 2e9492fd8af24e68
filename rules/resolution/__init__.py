"""Rules on acts and the instruments of law."""
