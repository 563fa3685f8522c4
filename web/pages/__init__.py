"""The pages people look at and work with."""

from . import accounts, acting, board, cases, door, inbox

ROUTERS = (door.router, accounts.router, board.router, acting.router, cases.router, inbox.router)
"""Every page, the more particular before the more general."""
