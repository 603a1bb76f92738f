"""An office whose records come by import: a feed, a profile, and files that arrive."""

from __future__ import annotations

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.ready import ready_profile
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import NewFeed, assign, create_feed
from include.database.feeds.profiles import activate, save_profile
from include.database.feeds.reading import ReadOutcome, read_arrival
from include.workflows.category import Stream
from tests.sync.office import COMPANY, Office

FEED = "exports"


def feed_by_import(office: Office, door: Door = Door.UPLOAD) -> None:
    """Both of the company's streams come from a feed from now on."""
    with office.database.writing() as session:
        new = NewFeed(FEED, COMPANY, "CORE exports", door, {}, AfterReading.NOTHING)
        create_feed(session, new, "finance ops")
        for stream in Stream:
            assign(session, COMPANY, stream, FEED, (), "finance ops")
    office.feed = FEED


def use_profile(office: Office, profile: Profile | None = None, feed_id: str = FEED) -> int:
    """Activate a profile, CoreBooks' own layout if none is given. Returns its version's ID."""
    with office.database.writing() as session:
        chosen = profile or ready_profile("corebooks")
        saved = save_profile(session, feed_id, chosen, "finance ops", rows_checked=1)
        return activate(session, saved.id, "finance ops").id


def arrive(office: Office, name: str, content: bytes, feed_id: str = FEED) -> int:
    """A file is uploaded. Returns the arrival's ID."""
    new = NewArrival(feed_id, Door.UPLOAD, name, "", "finance ops")
    return store_arrival(office.database, office.seal, new, [content]).id


def import_file(office: Office, name: str, content: bytes, feed_id: str = FEED) -> ReadOutcome:
    """A file is uploaded and read."""
    return read_arrival(office.database, office.seal, arrive(office, name, content, feed_id))
