"""Tables as claims: reads rows, and makes of them the claims that a mapping file says."""
