"""Hands that edit something, somewhere in a registry, and know how bad it is at least and how to undo it."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.deployed_by_hand import deploy, deploy_part, deploy_role
from tests.stacks import ACCOUNT, REGION
from union_ecr.declared.push_role import POLICY_NAME, DeclaredPushRole
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.findings import Severity
from union_ecr.drift.registry_parts import declared_parts
from union_ecr.ecr.policy_document import document_text

INFO, WARNING, CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL
Edit = Callable[[], tuple[Severity, Callable[[], object]]]
"""Edits something; how bad that is at least, and how to undo it."""
OPEN = {"Sid": "ByHand", "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage"], "Resource": "*"}


@dataclass(frozen=True)
class Hands:
    """They edit whatever lives of a stack."""

    ecr: Any
    iam: Any
    stack: DeclaredStack
    chance: random.Random

    def edit(self) -> tuple[str, Severity, Callable[[], object]]:
        """Edit something; what, how bad that is at least, and how to undo it."""
        name, edit = self.chance.choice(list(self._edits()))
        return name, *edit()

    def _edits(self) -> Iterator[tuple[str, Edit]]:
        for repository in self.stack.repositories:
            for kind in (self._tags, self._scan, self._aws_tag, self._policy, self._lifecycle, self._existence):
                yield f"{kind.__name__} of {repository.name}", partial(kind, repository)
        for role in self.stack.push_roles:
            yield f"trust of {role.name}", partial(self._trust, role)
            yield f"rights of {role.name}", partial(self._rights, role)
            yield f"existence of {role.name}", partial(self._role_gone, role)
        registry_settings = self.stack.registry_settings
        for part in declared_parts(registry_settings) if registry_settings else ():
            yield part, partial(self._part, part)

    def _tags(self, repository: DeclaredRepository) -> tuple[Severity, Callable[[], object]]:
        other: dict[str, Any] = {"imageTagMutability": "MUTABLE"}
        if repository.tag_mutability == "MUTABLE":
            other = {"imageTagMutability": "IMMUTABLE"}
        elif self.chance.random() < 0.5:
            excluded = {"filter": "x*", "filterType": "WILDCARD"}
            other = {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [excluded]}
        self.ecr.put_image_tag_mutability(repositoryName=repository.name, **other)
        filters = [{"filter": pattern, "filterType": "WILDCARD"} for pattern in repository.tag_mutability_exclusions]
        before = {"imageTagMutability": repository.tag_mutability} | (
            {"imageTagMutabilityExclusionFilters": filters} if filters else {}
        )
        least = WARNING if repository.tag_mutability == "MUTABLE" else CRITICAL
        return least, lambda: self.ecr.put_image_tag_mutability(repositoryName=repository.name, **before)

    def _scan(self, repository: DeclaredRepository) -> tuple[Severity, Callable[[], object]]:
        def put(on: bool) -> None:
            self.ecr.put_image_scanning_configuration(
                repositoryName=repository.name, imageScanningConfiguration={"scanOnPush": on}
            )

        put(not repository.scan_on_push)
        registry_settings = self.stack.registry_settings
        least = INFO if registry_settings and registry_settings.scanning else WARNING  # whose filters decide instead
        return least, lambda: put(repository.scan_on_push)

    def _aws_tag(self, repository: DeclaredRepository) -> tuple[Severity, Callable[[], object]]:
        arn, key = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{repository.name}", f"key-{self.chance.randrange(9)}"
        self.ecr.tag_resource(resourceArn=arn, tags=[{"Key": key, "Value": "x"}])
        return INFO, lambda: self.ecr.untag_resource(resourceArn=arn, tagKeys=[key])

    def _policy(self, repository: DeclaredRepository) -> tuple[Severity, Callable[[], object]]:
        def put(document: Any) -> None:
            self.ecr.set_repository_policy(repositoryName=repository.name, policyText=document_text(document))

        opened = {key: value for key, value in OPEN.items() if key != "Resource"}
        if repository.policy is None:
            put({"Version": "2012-10-17", "Statement": [opened]})
            return CRITICAL, lambda: self.ecr.delete_repository_policy(repositoryName=repository.name)
        least = INFO
        if self.chance.random() < 0.2:
            self.ecr.delete_repository_policy(repositoryName=repository.name)
        else:
            document = json.loads(document_text(repository.policy))
            least = self._spoil(document, opened)
            put(document)
        return least, lambda: put(repository.policy)

    def _spoil(self, policy: dict[str, Any], opened: dict[str, Any]) -> Severity:
        """Change a policy in place; how bad that is at least."""
        statements = policy["Statement"]
        statement = self.chance.choice(statements)
        match self.chance.randrange(6):
            case 0:
                statements.append(opened)
                return CRITICAL
            case 1 if len(statements) > 1:
                statements.remove(statement)
                return INFO  # another statement may allow as much
            case 2:
                statement["Action"] = ["ecr:ListTagsForResource"]
                return INFO if "Condition" in statement else WARNING
            case 3:
                statement["Principal"] = {"AWS": "arn:aws:iam::999988887777:root"}
                return CRITICAL
            case 4 if "Condition" in statement:
                del statement["Condition"]
                return CRITICAL
        statement["Sid"] = "ByHand"
        return INFO

    def _lifecycle(self, repository: DeclaredRepository) -> tuple[Severity, Callable[[], object]]:
        def put(document: Any) -> None:
            self.ecr.put_lifecycle_policy(repositoryName=repository.name, lifecyclePolicyText=document_text(document))

        selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}
        rule = {"rulePriority": 90, "selection": selection, "action": {"type": "expire"}}
        if repository.lifecycle is None:
            put({"rules": [rule]})
            return CRITICAL, lambda: self.ecr.delete_lifecycle_policy(repositoryName=repository.name)
        rules, least = json.loads(document_text(repository.lifecycle))["rules"], WARNING
        match self.chance.randrange(5):
            case 0:
                self.ecr.delete_lifecycle_policy(repositoryName=repository.name)
            case 1:
                put({"rules": [*rules, rule]})
                least = CRITICAL
            case 2:
                self.chance.choice(rules)["selection"]["countNumber"] += self.chance.randrange(1, 9)
                put({"rules": rules})
            case 3:
                put({"rules": [{**rule, "rulePriority": 10 * rule["rulePriority"]} for rule in rules]})
                least = INFO
            case _:
                rules[0]["selection"] |= {"tagStatus": "tagged", "tagPatternList": ["*"], "countNumber": 1}
                put({"rules": rules})
                least = CRITICAL
        return least, lambda: put(repository.lifecycle)

    def _existence(self, repository: DeclaredRepository) -> tuple[Severity, Callable[[], object]]:
        if self.chance.random() < 0.5:
            other = f"by-hand-{self.chance.randrange(99)}"
            self.ecr.create_repository(repositoryName=other)
            return WARNING, lambda: self.ecr.delete_repository(repositoryName=other)
        self.ecr.delete_repository(repositoryName=repository.name)
        return WARNING if repository.cache_of else CRITICAL, lambda: deploy(self.ecr, repository)

    def _trust(self, role: DeclaredPushRole) -> tuple[Severity, Callable[[], object]]:
        def put(document: Any) -> None:
            self.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=document_text(document))

        trust = json.loads(document_text(role.trust_policy))
        untrusted = {"AWS": "arn:aws:iam::999988887777:root"}
        trust["Statement"].append({"Effect": "Allow", "Principal": untrusted, "Action": "sts:AssumeRole"})
        put(trust)
        return CRITICAL, lambda: put(role.trust_policy)

    def _rights(self, role: DeclaredPushRole) -> tuple[Severity, Callable[[], object]]:
        name = self.chance.choice([POLICY_NAME, "more"])
        everything = {"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}
        document = document_text({"Version": "2012-10-17", "Statement": [everything]})
        self.iam.put_role_policy(RoleName=role.name, PolicyName=name, PolicyDocument=document)
        if name == "more":
            return CRITICAL, lambda: self.iam.delete_role_policy(RoleName=role.name, PolicyName=name)
        before = document_text(role.policy)
        return CRITICAL, lambda: self.iam.put_role_policy(RoleName=role.name, PolicyName=name, PolicyDocument=before)

    def _role_gone(self, role: DeclaredPushRole) -> tuple[Severity, Callable[[], object]]:
        self.iam.delete_role_policy(RoleName=role.name, PolicyName=POLICY_NAME)
        self.iam.delete_role(RoleName=role.name)
        return WARNING, lambda: deploy_role(self.iam, role)

    def _part(self, part: str) -> tuple[Severity, Callable[[], object]]:
        registry_settings = self.stack.registry_settings
        assert registry_settings
        least = self._spoil_part(part)
        return least, lambda: deploy_part(self.ecr, registry_settings, part)

    def _spoil_part(self, part: str) -> Severity:
        elsewhere = {"destinations": [{"region": "eu-west-1", "registryId": "999988887777"}]}
        match part:
            case "scanning":
                self.ecr.put_registry_scanning_configuration(scanType="BASIC", rules=[])
            case "replication":
                self.ecr.put_replication_configuration(replicationConfiguration={"rules": [elsewhere]})
                return CRITICAL
            case "policy":
                policy = {"Version": "2012-10-17", "Statement": [OPEN]}
                self.ecr.put_registry_policy(policyText=document_text(policy))
                return CRITICAL
            case "pullThroughCache":
                self.ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="ecr-public")
            case "creationTemplates":
                self.ecr.delete_repository_creation_template(prefix="ecr-public")
            case "accountSettings":
                self.ecr.put_account_setting(name="BLOB_MOUNTING", value="DISABLED")
            case "pullTimeUpdateExclusions":
                scanner = f"arn:aws:iam::{ACCOUNT}:role/scanner"
                self.ecr.deregister_pull_time_update_exclusion(principalArn=scanner)
        return WARNING
