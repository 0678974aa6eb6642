"""What is recorded of each SDK, beside what the check reads of the source."""

from pathlib import Path

import pytest

from tests.check.sample_project import ENVIRONMENT, PROJECT
from tests.cli.recording import FLYTEKIT, Record, references
from union_ecr.check.image_use import ImageUse, Purpose
from union_ecr.check.python_images import images_of
from union_ecr.cli.source_files import read_source_files

pytestmark = pytest.mark.slow

UNION = {
    "union/__init__.py": "",
    "union/app/__init__.py": "from union.app._models import App",
    "union/app/_models.py": """
from dataclasses import dataclass
from typing import Any

class AppRegistry:
    def add_app(self, app):
        pass

APP_REGISTRY = AppRegistry()

@dataclass
class App:
    container_image: Any

    def __post_init__(self):
        APP_REGISTRY.add_app(self)
""",
}
"""How union 0.1.204 keeps its apps; the package itself is not installed, since its license is not open."""


def test_an_app_of_union_has_its_image_or_those_of_its_pod(record: Record, tmp_path: Path) -> None:
    for name, content in UNION.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    text = f"""{FLYTEKIT}
from flytekit import PodTemplate
from kubernetes.client import V1Container, V1PodSpec
from union.app import App
App(ImageSpec(name="app", registry=HOST, base_image=base))
App(HOST + "/text:v1")
pod = V1PodSpec(containers=[V1Container(name="a", image=ImageSpec(name="of-pod", registry=HOST))])
App(PodTemplate(pod_spec=pod))
"""
    recorded = record("flytekit", {"w.py": text})
    assert recorded.problems == []
    assert references(recorded) == [
        (5, "build", "base", None),
        (10, "build", "app", None),
        (11, "run", "text", "v1"),
        (12, "build", "of-pod", None),
    ]


USE_EVERY_IMAGE = {
    "flytekit": """
from flytekit import ContainerTask as _Task, ImageSpec as _Spec
_specs = [value for value in list(globals().values()) if isinstance(value, _Spec)]
_tasks = [_Task(name=f"task{number}", image=spec, command=["x"]) for number, spec in enumerate(_specs)]
""",
    "flyte": """
_environments = [
    flyte.TaskEnvironment(name=f"use-{number}", image=value)
    for number, value in enumerate(list(globals().values())) if isinstance(value, Image)
]
""",
}
"""Added to a file of the sample project, so that each image that a variable of the module holds is used."""


@pytest.mark.parametrize(
    ("sdk", "names", "least"),
    [
        (
            "flytekit",
            [
                "spellings.py",
                "text.py",
                "containers.py",
                "classes.py",
                "functions.py",
                "semantics.py",
                "decisions.py",
                "more_semantics.py",
            ],
            70,
        ),
        ("flyte", ["flyte2.py"], 14),
    ],
)
def test_what_is_read_and_what_is_recorded_agree(sdk: str, names: list[str], least: int, record: Record) -> None:
    files = {name: (PROJECT / name).read_text() + USE_EVERY_IMAGE[sdk] for name in names}
    files = {name: text.replace('pinned_packages=["numpy"]', "pinned_packages=[]") for name, text in files.items()}
    if sdk == "flytekit":  # union.ImageSpec is flytekit's
        files["union.py"] = files["unionai.py"] = "from flytekit import *\n"
    files |= {"shared/__init__.py": "", "shared/registry.py": (PROJECT / "shared" / "registry.py").read_text()}
    files |= {"Dockerfile": "FROM scratch\n", "run.py": "# /// script\n# dependencies = []\n# ///\n"}
    recorded = record(sdk, files)
    assert recorded.problems == []
    read, _ = images_of(read_source_files([Path(name) for name in names]).python, ENVIRONMENT)
    by_place: dict[tuple[str, int, Purpose], list[ImageUse]] = {}
    for use in read:
        by_place.setdefault((use.file, use.line, use.purpose), []).append(use)
    compared, different = 0, []
    for use in recorded.uses:
        same_place = by_place.get((use.file, use.line, use.purpose), [])
        if same_place and not any(other.unresolved for other in same_place):
            compared += 1
            if comparable(use) not in map(comparable, same_place):
                different.append((use, same_place))
    assert different == []
    assert compared >= least


def comparable(use: ImageUse) -> tuple[str, str, str | None]:
    """Registry and name as the SDK has them, and the tag where the source tells it."""
    registry, name = str(use.registry), str(use.name)
    if use.sdk == "flytekit":
        registry, name = registry.lower(), name.lower()
    return registry, name, use.tag
