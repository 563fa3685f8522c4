"""The pages people look at and work with."""

from . import (
    accounts,
    acting,
    batches,
    board,
    cases,
    designer,
    door,
    draft_letters,
    files,
    flows,
    forms,
    inbox,
    indicators,
    letter,
    letters,
    migrations,
    operations,
    reports,
    simulations,
    tasks,
    trials,
    verify,
)

ROUTERS = (
    *(door.router, accounts.router, board.router),
    *(inbox.router, batches.router, tasks.router),
    *(acting.router, files.router, cases.router),
    *(letters.router, letter.router, verify.router),
    *(designer.router, draft_letters.router, forms.router, trials.router, simulations.router),
    *(migrations.router, flows.router),
    *(reports.router, indicators.router, operations.router),
)
"""Every page, the more particular before the more general."""
