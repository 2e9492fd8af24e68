"""Times as one network of bounds: decided, searched for conflicts, and asked for what follows."""
