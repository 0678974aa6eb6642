"""A fast AWS for sweeps, in which everything that stack files declare lives; each answer comes after a delay.

The emulated AWS answers only a few hundred calls a second, which would distort the measurement; this one thousands.
`python -m bench.stand_in_ecr DELAY STACK_FILE…` prints its port, and ends when its stdin does.
"""

import asyncio
import http.client
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from bench.generated import REGION
from sandbox.emulated_aws import DEFAULT_ACCOUNT
from sandbox.project import ROOT
from union_ecr.cli.stack_files import read_stacks
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.policy_document import document_text

_CALLS = "calls"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_TARGET = re.compile(rb"x-amz-target: *[\w.]*\.(\w+)", re.IGNORECASE)
_SESSION_KEY = re.compile(rb"Credential=ASIA(\d{12})")
_ACTION = re.compile(rb"Action=(\w+)")
_ROLE_ACCOUNT = re.compile(r"arn%3Aaws%3Aiam%3A%3A(\d{12})")
_END_OF_HEAD = b"\r\n\r\n"
_IDENTITY = f"""\
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
<Arn>arn:aws:iam::{DEFAULT_ACCOUNT}:user/bench</Arn><UserId>bench</UserId><Account>{DEFAULT_ACCOUNT}</Account>\
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
_SESSION = """\
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>\
<AccessKeyId>ASIA{account}</AccessKeyId><SecretAccessKey>nobody checks it</SecretAccessKey>\
<SessionToken>nor this</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>\
</AssumeRoleResult></AssumeRoleResponse>"""
Answer = dict[str, Any]


@dataclass(frozen=True)
class StandInEcr:
    """A running stand-in."""

    port: int

    def environment(self) -> dict[str, str]:
        """Return the variables that point boto3 to it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "AKIASTANDIN000000000",
            "AWS_SECRET_ACCESS_KEY": "nobody checks it",
            "AWS_DEFAULT_REGION": REGION,
        }

    def calls(self) -> Mapping[str, int]:
        """Return the number of calls by name since the last time."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request("POST", "/", "{}", {"X-Amz-Target": f"bench.{_CALLS}"})
            counted: dict[str, int] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return counted


@contextmanager
def stand_in_ecr(folder: Path, delay: float) -> Iterator[StandInEcr]:
    """Run one with all stack files of a folder deployed, while the block lasts."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.stand_in_ecr", str(delay), str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        try:
            yield StandInEcr(int(cast(IO[str], child.stdout).readline()))
        finally:
            cast(IO[str], child.stdin).close()


class Accounts:
    """The answers of all accounts, and of STS; a session of a role has its account in its access key."""

    def __init__(self, stacks: Iterable[DeclaredStack]) -> None:
        self._counted: Counter[str] = Counter()
        repositories: dict[str, list[DeclaredRepository]] = {}
        for stack in stacks:
            repositories.setdefault(stack.registry.account, []).extend(stack.repositories)
        self._answers = {account: Answers(account, found) for account, found in repositories.items()}

    def to(self, operation: str, head: bytes, body: bytes) -> tuple[int, bytes]:
        """The status and the body."""
        if operation == _CALLS:
            counted = json.dumps(self._counted).encode()
            self._counted.clear()
            return http.client.OK, counted
        self._counted[operation] += 1
        if operation == "GetCallerIdentity":
            return http.client.OK, _IDENTITY.encode()
        if operation == "AssumeRole":
            (account,) = _ROLE_ACCOUNT.findall(body.decode())
            return http.client.OK, _SESSION.format(account=account).encode()
        session = _SESSION_KEY.search(head)
        answer = self._answers[session[1].decode() if session else DEFAULT_ACCOUNT].to(operation, json.loads(body))
        return (http.client.BAD_REQUEST if "__type" in answer else http.client.OK), json.dumps(answer).encode()


