"""The pages people look at and work with."""

from . import accounts, acting, board, cases, door, files, letter, letters, verify

ROUTERS = (
    *(door.router, accounts.router, board.router, acting.router, files.router, cases.router),
    *(letters.router, letter.router, verify.router),
)
"""Every page, the more particular before the more general."""
