"""The HTTP server: moto, wrapped to record calls, inject faults and take commands from the process that runs it."""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from moto import settings
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from . import ecr, resource_tagging, role_names, s3_bucket_owners, s3_bucket_policies
from .call_log import Call, CallLog
from .cbor import as_cbor_response, as_json_request, speaks_cbor
from .error_responses import error_response, unknown_operation
from .faults import SERVER_ERROR, ErrorAnswer, Fault, PlannedFaults
from .identity_policies import IdentityPolicies
from .recorded_principals import principals
from .registry_state import forget_registries
from .request_parsing import Environment, identify
from .role_trust import RoleTrust
from .sessions import assume_role, organization_path_of_account

# No S3 bucket may be named so: "bucket names must begin and end with a letter or number" (S3 user guide).
CONTROL_PREFIX = "/_emulated_aws/"
MOTO_CONTROL_PREFIX = "/moto-api"
LOOPBACK = "127.0.0.1"

logger = logging.getLogger(__name__)


class _Dispatcher(DomainDispatcherApplication):
    """moto's dispatcher with a cache: moto lists its own folder for every request to find a host's service."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._services: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """Return the service's name, looked up once."""
        if host not in self._services:
            self._services[host] = super().get_backend_for_host(host)
        return self._services[host]


class EmulationApplication:
    """The WSGI application."""

    def __init__(self) -> None:
        ecr.install()
        resource_tagging.install()
        role_names.install()
        s3_bucket_policies.install()
        self._moto = _Dispatcher()
        self._faults = PlannedFaults()
        self._calls = CallLog()
        self._identity_policies = IdentityPolicies()
        self._role_trust = RoleTrust()
        self._resets = 0
        self._controls: dict[str, Callable[[Any], Any]] = {
            "reset": self._reset,
            "inject": lambda fault: self._faults.add(Fault.from_json(fault)),
            "clear_faults": lambda _: self._faults.clear(),
            "release_delayed_calls": lambda _: self._faults.release(),
            "calls": lambda _: [asdict(call) for call in self._calls.all()],
            "session": _session,
            "organization": organization_path_of_account.update,
            "require_existing_principals": principals.require,
            "enforce_identity_policies": self._identity_policies.enforce,
            "enforce_role_trust": self._role_trust.enforce,
            "authorization_requests": lambda _: self._identity_policies.requests(),
        }

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"]
        if path.startswith(CONTROL_PREFIX):
            response = self._control(path.removeprefix(CONTROL_PREFIX), environ)
        elif path.startswith(MOTO_CONTROL_PREFIX):
            response = Response.from_app(self._moto, environ)
        elif speaks_cbor(environ):
            response = as_cbor_response(self._handle_call(as_json_request(environ)))
        else:
            response = self._handle_call(environ)
        return response(environ, start_response)

    def _handle_call(self, environ: Environment) -> Response:
        call = identify(environ)
        with self._calls.entry(call) as statuses:
            response = self._answer(call, environ)
            statuses.append(response.status_code)
        return response

    def _answer(self, call: Call, environ: Environment) -> Response:
        resets = self._resets
        faults = self._faults.take(call)
        error = self._faults.apply(faults, "before")
        if resets != self._resets:  # delayed beyond a reset: the state it was for is gone
            error = SERVER_ERROR
        if error:
            return error_response(call.service, error)
        response = self._call_moto(call, environ)
        error = self._faults.apply(faults, "after")
        return error_response(call.service, error) if error else response

    def _call_moto(self, call: Call, environ: Environment) -> Response:
        for access_denied in (
            self._identity_policies.access_denied,
            self._role_trust.access_denied,
            s3_bucket_owners.of_another_account,
        ):
            if error := access_denied(call, environ):
                return error_response(call.service, error)
        try:
            return Response.from_app(self._moto, environ, buffered=True)
        except NotImplementedError:
            return unknown_operation(call.service, call.operation)
        except Exception as exception:
            logger.exception("moto failed in %s %s", call.service, call.operation)
            reason = f"{type(exception).__name__}: {exception}"[:500]
            return error_response(call.service, ErrorAnswer("InternalFailure", reason, status=500))

    def _control(self, command: str, environ: Environment) -> Response:
        argument = Request(environ).get_json(force=True)
        return Response(json.dumps(self._controls[command](argument)), content_type="application/json")

    def _reset(self, _: Any) -> None:
        self._resets += 1
        moto_api_backend.reset()
        settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
        organization_path_of_account.clear()
        principals.clear()
        self._identity_policies.enforce(False)
        self._role_trust.enforce(False)
        forget_registries()
        self._faults.release()
        self._calls.clear()


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
        """Write nothing."""


def make_emulation_server() -> BaseWSGIServer:
    """Return a listening server on a free port of the loopback interface."""
    return make_server(LOOPBACK, 0, EmulationApplication(), threaded=True, request_handler=_SilentHandler)
