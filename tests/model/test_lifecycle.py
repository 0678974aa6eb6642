"""Lifecycle documents, within ECR's limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.access import document_text
from model.lifecycle import in_words, lifecycle_policy


def test_untagged_images_expire_and_nothing_else_does() -> None:
    assert lifecycle_policy(14) == {
        "rules": [
            {
                "rulePriority": 1,
                "description": "Expire untagged images 14 days after they were pushed",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": 14,
                },
                "action": {"type": "expire"},
            }
        ]
    }


def test_without_days_there_is_no_policy() -> None:
    assert lifecycle_policy(None) is None


@given(st.integers(min_value=1, max_value=999_999_999_999_999))
def test_the_text_has_a_length_that_ecr_takes(days: int) -> None:
    assert 100 <= len(document_text(lifecycle_policy(days))) <= 30_720


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, ["Expire untagged images 1 days after they were pushed", "Tagged images never expire"]),
        (14, ["Expire untagged images 14 days after they were pushed", "Tagged images never expire"]),
        (None, ["Nothing ever expires"]),
    ],
)
def test_in_words_it_says_what_stays(days: int | None, words: list[str]) -> None:
    assert in_words(lifecycle_policy(days)) == words
