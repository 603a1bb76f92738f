"""A name that is only promised is no entry."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from include.books.parties import Party, PartyKind
from include.sync.post.name_index import Promised


def test_a_promised_name_has_no_id_and_cannot_be_stored() -> None:
    promised = Promised(Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler"), "Amy Adler")
    assert not hasattr(promised, "ref")
    with pytest.raises(TypeError, match="only promised"):
        pickle.dumps(promised)
    with pytest.raises(TypeError, match="only promised"):
        copy.copy(promised)
    with pytest.raises(TypeError):
        json.dumps(promised)
