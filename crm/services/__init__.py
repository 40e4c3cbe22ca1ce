"""Writing: the only code that changes records."""
