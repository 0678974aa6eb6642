"""What an isolated environment keeps, and what it removes."""

import os
from pathlib import Path

from sandbox.isolation import isolated_environment, isolated_folder

HOME = Path("/nowhere")


def test_nothing_that_leads_to_aws_pulumi_or_a_proxy_is_kept() -> None:
    environment = {
        "AWS_PROFILE": "mine",
        "AWS_ENDPOINT_URL_ECR": "x",
        "PULUMI_ACCESS_TOKEN": "x",
        "PULUMI_BACKEND_URL": "x",
        "HTTPS_PROXY": "x",
        "GITHUB_TOKEN": "x",
        "HOME": "/home/me",
    }
    assert not {"mine", "x", "/home/me"} & set(isolated_environment(environment, HOME).values())


def test_what_programs_need_to_run_is_kept() -> None:
    environment = {"PATH": "/bin", "LC_ALL": "C", "TERM": "xterm", "TMPDIR": "/t", "NO_COLOR": "1"}
    assert environment.items() <= isolated_environment(environment, HOME).items()


def test_sdks_find_no_configuration_no_metadata_and_pulumi_a_home_of_its_own() -> None:
    environment = isolated_environment({}, HOME)
    assert environment["AWS_CONFIG_FILE"] == environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert environment["AWS_EC2_METADATA_DISABLED"] == "true"
    assert environment["PULUMI_HOME"] == "/nowhere/.pulumi"


def test_the_folder_goes_with_the_block_and_the_environment_comes_back() -> None:
    before = dict(os.environ)
    with isolated_folder("test") as folder:
        assert os.environ["HOME"] == str(folder / "home")
        assert (folder / "home").is_dir()
    assert not folder.exists()
    assert dict(os.environ) == before
