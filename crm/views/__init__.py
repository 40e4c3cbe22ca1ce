"""The pages of the records: fetch, check, render."""
