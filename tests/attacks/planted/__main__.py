"""Reads attempts as JSON, one a line, from the standard input; prints what the page answered to each."""

import json
import sys

import django
from django.test import Client

if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        print(Client().get("/", json.loads(line)).content.decode(), flush=True)
