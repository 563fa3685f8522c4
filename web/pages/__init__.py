"""The pages people look at and work with."""

from . import accounts, acting, cases, door

ROUTERS = (door.router, accounts.router, acting.router, cases.router)
"""Every page, the more particular before the more general."""
