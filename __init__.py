"""guatu 挂图: an embeddable workflow engine with working-day time limits, lights and letters.

The front door: everything a host needs is here, and nothing is defined here.
"""

from .accounts import TrustedHeader
from .clock import Clock, ManualClock, SystemClock
from .definitions import Flow, read_flow
from .desk import Desk
from .errors import (
    DatabaseProblem,
    DefinitionFaults,
    GuatuError,
    InvalidValues,
    NotAllowed,
    NotFound,
    NotInStage,
    StaleCase,
    TransitionRefused,
    WrongMoment,
)
from .health import Health
from .notifications import verify_webhook
from .office import Office
from .settings import Robot, Settings, Smtp, Webhook
from .store import WallFilter
from .worker import Tick
from .workflow.explain import Explanation
from .workflow.filing import FileKind, Screen, Storage
from .workflow.people import Directory, Identity
from .workflow.rulebook import Rulebook
from .workflow.values import Case, Received

__version__ = "0.1.0"

__all__ = [
    "Case",
    "Clock",
    "DatabaseProblem",
    "DefinitionFaults",
    "Desk",
    "Directory",
    "Explanation",
    "FileKind",
    "Flow",
    "GuatuError",
    "Health",
    "Identity",
    "InvalidValues",
    "ManualClock",
    "NotAllowed",
    "NotFound",
    "NotInStage",
    "Office",
    "Received",
    "Robot",
    "Rulebook",
    "Screen",
    "Settings",
    "Smtp",
    "StaleCase",
    "Storage",
    "SystemClock",
    "Tick",
    "TransitionRefused",
    "TrustedHeader",
    "WallFilter",
    "Webhook",
    "WrongMoment",
    "read_flow",
    "verify_webhook",
]
