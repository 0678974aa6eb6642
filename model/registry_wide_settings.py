"""What a stack file says of the registry itself: settings of one account in one region, in one stack only."""

from model.checked_values import Frozen


class RegistryWideSettings(Frozen):
    """Settings that hold for every repository of an account and region, whichever stack declares them."""
