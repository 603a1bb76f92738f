"""What the image is made of: the bill of materials and the licenses, from the pinned requirements.

`components` reads them, `write` is what `make lock` runs.
"""
