"""A benchmark: are records whose words were tampered with told from those that were not?"""
