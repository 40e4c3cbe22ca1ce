"""The guard between words and the database: `check(sql)` gives a SafeQuery or says which rule was broken.

text_gate   the text alone: length, hidden characters, quoting tricks
allowed     the tree: allow-lists of nodes, functions, types and clauses
scope       the names: views of the catalogue, their columns, CTEs, stars written out
products    joins that multiply rows          series   generate_series between fixed bounds
limits      LIMIT added or lowered            printed  the tree as SQL again
gate        the story                         verdict  SafeQuery, Refused, the sentence of every rule
"""

from nlq.text2sql.guard.gate import check
from nlq.text2sql.guard.verdict import RULES, Refused, SafeQuery

__all__ = ["RULES", "Refused", "SafeQuery", "check"]
