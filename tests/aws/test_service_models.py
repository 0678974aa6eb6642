"""botocore's descriptions of AWS's services."""

import os
from pathlib import Path
from unittest.mock import Mock

import pytest
from botocore.session import Session

from union_ecr.aws.service_models import ServiceModels

SERVICES = ("ecr", "iam", "resourcegroupstaggingapi", "s3", "sso", "sts")


@pytest.mark.parametrize("kind", ["service-2", "paginators-1", "endpoint-rule-set-1"])
@pytest.mark.parametrize("service", SERVICES)
def test_they_are_those_that_botocore_loads(service: str, kind: str) -> None:
    session = Session()
    found = session.get_component("data_loader").load_service_model(service, kind)
    assert ServiceModels(session).load_service_model(service, kind) == found


def test_the_folders_of_other_services_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    models, listed = ServiceModels(Session()), Mock(wraps=os.listdir)
    monkeypatch.setattr(os, "listdir", listed)
    models.load_service_model("ecr", "service-2")
    assert {Path(call.args[0]).name for call in listed.call_args_list} <= {"data", "ecr"}


def test_those_of_aws_data_path_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "private" / "2026-01-01"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text('{"metadata": {}}')
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    models = ServiceModels(Session())
    assert models.load_service_model("private", "service-2") == {"metadata": {}}
    assert {"private", *SERVICES} <= {*models.list_available_services("service-2")}
