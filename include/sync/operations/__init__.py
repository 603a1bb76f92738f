"""Operations: intended writes to QuickBooks, as rows of the database.

Read `operations` first (one row per intended write, its request ID and its wave), then `record_plan`
(what is planned for one record), `lists` (products and classes to create first) and
`documents_json` (documents and parties as JSON, and back).
"""
