"""Schema and value linking without a model.

phrases     a dictionary looked up at every place of a text      vocabulary  codes, places, industries, colleagues
topics      what a text is searched for                          mentions    every reading; the best that do not overlap
linker      the story: question -> Linked
"""

from nlq.text2sql.link.linker import link

__all__ = ["link"]
