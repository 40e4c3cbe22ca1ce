"""A checked statement in the reader's language, by rules over its tree: it cannot disagree with what ran.

phrases     the words, Chinese and English     values      codes, money and dates as people read them
frames      sources and column labels          conditions  what must hold      related  rows of other views
figures     aggregates and other expressions   sentence    the whole
"""

from nlq.text2sql.restate.sentence import restate

__all__ = ["restate"]
