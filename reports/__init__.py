"""How findings go out: each format a function from an outcome to text."""
