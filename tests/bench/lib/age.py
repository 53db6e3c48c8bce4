"""Asks for the summary without a tag, ten times a second, and tells how old its figures were.

    age.py PORT TOKEN SECONDS

Prints the median and the greatest age in milliseconds."""

import http.client
import json
import statistics
import sys
import time
from datetime import datetime


def main():
    port, token, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    ages, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        connection.request("GET", "/v1/escalations/summary", headers={"Authorization": f"Bearer {token}"})
        body = json.loads(connection.getresponse().read())
        ages.append(1000 * (time.time() - datetime.fromisoformat(body["counted_at"]).timestamp()))
        time.sleep(0.1)
    print(f"{statistics.median(ages):.1f} {max(ages):.1f}")


if __name__ == "__main__":
    main()
