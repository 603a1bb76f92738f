"""The certificate authorities that https connections trust."""

from __future__ import annotations

import functools
import ssl

import httpx


@functools.cache
def trusted(*, trust_env: bool) -> ssl.SSLContext:
    """A context for every client of this process: reading the authorities takes 20 ms each time.

    Args:
        trust_env: whether `SSL_CERT_FILE` and `SSL_CERT_DIR` count.
    """
    return httpx.create_ssl_context(trust_env=trust_env)
