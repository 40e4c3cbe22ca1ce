"""A seeded bilingual grammar that composes questions with their plans, to show the model structure; words come from people.

    slots     sampled values with the words for them     atoms    filters: how they are said, what they mean
    nouns     what is asked for, and its figures         forms    lists, counts, rankings, groups, shares, ...
    compose   one question out of the parts
"""
