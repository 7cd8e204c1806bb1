"""What the benchmark of the gateway has to run inside one of the site's processes."""

import time
from datetime import timedelta

TEXT = "The soup was hot and the waiter kind, but we waited for an hour. We will come back all the same."


def service_token() -> str:
    """A token for the sentiment model, without a limit that anybody meets."""
    from django.utils import timezone

    from mlmodels.gateway import tokens

    token = tokens.create(service="bench", models=["sentiment"], expires_at=timezone.now() + timedelta(days=1))
    tokens.limit(service="bench", model="sentiment", calls_a_minute=1_000_000, rows_a_day=1_000_000)
    return token


def bare_sentiment(calls: str) -> float:
    """CPU milliseconds of a call of the model itself, for one text."""
    from mlmodels.gateway.review_models import load_sentiment
    from mlmodels.sentiment.predict import reviews

    model = load_sentiment().models["en"]
    reviews(model, [TEXT])
    began = time.process_time()
    for _ in range(int(calls)):
        reviews(model, [TEXT])
    return 1000 * (time.process_time() - began) / int(calls)
