"""Rules on places, distances and directions, held against the map."""
