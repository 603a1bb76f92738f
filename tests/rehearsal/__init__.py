"""The compose file carried out as processes of this machine, without Docker.

Read `compose_file` first (the file, its overrides, and `.env`), then `places` (what is translated:
hosts, ports, and folders, and nothing else), `processes` (a service, killed and started again as by
`restart: always`), `stack` (all services, in the file's order), `books` (companies, and whether CORE,
our database and QuickBooks agree), `story` (`make rehearse`), `kills` (SIGKILL at random moments) and
`many` (fifty companies, and companies that wait).
"""
