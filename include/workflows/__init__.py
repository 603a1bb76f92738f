"""What is posted: the workflow categories, their templates and options. Knows no QuickBooks product."""
