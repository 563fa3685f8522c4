"""Where this machine's Chromium is: ``make chromium`` asks, and installs Debian's as root.

Runs as a script of the standard library too, before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MEND = (
    "Install Chromium (on Debian: apt-get install chromium), "
    "or name one in GUATU_CHROMIUM=/path/to/chromium."
)


class NoBrowserError(Exception):
    """There is no Chromium to run browser tests with; the text says what to do."""


def find_chromium() -> Path:
    """Give the program: ``GUATU_CHROMIUM``, or the first on the path; raise NoBrowserError."""
    if chosen := os.environ.get("GUATU_CHROMIUM"):
        if found := shutil.which(chosen):
            return Path(found)
        message = f"GUATU_CHROMIUM={chosen} is no program that runs. {MEND}"
        raise NoBrowserError(message)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    message = f"No Chromium is installed ({', '.join(NAMES)}). {MEND}"
    raise NoBrowserError(message)


def install() -> bool:
    """Try Debian's package, when root; say whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("guatu: installing chromium with apt-get …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-noto-cjk"]
    commands = (["update"], ["install", "-y", "--no-install-recommends", *packages])
    done = [
        subprocess.run(
            ["apt-get", "-qq", *command],
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
        )
        for command in commands
    ]
    return done[-1].returncode == 0


def main() -> None:
    """Find it, or install it, or say loudly that there will be no browser tests."""
    try:
        program = find_chromium()
    except NoBrowserError as error:
        if not os.environ.get("GUATU_CHROMIUM") and install():
            print(find_chromium())
            return
        said = f"guatu: THE BROWSER TESTS WILL NOT RUN. {error}"
        if os.environ.get("CI") == "true":
            sys.exit(said)
        print(said, file=sys.stderr)
        return
    print(program)


if __name__ == "__main__":
    main()
