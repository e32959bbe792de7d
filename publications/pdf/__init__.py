"""Reads a stranger's PDF without trusting it.

`facts`, `text` and `cover` are programs: each looks at the file in a process of its own, which may
use so much memory and time and no more, has no secret in its environment, and knows nothing of
Django or the database. `reading` starts them, and makes of their words what the site can use.
"""
