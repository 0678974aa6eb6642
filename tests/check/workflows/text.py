"""Registries and names put together from parts."""

from flytekit import ImageSpec

ACCOUNT, REGION = "123456789012", "us-east-1"
HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
PERCENT = "%s.dkr.ecr.%s.amazonaws.com" % (ACCOUNT, REGION)
NAMED_PERCENT = "%(account)s.dkr.ecr.%(region)s.amazonaws.com" % {"account": ACCOUNT, "region": REGION}
FORMAT = "{}.dkr.ecr.{}.amazonaws.com".format(ACCOUNT, REGION)
NAMED_FORMAT = "{account}.dkr.ecr.{region}.amazonaws.com".format(account=ACCOUNT, region=REGION)
JOINED = ".".join([ACCOUNT, "dkr", "ecr", REGION, "amazonaws", "com"])
PLUS = ACCOUNT + ".dkr.ecr." + REGION + ".amazonaws.com"
PARTS = [ACCOUNT, "dkr.ecr", REGION]
PARTS.append("amazonaws.com")
ADDED = "123456789012"
ADDED += ".dkr.ecr.us-east-1.amazonaws.com"

f_string = ImageSpec(name="trainer", registry=HOST)
# ^ fits | ~/trainer
percent = ImageSpec(name="trainer", registry=PERCENT)
# ^ fits | ~/trainer
named_percent = ImageSpec(name="trainer", registry=NAMED_PERCENT)
# ^ fits | ~/trainer
format_ = ImageSpec(name="trainer", registry=FORMAT)
# ^ fits | ~/trainer
named_format = ImageSpec(name="trainer", registry=NAMED_FORMAT)
# ^ fits | ~/trainer
joined = ImageSpec(name="trainer", registry=JOINED)
# ^ fits | ~/trainer
plus = ImageSpec(name="trainer", registry=PLUS)
# ^ fits | ~/trainer
appended = ImageSpec(name="trainer", registry=".".join(PARTS))
# ^ fits | ~/trainer
augmented = ImageSpec(name="trainer", registry=ADDED)
# ^ fits | ~/trainer
number = ImageSpec(name="trainer", registry=f"{123456789012}.dkr.ecr.us-east-1.amazonaws.com")
# ^ fits | ~/trainer
stripped = ImageSpec(name=" trainer ".strip(), registry=HOST.rstrip("/"))
# ^ fits | ~/trainer
replaced = ImageSpec(name="my_trainer".replace("my_", ""), registry=HOST)
# ^ fits | ~/trainer
sliced = ImageSpec(name="trainer-v2"[:-3], registry=HOST)
# ^ fits | ~/trainer
split = ImageSpec(name="ml/trainer/x".split("/")[1], registry=HOST)
# ^ fits | ~/trainer
indexed = ImageSpec(name=("tools", "trainer")[1], registry=HOST)
# ^ fits | ~/trainer
adjacent = ImageSpec(name="train" "er", registry=HOST)  # fmt: skip
# ^ fits | ~/trainer
