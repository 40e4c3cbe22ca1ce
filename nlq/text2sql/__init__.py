"""A question in plain words -> one checked SELECT -> rows and a sentence."""
