"""Bringing the product up and down: `make run` is `supervisor.run`, any other command is `borrow.database`.

claim.py       one start a data folder; where the running one is announced
speech.py      what is said on the terminal, in its language
borrow.py      a database for a single command
database.py    backup, migrations, demo data
backup.py      copies by pg_dump, the last few kept
children.py    web, worker and beat: start, watch, restart, stop
web.py         the web server's own process
supervisor.py  the story
"""
