"""The village's line, put between the browser and the portal: slow answers and few bytes, as Chromium emulates them."""

from typing import Any

SLOW = {"latency": 400, "downloadThroughput": 30 * 1024, "uploadThroughput": 30 * 1024, "offline": False}


def slow_line(page: Any) -> None:
    """400 ms and 30 KB/s each way from now on. Chromium loses packets for WebRTC only, so that the loss is left out."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
