"""Which stack files are read, and where they are found."""

from pathlib import Path

import pytest

from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES

GOOD = HEAD + IMAGES


@pytest.mark.parametrize("verb", ["render", "stacks"])
class TestWhichStacks:
    def test_only_the_named_stacks_are_read(self, verb: str, union_ecr: UnionEcr, stacks_dir: Path) -> None:
        (stacks_dir / "Pulumi.good.yaml").write_text(GOOD)
        (stacks_dir / "Pulumi.broken.yaml").write_text("[")
        assert union_ecr(verb, "--stack", "good").code == 0
        assert union_ecr(verb).code == 2
        assert union_ecr(verb, "--stack", "good", "--stack", "broken").code == 2

    def test_a_stack_may_be_named_twice(self, verb: str, union_ecr: UnionEcr, stacks_dir: Path) -> None:
        (stacks_dir / "Pulumi.good.yaml").write_text(GOOD)
        assert union_ecr(verb, "--stack", "good", "--stack", "good").out == union_ecr(verb).out

    def test_an_unknown_stack_suggests_the_closest_name(self, verb: str, union_ecr: UnionEcr, stacks_dir: Path) -> None:
        (stacks_dir / "Pulumi.data-science.yaml").write_text(GOOD)
        ran = union_ecr(verb, "--stack", "data-sience")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == "stacks/Pulumi.data-sience.yaml: there is no such stack; did you mean data-science?\n"

    def test_an_unknown_stack_without_a_close_name_lists_all(
        self, verb: str, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        for name in ("alpha", "beta"):
            (stacks_dir / f"Pulumi.{name}.yaml").write_text(GOOD)
        assert union_ecr(verb, "--stack", "zzz").err.endswith("there is no such stack; write one of alpha, beta\n")

    @pytest.mark.parametrize("name", ["Pulumi.good.yaml", "stacks/Pulumi.good.yaml"])
    def test_a_file_given_as_a_name_is_an_error(
        self, name: str, verb: str, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.good.yaml").write_text(GOOD)
        ran = union_ecr(verb, "--stack", name)
        assert (ran.code, ran.err) == (2, f"{name}: is a file, not the name of a stack; write good\n")

    @pytest.mark.parametrize("name", ["a" * 300, "", "../stacks/Pulumi.good", "a/b"])
    def test_an_impossible_name_is_an_unknown_stack(
        self, name: str, verb: str, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.good.yaml").write_text(GOOD)
        ran = union_ecr(verb, "--stack", name)
        assert ran.code == 2
        assert ran.err.count("there is no such stack; ") == len(ran.err.splitlines()) == 1

    def test_a_dangling_link_is_reported_by_its_own_name(
        self, verb: str, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.team.yaml").symlink_to("nowhere")
        ran = union_ecr(verb)
        assert ran.code == 2
        assert ran.err == "stacks/Pulumi.team.yaml: does not exist; write it, or correct the stack's name\n"

    @pytest.mark.parametrize("ending", ["yml", "json"])
    def test_a_stack_file_that_only_pulumi_would_read_is_refused(
        self, ending: str, verb: str, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.good.yaml").write_text(GOOD)
        (stacks_dir / f"Pulumi.team.{ending}").write_text(GOOD)
        error = f"stacks/Pulumi.team.{ending}: would be read by Pulumi only; end it in .yaml\n"
        for arguments in ([], ["--stack", "team"]):
            ran = union_ecr(verb, *arguments)
            assert (ran.code, ran.out, ran.err) == (2, "", error)

    def test_other_files_of_the_folder_are_not_read(self, verb: str, union_ecr: UnionEcr, stacks_dir: Path) -> None:
        (stacks_dir / "Pulumi.good.yaml").write_text(GOOD)
        expected = union_ecr(verb).out
        for name in ("README.md", "Pulumi.yaml", "Pulumi.team.yaml.bak", ".Pulumi.team.yaml.swp", "other.yml"):
            (stacks_dir / name).write_text("[")
        assert union_ecr(verb).out == expected


class TestWhere:
    def test_a_project_is_found_from_a_folder_below_it(
        self, union_ecr: UnionEcr, stacks_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (stacks_dir / "Pulumi.good.yaml").write_text(GOOD)
        from_above = union_ecr("render", "--json").out
        below = stacks_dir / "deep" / "down"
        below.mkdir(parents=True)
        monkeypatch.chdir(below)
        assert union_ecr("render", "--json").out == from_above != ""

    def test_a_stacks_dir_needs_no_project(
        self, union_ecr: UnionEcr, stacks_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (stacks_dir / "Pulumi.good.yaml").write_text(GOOD)
        monkeypatch.chdir("/")
        assert union_ecr("render", "--stacks-dir", stacks_dir).code == 0

    def test_a_stacks_dir_overrides_the_project(self, union_ecr: UnionEcr, stacks_dir: Path, tmp_path: Path) -> None:
        (stacks_dir / "Pulumi.broken.yaml").write_text("[")
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "Pulumi.good.yaml").write_text(GOOD)
        assert union_ecr("render", "--stacks-dir", "elsewhere").code == 0

    def test_outside_a_project_the_remedy_is_the_option(
        self, union_ecr: UnionEcr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        ran = union_ecr("render")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            f"{tmp_path}: no stacks/ in this folder, and no Pulumi project in it or above it; "
            "go to the project, or give --stacks-dir\n"
        )

    @pytest.mark.parametrize("verb", ["render", "stacks"])
    def test_outside_a_project_the_folder_stacks_is_read(
        self, verb: str, union_ecr: UnionEcr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "stacks").mkdir()
        (tmp_path / "stacks" / "Pulumi.good.yaml").write_text(GOOD)
        ran = union_ecr(verb)
        assert (ran.code, ran.err) == (0, "")
        assert "good" in ran.out

    @pytest.mark.parametrize("name", ["\x1b[31mred", "two words", "x\ny", "a" * 101])
    def test_a_file_whose_stack_pulumi_could_not_name_is_one_line_without_control_characters(
        self, name: str, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / f"Pulumi.{name}.yaml").write_text(GOOD)
        ran = union_ecr("stacks")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.endswith(
            "takes no such name of a stack: only letters, digits, -, _ and ., at most 100; rename the file\n"
        )
        assert ran.err.removesuffix("\n").isprintable()

    def test_an_empty_folder_holds_no_stack_file(self, union_ecr: UnionEcr, stacks_dir: Path) -> None:
        ran = union_ecr("render")
        assert (ran.code, ran.err) == (2, "stacks: holds no stack file; write stacks/Pulumi.TEAM.yaml\n")

    @pytest.mark.parametrize(
        ("folder", "reason"), [("nowhere", "No such file or directory"), ("Pulumi.yaml", "Not a directory")]
    )
    def test_a_folder_that_cannot_be_listed_is_an_error(
        self, folder: str, reason: str, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        ran = union_ecr("render", "--stacks-dir", folder)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == f"{folder}: cannot be listed ({reason}); name it with --stacks-dir\n"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("union-ecr drift --stack ", ["alpha", "beta"]),
        ("union-ecr render --stack al", ["alpha"]),
        ("union-ecr render --stacks-dir elsewhere --stack ", ["gamma"]),
        ("union-ecr render --stacks-dir nowhere --stack ", []),
    ],
)
def test_a_shell_completes_the_names_of_stacks(
    typed: str, expected: list[str], union_ecr: UnionEcr, stacks_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("stacks/Pulumi.alpha.yaml", "stacks/Pulumi.beta.yaml", "elsewhere/Pulumi.gamma.yaml"):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(GOOD)
    monkeypatch.setenv("_UNION_ECR_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    assert union_ecr().out.split() == expected
