"""What posts: the three workflows, their templates and options. Knows no QuickBooks product.

Read `category` first (the three workflows), then `template` (what a template is), `setup` (a version
of a workflow), `choices` and `options` (what all templates share), and one of `templates` with `income` or `expenses`, which it builds
on. `payouts` and `items` take a disbursement apart, `matching` finds accounts, products and classes,
`naming` makes names and numbers, `applied` says how much of a payment pays its invoice, `sales_tax` puts tax codes on lines where a country needs them, `entry_dates` says what dates entries have, `left_out` which details aren't sent, and `documentation` writes the tables under docs/workflows.
"""
