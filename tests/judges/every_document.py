"""A pytest plugin: every document that any test renders is judged, at the end of the session.

A renderer is a public function of `union_ecr` whose return type is `Document` (or `Document | None`); the end of its
name tells the kind of document. Renderers are found, not listed, so a new one is judged from its first test on. A
refused document fails the session: it is reported like a failing test, with the findings, the document and the test
that rendered it; of those with the same finding only the shortest. Documents that a child process renders are not seen,
except those of pytest-xdist's workers: each judges its own, and its reports reach the session like those of its tests.
"""

import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Callable, Generator, Iterator
from functools import wraps
from inspect import isfunction
from types import FunctionType, ModuleType
from typing import Any, get_args

import pytest

import union_ecr
from tests.judges import documents
from tests.judges.cloudformation import TOO_LONG, lint_together
from tests.judges.documents import Judge, Refused
from union_ecr.ecr.policy_document import Document, document_text

Rendered = dict[tuple[str, str], str]
"""Every distinct document so far: renderer and text, and the test that rendered it first."""

RENDERED: Rendered = {}
JUDGES: dict[str, Judge] = {
    "repository_policy": documents.judge_repository_policy,
    "registry_policy": documents.judge_registry_policy,
    "bucket_policy": documents.judge_bucket_policy,
    "queue_policy": documents.judge_queue_policy,
    "identity_policy": documents.judge_identity_policy,
    "push_role_policy": documents.judge_identity_policy,
    "deployment_policy": documents.judge_identity_policy,
    "trust_policy": documents.judge_trust_policy,
    "lifecycle_policy": documents.judge_lifecycle_policy,
}
"""By the end of the renderer's name."""


def renderers() -> Iterator[tuple[ModuleType, FunctionType]]:
    """Every function that renders a document, with its module."""
    for found in pkgutil.walk_packages(union_ecr.__path__, "union_ecr."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).copy().items():
            if isfunction(value) and value.__module__ == found.name and not name.startswith("_") and _renders(value):
                yield module, value


def record_every_document() -> None:
    """Replace each renderer with a recording one, also where it was imported by name already."""
    for _, renderer in list(renderers()):
        recording = recorded(renderer)
        for module in list(sys.modules.values()):
            for name, value in list(getattr(module, "__dict__", {}).items()):
                if value is renderer:
                    setattr(module, name, recording)


def refusals(rendered: Rendered) -> Iterator[tuple[str, Refused, str]]:
    """Each refused document with its renderer and the test that rendered it first; one for each first finding."""
    judges = {renderer: judge_of(renderer) for renderer, _ in rendered}
    places = ((judges[renderer].place, text) for renderer, text in rendered)
    lint_together((place, text) for place, text in places if place)
    reported = set()
    for (renderer, text), test in sorted(rendered.items(), key=lambda entry: len(entry[0][1])):
        try:
            judges[renderer](json.loads(text))
        except Refused as refused:
            key = (renderer, refused.findings[0])
            if key not in reported and not _only_too_long(refused):
                reported.add(key)
                yield renderer, refused, test


def judge_of(renderer: str) -> Judge:
    return next((judge for kind, judge in JUDGES.items() if renderer.endswith(kind)), _NO_JUDGE)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    result = yield
    worker_output = getattr(session.config, "workeroutput", None)
    if worker_output is not None:  # a worker of pytest-xdist hands on what it rendered, to be judged once
        worker_output["rendered"] = [(*place_and_text, test) for place_and_text, test in RENDERED.items()]
        return result
    rendered = {} if session.config.option.collectonly else RENDERED
    for renderer, refused, test in refusals(rendered):
        session.config.hook.pytest_runtest_logreport(report=_report(renderer, f"{refused}\nRendered by {test}"))
    return result


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_testnodedown(node: Any) -> None:
    for place, text, test in getattr(node, "workeroutput", {}).get("rendered", ()):
        RENDERED.setdefault((place, text), test)


def _renders(function: FunctionType) -> bool:
    """Whether its return type is spelled `Document`: another `dict[str, Any]` is equal, but not the same object."""
    returned = function.__annotations__.get("return")
    return any(kind is Document for kind in (returned, *get_args(returned)))


def recorded(renderer: FunctionType) -> Callable[..., Any]:
    """The renderer, recording what it returns for the judges."""
    place = f"{renderer.__module__}.{renderer.__name__}"

    @wraps(renderer)
    def recording(*arguments: Any, **named: Any) -> Any:
        document = renderer(*arguments, **named)
        if document is not None:
            test = os.environ.get("PYTEST_CURRENT_TEST", "no test: while the tests were collected")
            RENDERED.setdefault((place, document_text(document)), test)
        return document

    return recording


def _only_too_long(refused: Refused) -> bool:
    """Whether the length is the only fault: a document has to be rendered before its length can be checked."""
    return all(finding.startswith(TOO_LONG) for finding in refused.findings)


def _unknown_kind(_text: str) -> Iterator[str]:
    yield f"no judge knows this kind of document: end the function's name with one of {', '.join(JUDGES)}"


_NO_JUDGE = Judge((_unknown_kind,))


def _report(renderer: str, refused: str) -> pytest.TestReport:
    name = f"every document of {renderer}"
    return pytest.TestReport(
        nodeid=name,
        location=(name, None, name),
        keywords={},
        outcome="failed",
        longrepr=f"Outside judges refuse a document that {renderer} rendered.\n{refused}",
        when="call",
    )


record_every_document()
