"""The door "folder": which files of a folder are taken, and when they are complete.

Read `rules` first (what a source says of its folder), then `places` (which folders may be read) and `complete`
(which files are there, and whether they are still being written). Nothing here opens a file.
"""
