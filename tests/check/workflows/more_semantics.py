"""What Python does in more places where a quick reader errs."""

from flytekit import ImageSpec

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"

functions = []
for late in ("wrong", "trainer"):
    functions.append(lambda: ImageSpec(name=late, registry=HOST))  # noqa: B023
    # ^ fits | ~/trainer
for function in functions:
    function()

count = 0
while count < 3:
    count += 1
    if count == 2:
        continue
while_name = "trainer"
while True:
    while_name = "tools"
    break
after_while = ImageSpec(name=while_name, registry=HOST)
# ^ fits | ~/tools

items = ["wrong", "trainer"]
items.pop(0)
of_popped = ImageSpec(name=items[0], registry=HOST)
# ^ fits | ~/trainer
items.insert(0, "tools")
of_inserted = ImageSpec(name=items[0], registry=HOST)
# ^ fits | ~/tools
items.sort()
items.reverse()
of_sorted = ImageSpec(name=items[0], registry=HOST)
# ^ fits | ~/trainer
del items[0]
of_deleted = ImageSpec(name=items[0], registry=HOST)
# ^ fits | ~/tools

mapping = {"a": "wrong"}
del mapping["a"]
of_deleted_key = ImageSpec(name=mapping.get("a", "trainer"), registry=HOST)
# ^ fits | ~/trainer
mapping.setdefault("a", "tools")
mapping.setdefault("a", "wrong")
of_setdefault = ImageSpec(name=mapping["a"], registry=HOST)
# ^ fits | ~/tools


def length(text, *rest, sep="-", **extra):
    return sep.join([text, *rest, *extra.values()])


of_star_arguments = ImageSpec(name=length("a", "b", sep="/", c="d"), registry=HOST)
# ^ undeclared | ~/a/b/d


class Callable:
    def __call__(self, name):
        return ImageSpec(name=name, registry=HOST)
        # ^ fits | ~/trainer


Callable()("trainer")


class Container:
    def __getitem__(self, key):
        return "trainer"

    def __str__(self):
        return "tools"


of_getitem = ImageSpec(name=Container()["wrong"], registry=HOST)
# ^ fits | ~/trainer
of_str = ImageSpec(name=f"{Container()}", registry=HOST)
# ^ unresolved | - | this kind of expression is not followed
