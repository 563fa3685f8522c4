"""What a page weighs and how fast it shows, over a slow line on a slow machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from playwright.sync_api import Page

SLOW_LINE = {
    "offline": False,
    "latency": 150,  # milliseconds there and back
    "downloadThroughput": 1.6e6 / 8,  # bytes a second: slow 4G
    "uploadThroughput": 0.75e6 / 8,
}
SLOWDOWN = 4
OBSERVE = """
window.guatuLoading = {lcp: 0, cls: 0};
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) guatuLoading.lcp = entry.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) guatuLoading.cls += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""
# Not "network idle": a page that refreshes itself keeps a connection open. Until the first paint
# is told, and then until nothing is left to do.
QUIET = """() => new Promise(done => {
    const latest = performance.now() + 5000;
    const look = () => guatuLoading.lcp || performance.now() > latest
        ? requestIdleCallback(() => done(guatuLoading), {timeout: 3000})
        : requestAnimationFrame(look);
    requestAnimationFrame(look);
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """A first load with an empty cache: bytes over the line, and what Chromium measured."""

    page: str
    requests: int
    size: int
    """Bytes transferred, compressed, heads included; without the icon of the tab."""
    lcp: float
    """Milliseconds to the largest contentful paint."""
    cls: float
    """Cumulative layout shift."""

    def as_row(self) -> dict[str, Any]:
        """Give it as plain values, for a table."""
        return asdict(self)


def load(page: Page, address: str, *, name: str) -> Loading:
    """Open an address in a page that has opened nothing yet, slowly, and measure it."""
    debugger = page.context.new_cdp_session(page)
    sizes: dict[str, int] = {}
    asked: set[str] = set()

    def began(event: dict[str, Any]) -> None:
        if event["type"] != "Other":  # an icon, which Chromium fetches when it likes
            asked.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    debugger.on("Network.requestWillBeSent", began)
    debugger.on("Network.loadingFinished", finished)
    debugger.send("Network.enable")
    debugger.send("Network.setCacheDisabled", {"cacheDisabled": True})
    debugger.send("Network.emulateNetworkConditions", SLOW_LINE)
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.add_init_script(OBSERVE)
    page.goto(address, wait_until="load")
    seen = page.evaluate(QUIET)
    debugger.detach()
    counted = [size for request, size in sizes.items() if request in asked]
    return Loading(
        page=name,
        requests=len(counted),
        size=sum(counted),
        lcp=round(seen["lcp"], 1),
        cls=round(seen["cls"], 4),
    )


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Give the lines of the table of loads, for the end of a run."""
    head = f"{'page':<32}{'requests':>9}{'KB':>8}{'LCP ms':>9}{'CLS':>8}"
    return [head] + [
        f"{row['page']:<32}{row['requests']:>9}{row['size'] / 1000:>8.1f}"
        f"{row['lcp']:>9.0f}{row['cls']:>8.3f}"
        for row in sorted(rows, key=lambda row: str(row["page"]))
    ]
