"""Claims in an editor: what the language server tells, and the server itself."""
