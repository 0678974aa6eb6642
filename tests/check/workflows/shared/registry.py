ACCOUNT = "123456789012"
REGION = "us-east-1"
HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
ML = HOST + "/ml"
_PRIVATE = "not for star imports"


class Names:
    TRAINER = "trainer"
    FEATURES = "features"
