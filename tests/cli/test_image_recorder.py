"""What the real SDKs would build, recorded without building anything."""

import ast
import sys
from contextlib import chdir
from pathlib import Path
from types import ModuleType

import pytest

from tests.check.sample_project import ENVIRONMENT, HOST
from tests.cli.recording import FLYTE, FLYTEKIT, Record, references
from tests.sdks import python_with
from union_ecr.check.image_use import Purpose
from union_ecr.cli import image_recorder, recorded_sdks
from union_ecr.cli.imported_images import Imported, imported_images

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("module", [image_recorder, recorded_sdks])
def test_the_recorder_needs_python_3_9_and_nothing_else(module: ModuleType) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(), feature_version=(3, 9))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


# Modules that are recorded in one process: what each of them registers behind the lines of FLYTEKIT.
MODULES = {
    "with_base.py": "@task(container_image=ImageSpec('trainer', registry=HOST, base_image=base))\ndef t(): pass\n",
    "unused.py": "",
    "pod.py": """
from flytekit import PodTemplate
from kubernetes.client import V1Container, V1PodSpec
images = {"primary": base, "side": HOST + "/tools:v1"}
spec = V1PodSpec(containers=[V1Container(name=name, image=image) for name, image in images.items()])
@task(pod_template=PodTemplate(primary_container_name="primary", pod_spec=spec))
def t(): pass
""",
    "node.py": "@task\ndef t(): pass\n@workflow\ndef w():\n    t().with_overrides(container_image='ghcr.io/a/b:1')\n",
    "default.py": """
@task
def a(): pass
@task(container_image="{{.image.default.fqn}}:{{.image.default.version}}")
def b(): pass
""",
    "not_registered.py": """\
def main(): pass
task(container_image=ImageSpec('x', registry=HOST, requirements='none.txt'))(main)
def other(): pass
task(container_image=base)(other)
""",
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """What is recorded of all MODULES."""
    with chdir(tmp_path_factory.mktemp("modules")):
        for name, text in MODULES.items():
            Path(name).write_text(FLYTEKIT + text)
        return imported_images(list(MODULES), python_with("flytekit"), ENVIRONMENT)


def found_in(file: str, recorded: Imported) -> Imported:
    uses = [use for use in recorded.uses if use.file == file]
    problems = [problem for problem in recorded.problems if problem.file == file]
    return Imported(uses, problems, recorded.not_imported & {file})


class TestFlytekit:
    def test_an_image_is_recorded_with_its_base_and_their_tags(self, recorded: Imported) -> None:
        found = found_in("with_base.py", recorded)
        assert references(found) == [(5, "build", "base", None), (6, "build", "trainer", None)]
        assert {(use.registry, len(use.computed_tag or "")) for use in found.uses} == {(HOST, 22)}
        assert found.problems == []

    def test_an_image_that_no_task_uses_is_not_built(self, recorded: Imported) -> None:
        assert found_in("unused.py", recorded) == Imported()

    def test_every_way_to_use_an_image_is_recorded(self, record: Record) -> None:
        ways = {
            "ContainerTask(name='c', image=ImageSpec('c', registry=HOST), command=['x'])": ("build", "c", None),
            "task(container_image=base.with_packages(['x']))(main)": ("build", "base", None),
            "dynamic(container_image=base)(main)": ("build", "base", None),
            "task(container_image=f'{HOST}/tools:v1')(main)": ("run", "tools", "v1"),
            "task(container_image=ImageSpec('x', registry=HOST, tag_format='v1'))(main)": ("build", "x", "v1"),
            "ContainerTask(name='c', image='ghcr.io/acme/x:1', command=['x'])": ("run", "acme/x", "1"),
            "task(container_image=ImageSpec('x', builder='noop', base_image='a/b:1'))(main)": ("base", "a/b", "1"),
            "[task(container_image=ImageSpec(n, registry=HOST))(main) for n in ['loop']]": ("build", "loop", None),
            "task(container_image=ImageSpec('x', builder='union'))(main)": ("build", "x", None),
        }
        files = {f"w{number}.py": f"{FLYTEKIT}def main(): pass\n{code}\n" for number, code in enumerate(ways)}
        recorded = record("flytekit", files)
        found = {use.file: (str(use.purpose), use.name, use.tag) for use in recorded.uses}
        assert found == dict(zip(files, ways.values(), strict=True))
        assert len(recorded.uses) == len(ways)
        assert recorded.problems == []

    def test_every_container_of_a_pod_template_is_recorded(self, recorded: Imported) -> None:
        found = found_in("pod.py", recorded)
        uses = [(use.purpose, use.name, use.tag) for use in found.uses]
        assert (uses, found.problems) == ([(Purpose.BUILD, "base", None), (Purpose.RUN, "tools", "v1")], [])

    def test_the_image_of_a_node_is_recorded(self, recorded: Imported) -> None:
        assert [use.name for use in found_in("node.py", recorded).uses] == ["a/b"]

    def test_the_default_image_and_templates_of_it_are_not_recorded(self, recorded: Imported) -> None:
        assert found_in("default.py", recorded) == Imported()

    def test_a_task_that_cannot_be_registered_does_not_hide_the_others(self, recorded: Imported) -> None:
        found = found_in("not_registered.py", recorded)
        assert [use.name for use in found.uses] == ["base"]
        (problem,) = found.problems
        assert (problem.line, problem.reason.startswith("registering it raises FileNotFoundError")) == (7, True)
        assert found.not_imported == set()

    def test_a_bad_module_does_not_hide_the_others(self, record: Record) -> None:
        good = FLYTEKIT + "@task(container_image=base)\ndef t(): pass\n"
        files = {
            "a.py": "\nimport none",
            "b.py": "x = (",
            "c.py": "import sys; sys.exit(0)",
            "d.py": "import os; os._exit(3)",
            "e.py": "while True:\n    try:\n        pass\n    except Exception:\n        pass",
            "f.py": "class Odd(BaseException): pass\nraise Odd",
            "half.py": f"{good}import none",
            "z.py": good,
        }
        recorded = record("flytekit", files, seconds=5)
        assert [(use.file, use.name) for use in recorded.uses] == [("z.py", "base")]
        reasons = {problem.file: problem.reason for problem in recorded.problems}
        assert reasons == {
            "a.py": "importing it raises ModuleNotFoundError: No module named 'none'",
            "b.py": "importing it raises SyntaxError: '(' was never closed (b.py, line 1)",
            "c.py": "importing it raises SystemExit: 0",
            "d.py": "importing it ends the interpreter with code 3",
            "e.py": "importing it takes more than 5 s",
            "f.py": "importing it raises Odd:",
            "half.py": "importing it raises ModuleNotFoundError: No module named 'none'",
        }
        assert [problem.line for problem in recorded.problems if problem.file == "a.py"] == [2]
        assert recorded.not_imported == files.keys() - {"z.py"} == {problem.file for problem in recorded.problems}
        assert len(recorded.problems) == len(reasons)

    def test_modules_of_a_package_and_of_two_folders_with_one_name_are_imported(self, record: Record) -> None:
        body = "@task(container_image=ImageSpec({name!r}, registry=HOST))\ndef t(): pass\n"
        files = {
            "flows/pkg/__init__.py": "",
            "flows/pkg/common.py": FLYTEKIT,
            "flows/pkg/train.py": "from .common import *\n" + body.format(name="relative"),
            "one/main.py": FLYTEKIT + body.format(name="one"),
            "two/main.py": FLYTEKIT + body.format(name="two"),
        }
        recorded = record("flytekit", files)
        assert ([use.name for use in recorded.uses], recorded.problems) == (["relative", "one", "two"], [])


class TestFlyte:
    def test_the_image_of_an_environment_is_recorded(self, record: Record) -> None:
        images: dict[str, list[tuple[str, str, str | None]]] = {
            "Image.from_debian_base(registry=HOST, name='x').with_pip_packages('y')": [("build", "x", None)],
            "Image.from_base('a:3').clone(registry=HOST, name='X')": [("base", "a", "3"), ("build", "X", None)],
            "Image.from_base('python:3')": [("run", "python", "3")],
            "HOST + '/tools:v1'": [("run", "tools", "v1")],
            "Image.from_debian_base()": [],
            "'auto'": [],
        }
        lines = [f"e{n} = flyte.TaskEnvironment(name='e{n}', image={image})\n" for n, image in enumerate(images)]
        recorded = record("flyte", {"w.py": "".join([FLYTE, *lines])})
        expected = [(line, *image) for line, found in enumerate(images.values(), 4) for image in found]
        assert (references(recorded), recorded.problems) == (expected, [])

    def test_a_missing_file_of_a_layer_leaves_the_tag_unknown(self, record: Record) -> None:
        image = "Image.from_debian_base(registry=HOST, name='x').with_requirements('none.txt')"
        recorded = record("flyte", {"w.py": f"{FLYTE}e = flyte.TaskEnvironment(name='e', image={image})\n"})
        assert [(use.name, use.computed_tag) for use in recorded.uses] == [("x", None)]
        assert [problem.reason[:41] for problem in recorded.problems] == ["registering it raises FileNotFoundError: "]

    def test_a_bad_module_does_not_hide_the_others(self, record: Record) -> None:
        good = f"{FLYTE}e = flyte.TaskEnvironment(name='e', image=Image.from_debian_base(registry=HOST, name='x'))\n"
        recorded = record("flyte", {"a.py": "1 / 0", "b.py": good})
        assert [use.name for use in recorded.uses] == ["x"]
        assert [problem.file for problem in recorded.problems] == ["a.py"]
