"""The pages people look at and work with."""

from . import (
    accounts,
    acting,
    batches,
    board,
    cases,
    designer,
    door,
    files,
    flows,
    inbox,
    indicators,
    letter,
    letters,
    operations,
    reports,
    tasks,
    verify,
)

ROUTERS = (
    *(door.router, accounts.router, board.router),
    *(inbox.router, batches.router, tasks.router),
    *(acting.router, files.router, cases.router),
    *(letters.router, letter.router, verify.router),
    *(designer.router, flows.router),
    *(reports.router, indicators.router, operations.router),
)
"""Every page, the more particular before the more general."""
