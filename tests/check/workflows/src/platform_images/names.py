from shared.registry import HOST

__all__ = ["REGISTRY", "image_name"]

REGISTRY = HOST
hidden = "hidden"


def image_name(team, kind="trainer"):
    return kind if team == "ml" else f"{team}-{kind}"
