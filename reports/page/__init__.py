"""The page: findings, timeline, map, claims and texts in one HTML file that needs nothing else."""
