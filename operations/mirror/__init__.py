"""The public site as plain files, for the time when the application or the database is gone.

`website.py` asks our own application, so that a file holds what visitors are answered and nothing
else. `places.py` says which addresses belong to the mirror, and the file of each. `copies.py`
keeps the folder: a new copy takes the place of the last one by one rename. `sweep.py` makes a
copy, and `keeping.py` says when.
"""
