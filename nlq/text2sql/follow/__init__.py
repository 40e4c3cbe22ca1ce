"""A follow-up («只看上海的», "and by year?") -> the previous question's plan, edited by rules; no model is asked.

nouns      words for columns and records         heard     the text with its values and nouns marked
cues       marked text -> edits                  edit      what an edit may be
slots      which column a value belongs to       edits     edits of conditions, groups, figures, order, columns
turn       to related records                    said      what changed, in sentences
follow     the story
"""

from nlq.text2sql.follow.follow import Followed, follow

__all__ = ["Followed", "follow"]
