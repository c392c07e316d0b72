"""The two customers whose tokens the calling test has written, for the hooks of each API; and a record of what was seen."""
import json
import os
import threading
import time

import requests

LOCK = threading.Lock()

with open(os.environ["ORDERLY_USERS"], encoding="utf-8") as users:
    # By their tokens.
    CUSTOMERS = {user["fixedHeaders"][0]["value"]: user["name"] for user in json.load(users)["auth"]}


def ask_as_the_other(response):
    """Asks with the other customer's token for what a response has shown to one. An API that has no room is asked again: it may take 20 a second."""
    authorization = response.request.headers["Authorization"]
    other = next(token for token in CUSTOMERS if token != authorization)
    for _ in range(100):
        answer = requests.get(response.request.url, headers={"Authorization": other}, timeout=30)
        if answer.status_code != 429:
            return answer
        time.sleep(0.2)
    raise AssertionError("The API has no room for a request for 20 seconds")


def note(*words):
    with LOCK, open(os.environ["ORDERLY_SEEN"], "a", encoding="utf-8") as seen:
        seen.write(" ".join(words) + "\n")
