"""Question memory: what people said of answers, reviewed, and recalled for the same question about other values.

patterns   a linked question without its values      plans      plans compared, renumbered, searched for values
judging    a person's «right» or «wrong»             recall     what memory knows about a question
reviewers  who may review                            review     approving and rejecting
exchange   examples as a text file                   shown      an example as a reviewer reads it
"""
