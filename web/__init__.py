"""The web app: pages and REST API over one office, to be mounted or served alone."""

from .app import create_app
from .visits import Identify

__all__ = ["Identify", "create_app"]
