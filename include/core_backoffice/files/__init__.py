"""Files of any kind as sheets of cells: values only, bounded, nothing in them runs.

Read `sheets` first (what a file is to everything else).
"""
