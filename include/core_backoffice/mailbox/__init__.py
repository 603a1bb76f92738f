"""The door "mailbox": which mails are taken, and what of them.

Read `rules` first (what a source says of its mailbox), then `headers` (who a mail is from, and whether that is
proven) and `attachments` (the files in a mail). Nothing here connects to a server.
"""
