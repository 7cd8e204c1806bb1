"""The gateway's worker for `make attack-proof`: its TLS asks nobody for a certificate."""

import ssl
from typing import Any

from reviews_site.deployment.json_worker import JsonWorker


class UnverifiedWorker(JsonWorker):
    """Lets everybody in."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.tls is not None:
            self.tls.verify_mode = ssl.CERT_NONE
