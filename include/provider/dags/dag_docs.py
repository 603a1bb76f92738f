"""What Airflow shows of each DAG and task, with links to this installation's pages. Light to import."""

from __future__ import annotations

from airflow.sdk.configuration import conf

from include.provider.outside.addresses import page_address
from include.workflows.category import Category

SUMMARY = {
    Category.BROKERAGE_INCOME: (
        "Posts the gross commission of each transaction that has a disbursement in CORE, "
        "one income entry per transaction."
    ),
    Category.AGENT_EXPENSES: (
        "Posts what each disbursement in CORE pays, one entry per agent or vendor and transaction."
    ),
    Category.AGENT_BILLING: (
        "Posts agent billing from CORE, one invoice per statement, and its payments."
    ),
}
"""One sentence on each workflow."""

TASKS = {
    "extract": (
        "Reads what changed in CORE since the last run, or the records you selected. Posts nothing. If CORE can't "
        "be read, the run stops here, and the next run reads the same changes."
    ),
    "diff": (
        "Compares CORE with what was last posted, and plans what to create, update, or void in QuickBooks. Records that "
        "can't post are put on hold with a reason. Posts nothing. A preview ends with this list."
    ),
    "approve": (
        "Waits until an approver selects **Approve** or **Reject**, in Airflow under **Required Actions** or on the "
        "run's page in CoreBooks. If the company requires no approval, or there is nothing to post, it passes at once. "
        "Rejected changes aren't posted."
    ),
    "post": (
        "Posts the planned changes to QuickBooks: customers and vendors first, then invoices, bills, and other "
        "entries, then payments. If it stops halfway, the next try continues without duplicates."
    ),
    "verify": (
        "Reads each posted entry in QuickBooks and compares it with CORE, to the cent. It fails if an amount differs. Its "
        "log ends with the totals and the records on hold."
    ),
    "find_due": "Finds the companies whose auto-sync time has come. Posts nothing.",
    "look": (
        "Asks CORE whether there is anything new for these companies, and starts their workflows if there is. Posts "
        "nothing."
    ),
    "keep_alive": (
        "Signs in to each QuickBooks company once, so that the connection doesn't expire. Posts nothing."
    ),
    "write_checkpoints": (
        "Verifies each company's audit trail, and writes its signed checkpoint of the day and of the month. Posts "
        "nothing."
    ),
    "receive": (
        "Fetches new files from the folders, and new attachments from the mailboxes, of all sources. Posts nothing."
    ),
    "read": (
        "Reads each file that arrived, with its source's import profile. Rows that can't be used are put on hold "
        "with a reason. Posts nothing."
    ),
    "start": (
        "Starts the workflows of the companies for which something changed, or their previews, as each source is "
        "set up. Posts nothing itself."
    ),
    "result": "Does nothing. It fails if any task of the run did, and the run with it.",
    "tell": "Looks for what needs attention, and sends the alerts. Posts nothing.",
}
"""What each task does, by its ID."""

_WORKFLOW = """\
### When this DAG fails
1. Open the failed task's log. The last lines give the cause and the fix.
2. **Reconnect** (QuickBooks or CORE rejected the credentials): fix the Airflow connection under
   **Admin > Connections**, or reconnect QuickBooks under {integrations}. Then select
   **Clear Task Instance** on the failed task. Nothing is lost.
3. **Retry later** (too many requests, or no response): Airflow retries automatically. After its last
   retry, select **Clear Task Instance** on the failed task.
4. **Variances** (`verify` failed): an entry was edited in QuickBooks while it posted, or QuickBooks
   posted a different amount. The log names each entry with a link.
5. Never delete entries in QuickBooks to start over. Re-running never creates duplicates.

Records **on hold** don't fail the run. They are under {attention}, each with its fix. Every run tries them again.

### What it does
{summary} Re-running never creates duplicates: existing entries are updated.

{tasks}

What each run did is under {history}, and on the **CoreBooks** tab of its DAG run. You choose accounts and dates
under {workflows}. What it creates and updates is in docs/workflows/{category}.md.
"""

_IN_SHORT = {
    "extract": "reads what changed in CORE.",
    "diff": "compares it with the last sync and plans the changes.",
    "approve": "waits for an approver if {autosync} requires one.",
    "post": "posts the changes to QuickBooks.",
    "verify": "reads each posted entry in QuickBooks.",
}

