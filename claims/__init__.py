"""What a claim is, and how it comes in: records, values, times, names, files."""

__version__ = "0.1.0"
