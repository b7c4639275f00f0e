"""Runs scim2-tester against a SCIM service and prints what it found as JSON.

Usage: SCIM_SECRET=... python check_server.py <base URL>
"""

import json
import os
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

client = Client(
    base_url=sys.argv[1],
    headers={"Authorization": f"Bearer {os.environ['SCIM_SECRET']}"},
)
results = check_server(SyncSCIMClient(client))
json.dump(
    [
        {
            "title": result.title,
            "resourceType": result.resource_type,
            "status": result.status.name,
            "reason": result.reason,
        }
        for result in results
    ],
    sys.stdout,
)
