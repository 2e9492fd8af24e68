"""Checking large tables, as ratios in one run."""
