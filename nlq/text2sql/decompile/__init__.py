"""SQL that the guard let through -> the typed plan that says the same: the way back of `compile`.

canonical    one spelling of a statement        sameness    whether two statements ask for the same rows
scopes       what is known while reading        conditions  filters
related      rows of relations                  figures     columns, keys and measures
statement    the forms of a statement           reading     the story
"""

from nlq.text2sql.decompile.reading import plan_of

__all__ = ["plan_of"]
