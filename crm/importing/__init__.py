"""Files -> rows -> records: one module a format, one engine."""
