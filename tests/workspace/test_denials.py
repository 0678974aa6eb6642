"""What one stack denies of what another one of the same registry declares; crossing/denials.yaml has the cases."""

from tests.stacks import stack_file
from union_ecr.workspace.declared_stacks import validate_together

FILES = {
    "team": stack_file(images={"ecr/trainer": {"buildCache": True, "deny": {"push": {}}}}),
    "platform": stack_file(
        images=None,
        registry={
            "pullThroughCache": {
                "ecr": {
                    "upstream": "111122223333.dkr.ecr.us-east-1.amazonaws.com",
                    "customRole": "arn:aws:iam::123456789012:role/fill",
                }
            }
        },
    ),
}


def test_an_image_and_its_build_cache_are_one_error() -> None:
    for chosen in (["team"], ["platform"], ["team", "platform"]):
        (error,) = validate_together(FILES, chosen).errors
        assert "deny" in f"{error.key} {error.rule}"


def test_what_neither_chosen_stack_declares_is_not_their_error() -> None:
    files = {**FILES, "web": stack_file(images={"web": {}})}
    assert validate_together(files, ["web"]).errors == ()
