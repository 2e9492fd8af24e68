"""What a claim is, and how it comes in: records, values, times, names and the files they stand in."""

__version__ = "0.1.0"
