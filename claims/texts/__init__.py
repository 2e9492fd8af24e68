"""The texts of documents: read, rid of markup, brought to one typography, and searched for quotes.

Every step keeps where its characters came from, so that what is found is told by its place in the
text as it was given.
"""
