"""The HTTP server: moto, wrapped to record calls, to inject faults and to be controlled by its parent."""

import json
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from moto import settings
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from . import ecr, resource_tagging, role_names
from .callers import assume_role, organization_path_of_account
from .calls import Call, CallRecord
from .cbor import as_cbor_response, as_json_request, speaks_cbor
from .error_bodies import error_response, unknown_operation
from .faults import SERVER_ERROR, ErrorAnswer, Fault, PlannedFaults
from .identity_policies import IdentityPolicies
from .incoming import Environment, identify
from .recorded_principals import principals
from .registry_state import forget_registries

# No S3 bucket may be named so: "bucket names must begin and end with a letter or number" (S3 user guide).
CONTROL_PREFIX = "/_emulated_aws/"
MOTO_CONTROL_PREFIX = "/moto-api"
LOOPBACK = "127.0.0.1"

logger = logging.getLogger(__name__)


class _Dispatcher(DomainDispatcherApplication):
    """moto's, remembering which service a host is: moto lists its own folder for every request."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._known: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """Return the service's name, looked up once."""
        if host not in self._known:
            self._known[host] = super().get_backend_for_host(host)
        return self._known[host]


class EmulationApplication:
    """The WSGI application."""

    def __init__(self) -> None:
        ecr.install()
        resource_tagging.install()
        role_names.install()
        self._moto = _Dispatcher()
        self._faults = PlannedFaults()
        self._calls = CallRecord()
        self._identity_policies = IdentityPolicies()
        self._era = 0
        self._controls: dict[str, Callable[[Any], Any]] = {
            "reset": self._reset,
            "inject": lambda fault: self._faults.add(Fault.from_json(fault)),
            "clear_faults": lambda _: self._faults.clear(),
            "calls": lambda _: [asdict(call) for call in self._calls.all()],
            "session": _session,
            "organization": organization_path_of_account.update,
            "require_existing_principals": principals.require,
            "enforce_identity_policies": self._identity_policies.enforce,
            "asked": lambda _: self._identity_policies.asked(),
        }

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        path = environ["PATH_INFO"]
        if path.startswith(CONTROL_PREFIX):
            response = self._control(path.removeprefix(CONTROL_PREFIX), environ)
        elif path.startswith(MOTO_CONTROL_PREFIX):
            response = Response.from_app(self._moto, environ)
        elif speaks_cbor(environ):
            response = as_cbor_response(self._called(as_json_request(environ)))
        else:
            response = self._called(environ)
        return response(environ, start_response)

    def _called(self, environ: Environment) -> Response:
        call = identify(environ)
        with self._calls.entry(call) as statuses:
            response = self._answer(call, environ)
            statuses.append(response.status_code)
        return response

    def _answer(self, call: Call, environ: Environment) -> Response:
        era = self._era
        faults = self._faults.take(call)
        response = _apply_faults(call, [fault for fault in faults if fault.when == "before"])
        if era != self._era:  # held back over a reset: it belongs to a world that is gone
            response = error_response(call.service, SERVER_ERROR)
        if response is None:
            response = self._ask_moto(call, environ)
            response = _apply_faults(call, [fault for fault in faults if fault.when == "after"]) or response
        return response

    def _ask_moto(self, call: Call, environ: Environment) -> Response:
        if refusal := self._identity_policies.refusal(call, environ):
            return error_response(call.service, refusal)
        try:
            return Response.from_app(self._moto, environ, buffered=True)
        except NotImplementedError:
            return unknown_operation(call.service, call.operation)
        except Exception as fault_of_ours:
            logger.exception("moto failed in %s %s", call.service, call.operation)
            reason = f"{type(fault_of_ours).__name__}: {fault_of_ours}"[:500]
            return error_response(call.service, ErrorAnswer("InternalFailure", reason, status=500))

    def _control(self, order: str, environ: Environment) -> Response:
        argument = Request(environ).get_json(force=True)
        return Response(json.dumps(self._controls[order](argument)), content_type="application/json")

    def _reset(self, _: Any) -> None:
        self._era += 1
        moto_api_backend.reset()
        settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
        organization_path_of_account.clear()
        principals.clear()
        self._identity_policies.enforce(False)
        forget_registries()
        self._faults.clear()
        self._calls.clear()


def _apply_faults(call: Call, faults: list[Fault]) -> Response | None:
    """Wait as long as the faults say, and return the error if one of them is an error."""
    delay = sum(fault.delay_seconds for fault in faults)
    if delay:
        time.sleep(delay)
    errors = [fault.error for fault in faults if fault.error]
    return error_response(call.service, errors[0]) if errors else None


def _session(argument: dict[str, str]) -> dict[str, str]:
    session = assume_role(**argument)
    return {
        "aws_access_key_id": session.access_key_id,
        "aws_secret_access_key": session.secret_access_key,
        "aws_session_token": session.session_token,
    }


class _SilentHandler(WSGIRequestHandler):
    """Writes no line per request; errors still go to stderr."""

    def log_request(self, *_: object, **__: object) -> None:
        """Say nothing."""


def make_emulation_server() -> BaseWSGIServer:
    """Return a listening server on a free port of the loopback interface."""
    return make_server(LOOPBACK, 0, EmulationApplication(), threaded=True, request_handler=_SilentHandler)
