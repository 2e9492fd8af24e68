"""A benchmark: whether records whose words were tampered with are told from sound ones."""
