"""Names of IAM roles are unique regardless of case, and a path is AWS's own; in moto they are not.

API reference, CreateRole, RoleName: "IAM user, group, role, and policy names must be unique within the account. Names
are not distinguished by case. For example, you cannot create resources named both "MyResource" and "myresource"."
https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
"""

from moto.core.responses import ActionResult
from moto.iam import urls
from moto.iam.exceptions import EntityAlreadyExists, InvalidInput
from moto.iam.responses import IamResponse

SERVICE_LINKED_PATH = "/aws-service-role/"


def install() -> None:
    """Make moto in this process answer IAM's calls with this module."""
    urls.url_paths = {"{0}/$": EmulatedIamResponse.dispatch}


class EmulatedIamResponse(IamResponse):
    """One request."""

    def create_role(self) -> ActionResult:
        """Refuse the name of a role that lives, however it is written, and the path of service-linked roles."""
        if str(self._get_param("Path")).startswith(SERVICE_LINKED_PATH):
            raise InvalidInput(f"Path prefix '{SERVICE_LINKED_PATH}' can only be used for AWS Service linked Roles")
        name = str(self._get_param("RoleName"))
        if name.lower() in {role.name.lower() for role in list(self.backend.roles.values())}:
            raise EntityAlreadyExists(f"Role with name {name} already exists.")
        return super().create_role()
