"""The pages people look at and work with."""

from . import acting, cases, door, letter, letters, verify

ROUTERS = (door.router, acting.router, cases.router, letters.router, letter.router, verify.router)
"""Every page, the more particular before the more general."""
