"""The claims of large tables in columns: which of them must become records to be judged."""
