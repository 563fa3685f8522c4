"""The pages people look at and work with."""

from . import acting, cases, door

ROUTERS = (door.router, acting.router, cases.router)
"""Every page, the more particular before the more general."""
