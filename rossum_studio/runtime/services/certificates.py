"""Certificates for every host that a handler asks, made here and trusted by nobody but its runs.

There is one authority in each process of the application. Its key stays in memory.
"""

import shutil
import ssl
import tempfile
import weakref
from concurrent.futures import Future
from functools import cache, lru_cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import trustme

KNOWN_HOSTS = 256
ORGANIZATION = "Rossum Studio, for this computer only"


class Authority:
    """Signs certificates. It is made in a thread, because importing what that takes is slow.

    Attributes:
        path: The certificate to trust, as PEM; a worker waits until it is there.
    """

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="rossum-certificates-"))
        folder.chmod(0o755)  # there is no secret in it, and a worker may be another user
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.path = folder / "ca.pem"
        self._made: Future[trustme.CA] = Future()
        self._context = lru_cache(KNOWN_HOSTS)(self._make_context)
        Thread(target=self._make, name="certificates", daemon=True).start()

    def context_for(self, host: str) -> ssl.SSLContext:
        """Return what to speak TLS with in the name of a host; another that the client names takes its place.

        Raises:
            ValueError: No certificate can have that name.
        """
        return self._context(host)

    def _make(self) -> None:
        try:
            import trustme

            made = trustme.CA(organization_name=ORGANIZATION)
            unfinished = self.path.with_suffix(".part")
            unfinished.write_bytes(made.cert_pem.bytes())
            unfinished.chmod(0o644)
            unfinished.replace(self.path)
            self._made.set_result(made)
        except Exception as error:  # who waits for it is told
            self._made.set_exception(error)

    def _make_context(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._made.result().issue_cert(host).configure_cert(context)
        context.set_alpn_protocols(["http/1.1"])
        context.num_tickets = 0  # no connection is taken up again
        context.sni_callback = self._on_named
        return context

    def _on_named(self, tls: ssl.SSLObject, host: str | None, _: ssl.SSLContext) -> int | None:
        """Take the certificate of the host that the client named."""
        if host:
            try:
                tls.context = self.context_for(host)
            except ValueError:
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        return None


@cache
def authority() -> Authority:
    """Return the one of this process, which may not be ready yet."""
    return Authority()
