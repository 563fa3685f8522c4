"""What the crash suite shares: a crew, a ledger of deliveries, a way to say figures."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from testkit.crew import Crew
from testkit.deliveries import Ledger


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    """One process that forks the children of a whole module."""
    with Crew(tmp_path_factory.mktemp("crew") / "log") as crew:
        yield crew


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    folder = tmp_path / "deliveries"
    folder.mkdir()
    return Ledger(folder / "ledger")


@pytest.fixture
def draw(say) -> random.Random:
    """Chance, repeatable by GUATU_CRASH_SEED; the seed is among the figures."""
    seed = int(os.environ.get("GUATU_CRASH_SEED", random.SystemRandom().randrange(10**6)))
    say(seed=seed)
    return random.Random(seed)


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Iterator[Callable[..., None]]:
    """Add figures to the line this scenario prints in the summary, also when it fails."""
    figures: dict[str, Any] = {}
    yield lambda **more: figures.update(more)
    line = json.dumps({"scenario": request.node.name, **figures}, ensure_ascii=False)
    request.node.user_properties.append(("figures", line))
