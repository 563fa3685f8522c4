"""The pages people look at and work with."""

from . import door

ROUTERS = (door.router,)
"""Every page, the more particular before the more general."""
