"""CoreBooks: what runs inside Airflow.

`docs/architecture.md` has the map of these folders and follows one disbursement through them. Read
`books` first (what is neutral), then `core_backoffice` (where the data comes from), `workflows` (what
posts), `sync` (the engine), `quickbooks` (where the data goes) and `database` (what is remembered).
`provider` is how Airflow runs it, `web` its pages, `cli` its command, `web_connector` what a PC with
QuickBooks Desktop calls. `plain_text` and `bounded_answers` stand where text and answers of others
come in; `understood` is the base of errors that people understand, `only_one` finds another package of this name; `settings`, `private_files`, `clock`,
`certificates` and `version` are used everywhere.
"""