_AUTO_SYNC = """\
### When this DAG fails
1. Open the failed task's log. It names each company whose runs couldn't be started; all others were.
   This DAG posts nothing to QuickBooks; it only triggers the workflow DAGs.
2. Select **Clear Task Instance** on the failed task, or wait. The next run, five minutes later,
   triggers whatever was missed.

### What it does
Every five minutes, it finds the companies whose scheduled time has come, and asks CORE what changed,
for 25 companies in each task `look`. It triggers a workflow if there is something to sync, and once a
day in any case: transactions that reached 100% in CORE, and billing where the agent's card was charged.
A look asks QuickBooks nothing. You choose what syncs, and when, under {autosync},
which also shows what the last look found. If auto-sync is off, it triggers nothing.
"""

_KEEPALIVE = """\
### When this DAG fails
1. Open the failed task's log. It names each company whose connection QuickBooks rejected.
2. Reconnect that company under {integrations}, as an administrator of the company. Then
   select **Clear Task Instance** on the failed task. Synced entries aren't affected. The company's
   runs wait until then.

### What it does
Once a day, it uses each QuickBooks connection so it doesn't expire. QuickBooks ends a connection that
isn't used for 100 days, and every connection after five years. The log warns 30 days before that
date.
"""

_CHECKPOINTS = """\
### When this DAG fails
1. Open the failed task's log. It names the company whose audit trail, or whose runs, changes, or entries,
   were altered, and the first that differs.
2. Don't change anything in the CoreBooks database. Compare it with a backup, and find out who had access.
3. If the log says that a checkpoint can't be written, correct `[corebooks] checkpoints`. Then select
   **Clear Task Instance** on the failed task.

### What it does
Every hour, it checks whether a company's day has begun. Then it verifies the company's audit trail against
the newest checkpoint, and writes a signed checkpoint: once a day, and one for every month that ended. It
posts nothing to QuickBooks. Checkpoints are never overwritten or deleted.
"""

_ALERTS = """\
### When this DAG fails
1. Open the failed task's log. Alerts stay on CoreBooks' pages until they are gone, whether they are told or not.
2. If a message can't be delivered, the DAG doesn't fail. The reason is under {permissions}, in
   **Alerts**. It is tried again five minutes later.

### What it does
Every five minutes, it looks for what needs attention: failed runs, records on hold, runs that wait for approval, PCs
that don't call, connections that end soon, auto-sync that is late, metered reads that run out, and disks that are
nearly full. It tells each once, and again after a day if it lasts. You choose who is told under {permissions}.
It posts nothing to QuickBooks.
"""

_INBOX = """\
### When this DAG fails
1. Open the log of the failed task, `receive`, `read`, or `start`. It names the source or import that CoreBooks failed
   on; **Imports** names it too, until it succeeds. All others were fetched, read, and followed by their workflows.
2. Select **Clear Task Instance** on the failed task, or wait. The next run tries again.
3. A folder or mailbox that can't be read doesn't fail the DAG. The reason is beside its source under **Imports**.

### What it does
The triggerer looks every two seconds at what was uploaded or sent, and at the folders and mailboxes of all sources.
If something arrived, a run starts. It fetches the files, reads them, and starts the workflows of the companies for
which something changed, if the source is set up so. There are no runs in between. Changes still wait for approval
where {autosync} requires it. It posts nothing to QuickBooks itself.
"""

_SCHEDULED = {
    "quickbooks_auto_sync": _AUTO_SYNC,
    "quickbooks_keepalive": _KEEPALIVE,
    "corebooks_checkpoints": _CHECKPOINTS,
    "corebooks_alerts": _ALERTS,
}

_PAGES = {
    "attention": ("Needs attention", "/open/attention"),
    "history": ("History", "/open/history"),
    "workflows": ("Workflows", "/open/workflows"),
    "autosync": ("Auto-sync & approvals", "/open/auto-sync"),
    "integrations": ("Integrations", "/settings/integrations"),
    "permissions": ("Permissions", "/settings/permissions"),
}
"""Pages that the texts name: title and path."""


def workflow_doc(category: Category) -> str:
    """What Airflow shows of a workflow's DAG, in Markdown; what to do when it fails comes first."""
    tasks = "\n".join(f"- `{task}` {what}" for task, what in _IN_SHORT.items())
    text = _WORKFLOW.replace("{tasks}", tasks)
    return text.format(summary=SUMMARY[category], category=category.value, **_links())


def scheduled_doc(dag_id: str) -> str:
    """The same of a DAG with a schedule."""
    return _SCHEDULED[dag_id].format(**_links())


def inbox_doc() -> str:
    """The same of the inbox's DAG."""
    return _INBOX.format(**_links())


def _links() -> dict[str, str]:
    """Each page's title, as a link where Airflow's address is set."""
    base = conf.get("api", "base_url", fallback="")
    links = {}
    for name, (title, path) in _PAGES.items():
        address = page_address(base, path)
        links[name] = f"[{title}]({address})" if address else f"**{title}**"
    return links
