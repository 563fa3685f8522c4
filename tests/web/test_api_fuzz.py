"""schemathesis asks every address of the API what its document allows, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.python import asgi
from schemathesis.specs.openapi import checks
from starlette.requests import Request

from guatu import ManualClock, Office
from guatu.web import create_app
from guatu.web.api import ROUTERS, describe_api
from testkit.callers import api_office
from testkit.databases import Room
from testkit.offices import open_case

load_all_checks()

LETTER = "1-1-yellow"

EXAMPLES = 6
"""How many requests of each mode an operation is asked."""

REJECTED = [401, 403, 404, 405, 409, 412, 413, 415, 422]
"""How what does not fit the document may be refused: what schemathesis expects, and 413."""

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
    checks.allow_header_conformance,
    checks.missing_required_header,
    checks.negative_data_rejection,
]
# Not asked:
# - positive_data_acceptance: what fits the document may still be no case, or refused by its flow.
# - ignored_auth: who somebody is is the host's affair; tests/web/test_api_rights.py walks every
#   address as nobody.
# - use_after_free, ensure_resource_availability, object_level_authorization: nothing is deleted,
#   and rights are walked by test_api_rights.py.


def _operations() -> list[str]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    describe_api(app)
    return [
        f"{method.upper()} {path}"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    ]


OPERATIONS = _operations()


@pytest.fixture(scope="module")
def office(test_room: Room, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with cases of two flows, letters, escalations, figures; an administrator asks."""
    clock = ManualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    folder = tmp_path_factory.mktemp("fuzz")
    with test_room.sqlite(folder, "tables") as url, api_office(url, clock, folder) as office:
        yield office


@pytest.fixture(scope="module")
def schema(office: Office) -> Any:
    app = create_app(office, identify=_somebody)
    config = schemathesis.Config.from_dict(
        {"checks": {"negative_data_rejection": {"expected-statuses": REJECTED}}}
    )
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)


def _somebody(request: Request) -> str:
    """Let whoever may act on cases do so, and an administrator everything else."""
    return "lin" if request.method == "POST" and "/cases" in request.url.path else "adm"


@pytest.fixture(scope="module")
def client(schema: Any) -> Iterator[Any]:
    with asgi.get_client(schema.app) as client:
        yield client


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_address_keeps_what_its_document_says(office, schema, client, operation) -> None:
    method, _, path = operation.partition(" ")
    asked = schema[path][method]
    case = open_case(office)
    known = {"case": str(case.id), "person": "wen", "flow": "permit", "letter": LETTER}
    aimed = {name: value for name, value in known.items() if f"{{{name}}}" in path}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    @given(
        free=asked.as_strategy(GenerationMode.POSITIVE),
        aimed=asked.as_strategy(GenerationMode.POSITIVE, path_parameters=aimed),
        wrong=asked.as_strategy(GenerationMode.NEGATIVE),
    )
    def ask(free, aimed, wrong) -> None:
        for case in (free, aimed, wrong):
            case.call_and_validate(session=client, checks=CHECKS)

    ask()
