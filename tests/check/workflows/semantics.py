"""What Python does in places where a quick reader errs."""

import copy
import sys

from flytekit import ImageSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"

name = "trainer"
before_rebinding = ImageSpec(name=name, registry=HOST)
# ^ fits | ~/trainer
name = "tools"
after_rebinding = ImageSpec(name=name, registry=HOST)
# ^ fits | ~/tools


def shadowing(name):
    return ImageSpec(name=name, registry=HOST)
    # ^ fits | ~/trainer


shadowing("trainer")


class Scoping:
    name = "not seen by methods"
    registry = HOST
    own = ImageSpec(name="trainer", registry=registry)
    # ^ fits | ~/trainer

    def spec(self):
        return ImageSpec(name=name, registry=self.registry)
        # ^ fits | ~/tools


Scoping().spec()

COMMON = {"registry": "wrong", "name": "trainer"}


def correct(common):
    common["registry"] = HOST


correct(COMMON)
mutated_in_function = ImageSpec(**COMMON)
# ^ fits | ~/trainer

NAMES = []


def add(names):
    names.append("trainer")
    names += ["tools"]


add(NAMES)
for each in NAMES:
    ImageSpec(name=each, registry=HOST)
    # ^ fits | ~/trainer
    # ^ fits | ~/tools

current = "wrong"


def set_global():
    global current
    current = "trainer"


set_global()
of_global = ImageSpec(name=current, registry=HOST)
# ^ fits | ~/trainer


def counter():
    kind = "wrong"

    def change():
        nonlocal kind
        kind = "trainer"

    change()
    return ImageSpec(name=kind, registry=HOST)
    # ^ fits | ~/trainer


counter()


def conditional_return(flag):
    if flag:
        return "trainer"
    return "tools"


returned = ImageSpec(name=conditional_return(True), registry=HOST)
# ^ fits | ~/trainer
returned_either = ImageSpec(name=conditional_return(len(sys.argv) > 3), registry=HOST)
# ^ fits | ~/trainer
# ^ fits | ~/tools


def with_finally():
    try:
        return "trainer"
    finally:
        pass


of_finally = ImageSpec(name=with_finally(), registry=HOST)
# ^ fits | ~/trainer


def early_in_loop():
    for candidate in ("tools", "trainer"):
        if candidate == "trainer":
            return candidate
    return "wrong"


of_loop = ImageSpec(name=early_in_loop(), registry=HOST)
# ^ fits | ~/trainer

for chosen in ("wrong", "trainer", "tools"):
    if chosen == "trainer":
        break
else:
    chosen = "wrong"
after_break = ImageSpec(name=chosen, registry=HOST)
# ^ fits | ~/trainer

for last in ("wrong", "tools"):
    pass
else:
    last = "trainer"
after_else = ImageSpec(name=last, registry=HOST)
# ^ fits | ~/trainer


def default_at_definition(name=name):
    return name


name = "wrong"
of_default = ImageSpec(name=default_at_definition(), registry=HOST)
# ^ fits | ~/tools


def shared_default(names=[]):  # noqa: B006
    names.append("trainer")
    return names


shared_default()
of_shared_default = ImageSpec(name="-".join(shared_default()), registry=HOST)
# ^ undeclared | ~/trainer-trainer

original = {"name": "trainer", "inner": {"name": "trainer"}}
copied = copy.deepcopy(original)
copied["inner"]["name"] = "wrong"
shallow = dict(original)
shallow["name"] = "wrong"
of_original = ImageSpec(name=original["name"], registry=HOST)
# ^ fits | ~/trainer
of_original_inner = ImageSpec(name=original["inner"]["name"], registry=HOST)
# ^ fits | ~/trainer
alias = original
alias["name"] = "tools"
of_alias = ImageSpec(name=original["name"], registry=HOST)
# ^ fits | ~/tools

left, right = "tools", "trainer"
left, right = right, left
swapped = ImageSpec(name=left, registry=HOST)
# ^ fits | ~/trainer

comprehended = "trainer"
[comprehended for comprehended in ("wrong", "wronger")]  # noqa: B018
after_comprehension = ImageSpec(name=comprehended, registry=HOST)
# ^ fits | ~/trainer
[(kept := one) for one in ("wrong", "trainer")]
of_walrus = ImageSpec(name=kept, registry=HOST)
# ^ fits | ~/trainer


class First:
    kind = "wrong"


class Left(First):
    pass


class Right(First):
    kind = "trainer"


class Diamond(Left, Right):
    pass


of_diamond = ImageSpec(name=Diamond.kind, registry=HOST)
# ^ fits | ~/trainer


class Changed:
    kind = "wrong"


Changed.kind = "trainer"
of_changed_class = ImageSpec(name=Changed().kind, registry=HOST)
# ^ fits | ~/trainer
changed = Changed()
setattr(changed, "kind", "tools")  # noqa: B010
of_setattr = ImageSpec(name=changed.kind, registry=HOST)
# ^ fits | ~/tools
of_getattr = ImageSpec(name=getattr(changed, "kind", "wrong"), registry=HOST)
# ^ fits | ~/tools
of_getattr_default = ImageSpec(name=getattr(changed, "absent", "trainer"), registry=HOST)
# ^ fits | ~/trainer

if __name__ == "__main__":
    HOST = "only when it is run as a script"


def after_main():
    return ImageSpec(name="trainer", registry=HOST)
    # ^ fits | ~/trainer