class Answers:
    """The answers of one account's ECR and tagging API; a listing's token is the start of its next page."""

    def __init__(self, account: str, repositories: Iterable[DeclaredRepository]) -> None:
        self._account = account
        self._repositories = {repository.name: repository for repository in repositories}
        self._operations: Mapping[str, Callable[[Answer], Answer]] = {
            "DescribeRepositories": self._described,
            "GetRepositoryPolicy": lambda arguments: self._document(arguments, "policy", "policyText"),
            "GetLifecyclePolicy": lambda arguments: self._document(arguments, "lifecycle", "lifecyclePolicyText"),
            "ListTagsForResource": lambda arguments: {
                "tags": _tags(self._named(arguments["resourceArn"].partition("/")[2]))
            },
            "DescribeRegistry": lambda _: {"registryId": account, "replicationConfiguration": {"rules": []}},
            "DescribeRepositoryCreationTemplates": lambda _: {"repositoryCreationTemplates": []},
            "DescribePullThroughCacheRules": lambda _: {"pullThroughCacheRules": []},
            "GetRegistryPolicy": lambda _: {"__type": "RegistryPolicyNotFoundException"},
            "GetResources": self._tagged,
        }

    def to(self, operation: str, arguments: Answer) -> Answer:
        """The answer; an error has a `__type`."""
        return self._operations[operation](arguments)

    def _named(self, name: str) -> DeclaredRepository:
        return self._repositories[name]

    def _described(self, arguments: Answer) -> Answer:
        chosen = [self._named(name) for name in arguments.get("repositoryNames", ())]
        found, token = _page(chosen or list(self._repositories.values()), arguments, "maxResults", "nextToken", 100)
        return {
            "repositories": [_described(self._account, repository) for repository in found],
            **({"nextToken": token} if token else {}),
        }

    def _tagged(self, arguments: Answer) -> Answer:
        tagged = [repository for repository in self._repositories.values() if repository.resource_tags]
        found, token = _page(tagged, arguments, "ResourcesPerPage", "PaginationToken", 50)
        listed = [{"ResourceARN": repository.arn, "Tags": _tags(repository)} for repository in found]
        return {"ResourceTagMappingList": listed, "PaginationToken": token}

    def _document(self, arguments: Answer, kind: str, key: str) -> Answer:
        repository = self._named(arguments["repositoryName"])
        document = getattr(repository, kind)
        if document is None:
            absent = {"policy": "RepositoryPolicyNotFoundException", "lifecycle": "LifecyclePolicyNotFoundException"}
            return {"__type": absent[kind]}
        return {"registryId": self._account, "repositoryName": repository.name, key: document_text(document)}


def _described(account: str, repository: DeclaredRepository) -> Answer:
    excluded = [{"filter": pattern, "filterType": "WILDCARD"} for pattern in repository.tag_mutability_exclusions]
    return {
        "repositoryArn": repository.arn,
        "registryId": account,
        "repositoryName": repository.name,
        "repositoryUri": repository.uri,
        "createdAt": 1795000000.0,
        "imageTagMutability": repository.tag_mutability,
        "imageScanningConfiguration": {"scanOnPush": repository.scan_on_push},
        "encryptionConfiguration": {"encryptionType": repository.encryption.type.value},
        **({"imageTagMutabilityExclusionFilters": excluded} if excluded else {}),
    }


def _tags(repository: DeclaredRepository) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in repository.resource_tags.items()]


def _page(
    every: Sequence[DeclaredRepository], arguments: Answer, size_key: str, token_key: str, default: int
) -> tuple[Sequence[DeclaredRepository], str]:
    begin = int(arguments.get(token_key) or 0)
    end = begin + int(arguments.get(size_key) or default)
    return every[begin:end], str(end) if end < len(every) else ""


class _Connection(asyncio.Protocol):
    """A connection that stays open: a request, its answer after the delay, the next request."""

    def __init__(self, answers: Accounts, delay: float) -> None:
        self._answers, self._delay = answers, delay
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(_END_OF_HEAD)
        length = _LENGTH.search(head)
        if not end or len(body) < int(length[1] if length else 0):
            return
        self._received = b""
        target = _TARGET.search(head)
        action = target or _ACTION.search(body)
        operation = action[1].decode() if action else ""
        status, text = self._answers.to(operation, head, body)
        kind = "application/x-amz-json-1.1" if target else "text/xml"
        answer = f"HTTP/1.1 {status} ok\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text
        wait = 0.0 if operation == _CALLS else self._delay
        asyncio.get_running_loop().call_later(wait, self._transport.write, answer)


async def _serve(answers: Accounts, delay: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answers, delay), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    delay, folder = sys.argv[1:]
    asyncio.run(_serve(Accounts(read_stacks(None, Path(folder)).values()), float(delay)))


if __name__ == "__main__":
    os.environ.pop("AWS_PROFILE", None)
    main()
