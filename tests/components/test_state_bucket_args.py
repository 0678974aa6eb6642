"""The arguments of the state's bucket, and the rules behind them."""

import inspect

from components.state_bucket import _Arguments
from components.state_bucket_args import StateBucketArgs


def test_every_argument_is_a_field_of_the_model() -> None:
    assert set(inspect.get_annotations(StateBucketArgs)) == set(_Arguments.model_fields)
