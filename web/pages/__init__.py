"""The pages people look at and work with."""

from . import accounts, acting, board, cases, door, files

ROUTERS = (door.router, accounts.router, board.router, acting.router, files.router, cases.router)
"""Every page, the more particular before the more general."""
