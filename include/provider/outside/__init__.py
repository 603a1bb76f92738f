"""What others see of runs: metrics to watch, assets that start DAGs, links to follow.

Read `metrics` first, then `states_measured` (what a look measures), `assets` and `links`, with the
`addresses` of pages.
"""
