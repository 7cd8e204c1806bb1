"""Messages of tills a second, from the request to saved guest numbers, beside bare SQL that leaves the same rows."""

import json
import time
import uuid

import psycopg

from reviews_site.crypto.standard_webhooks import sign
from tests.benchmarks import figures, load, processor
from tests.benchmarks.figures import Measurement
from tests.benchmarks.inside_tills import SENT
from tests.benchmarks.site import Server, Stage, gunicorn

TILLS = 20
_MESSAGE = """
INSERT INTO restaurants_tillmessage
    (id, till_id, message_id, sent_at, signatures, body, outcome, days, problem, received_at, digest)
VALUES (uuidv7(), %(till)s, %(message)s::text, 0, '', '', 'accepted', 1, '', now(), 
        sha256(convert_to(%(message)s::text, 'UTF8')))
"""
_COUNT = """
INSERT INTO restaurants_visitcount (restaurant_id, day, visitors, counted_at) VALUES (%(place)s, %(day)s, 84, now())
ON CONFLICT (restaurant_id, day) DO UPDATE SET visitors = EXCLUDED.visitors
"""
_AUDIT = """
INSERT INTO audit_event (id, action, object_id, detail) VALUES (uuidv7(), 'visits.recorded', %(place)s, '{"days": 1}')
"""
_OUTBOX = """
INSERT INTO outbox_event (id, topic, version, restaurant_id, payload, created_at)
VALUES (uuidv7(), 'bench.counted', 1, %(place)s, '{}', now())
"""


def till_events(on: Stage, *, rounds: int, messages: int) -> Measurement:
    """Each round `TILLS` tills send a day each in turn; then the worker verifies and saves them, warm."""
    whole, bare, taken, cpu = [], [], [], []
    on.inside("seeder", "owner_of", str(TILLS))
    made = on.inside("web", "tills", str(TILLS))
    on.inside("tills", "read_till_messages")
    with gunicorn(on) as site:
        for number in range(rounds):
            print(f"\r  round {number + 1} of {rounds}: till_events", end="", flush=True)
            loaded, used = _send(on, site, [_request(made[n % TILLS], number, n) for n in range(messages)])
            done = on.inside("tills", "read_till_messages")
            if done["accepted"] != messages * (number + 1):
                raise SystemExit(f"{done['accepted']} messages were accepted, of {messages * (number + 1)}.")
            whole.append(messages / (loaded.seconds + done["seconds"]))
            taken.append(loaded.per_second)
            cpu.append(used)
            bare.append(_by_sql(on, made, messages))
    print("\r" + " " * 40 + "\r", end="")
    value, ratio = figures.median(whole), figures.median_of_ratios(whole, bare)
    note = (
        f"web takes {figures.median(taken):.0f} a second for {figures.median(cpu):.2f} CPU ms each; "
        "floor: the same rows by bare SQL"
    )
    return Measurement("till_events", value, "messages/s", value / ratio, note=note)


def _send(on: Stage, site: Server, requests: list[bytes]) -> tuple[load.Loaded, float]:
    roots = (site.pid, on.postmaster())
    before = processor.cpu_seconds(roots)
    loaded = load.send(site.port, iter(requests), expected=202)
    used = processor.cpu_seconds(roots) - before
    if loaded.failures:
        raise SystemExit(f"{loaded.failures} of {loaded.requests} messages were not taken.")
    return loaded, figures.milliseconds_a_request(used, loaded.requests)


def _request(till: dict[str, str], round_number: int, number: int) -> bytes:
    day = f"{2000 + round_number + number // TILLS // 300:04}-{1 + number // TILLS % 300 // 25:02}"
    days = [{"day": f"{day}-{1 + number // TILLS % 25:02}", "visitors": 84}]
    body = json.dumps({"type": "guest_numbers.counted", "data": {"days": days}})
    at, message_id = int(time.time()), f"{SENT}{uuid.uuid4().hex}"
    signature = sign(till["secret"], message_id=message_id, sent_at=at, body=body.encode())
    headers = [f"webhook-id: {message_id}", f"webhook-timestamp: {at}", f"webhook-signature: {signature}"]
    return load.request_of(f"/webhooks/tills/{till['id']}/", method="POST", headers=headers, body=body)


def _by_sql(on: Stage, made: list[dict[str, str]], messages: int) -> float:
    """So many messages' rows a second, a transaction each, by the owner of the tables."""
    with psycopg.connect(on.superuser["transactional/platemark"]) as session:
        began = time.perf_counter()
        for number in range(messages):
            till = made[number % TILLS]
            values = {"till": till["id"], "place": till["place"], "message": uuid.uuid4().hex, "day": "1999-12-31"}
            for statement in (_MESSAGE, _COUNT, _AUDIT, _OUTBOX):
                session.execute(statement, values)
            session.commit()
        return messages / (time.perf_counter() - began)
