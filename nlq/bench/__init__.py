"""`make bench`: how long things take beside what they may take, one module a figure.

sample      a temporary database with the demo records       figure     one measured value and its target
answers     question -> rows, step by step                   linking    with 50,000 names
running     beside the same SQL in psql                      engine     start and memory of a fresh process
importing   an export, beside a bare COPY                    starting   the second `make run` of a folder
"""
