"""AWS as a sweep sees it, each answer late by so much and next to free: all that stack files declare lives.

The emulated AWS answers a few hundred calls a second and would be what is measured; this one answers thousands.
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
from union_ecr.declared.stack import DeclaredRepository, declare
from union_ecr.ecr.actions import document_text

_CALLS = "calls"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_TARGET = re.compile(rb"x-amz-target: *[\w.]*\.(\w+)", re.IGNORECASE)
_END_OF_HEAD = b"\r\n\r\n"
_IDENTITY = f"""\
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
<Arn>arn:aws:iam::{DEFAULT_ACCOUNT}:user/bench</Arn><UserId>bench</UserId><Account>{DEFAULT_ACCOUNT}</Account>\
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
Answer = dict[str, Any]


@dataclass(frozen=True)
class StandIn:
    """A running one."""

    port: int

    def environment(self) -> dict[str, str]:
        """What points boto3 to it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "AKIASTANDIN000000000",
            "AWS_SECRET_ACCESS_KEY": "nobody checks it",
            "AWS_DEFAULT_REGION": REGION,
        }

    def calls(self) -> Mapping[str, int]:
        """How often which call was made since this was asked last."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request("POST", "/", "{}", {"X-Amz-Target": f"bench.{_CALLS}"})
            counted: dict[str, int] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return counted


@contextmanager
def stand_in_ecr(folder: Path, delay: float) -> Iterator[StandIn]:
    """Run one, in which all stack files of a folder are deployed, while the block lasts."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.stand_in_ecr", str(delay), str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        try:
            yield StandIn(int(cast(IO[str], child.stdout).readline()))
        finally:
            cast(IO[str], child.stdin).close()


class Answers:
    """What ECR, the tagging API and STS answer; a listing's token is where its next page begins."""

    def __init__(self, repositories: Iterable[DeclaredRepository]) -> None:
        self.counted: Counter[str] = Counter()
        self._repositories = {one.name: one for one in repositories}
        self._operations: Mapping[str, Callable[[Answer], Answer | str]] = {
            "DescribeRepositories": self._described,
            "GetRepositoryPolicy": lambda asked: self._document(asked, "policy", "policyText"),
            "GetLifecyclePolicy": lambda asked: self._document(asked, "lifecycle", "lifecyclePolicyText"),
            "ListTagsForResource": lambda asked: {"tags": _tags(self._named(asked["resourceArn"].partition("/")[2]))},
            "DescribeRegistry": lambda _: {"registryId": DEFAULT_ACCOUNT, "replicationConfiguration": {"rules": []}},
            "DescribeRepositoryCreationTemplates": lambda _: {"repositoryCreationTemplates": []},
            "DescribePullThroughCacheRules": lambda _: {"pullThroughCacheRules": []},
            "GetRegistryPolicy": lambda _: {"__type": "RegistryPolicyNotFoundException"},
            "GetResources": self._tagged,
        }

    def to(self, operation: str, body: bytes) -> tuple[int, bytes]:
        """The status and the body."""
        if operation == _CALLS:
            told = json.dumps(self.counted).encode()
            self.counted.clear()
            return http.client.OK, told
        self.counted[operation or "GetCallerIdentity"] += 1
        if not operation:
            return http.client.OK, _IDENTITY.encode()
        answer = self._operations[operation](json.loads(body))
        return (http.client.BAD_REQUEST if "__type" in answer else http.client.OK), json.dumps(answer).encode()

    def _named(self, name: str) -> DeclaredRepository:
        return self._repositories[name]

    def _described(self, asked: Answer) -> Answer:
        chosen = [self._named(name) for name in asked.get("repositoryNames", ())]
        found, token = _page(chosen or list(self._repositories.values()), asked, "maxResults", "nextToken", 100)
        return {"repositories": [_described(one) for one in found], **({"nextToken": token} if token else {})}

    def _tagged(self, asked: Answer) -> Answer:
        tagged = [one for one in self._repositories.values() if one.resource_tags]
        found, token = _page(tagged, asked, "ResourcesPerPage", "PaginationToken", 50)
        listed = [{"ResourceARN": one.arn, "Tags": _tags(one)} for one in found]
        return {"ResourceTagMappingList": listed, "PaginationToken": token}

    def _document(self, asked: Answer, kind: str, key: str) -> Answer:
        one = self._named(asked["repositoryName"])
        document = getattr(one, kind)
        if document is None:
            absent = {"policy": "RepositoryPolicyNotFoundException", "lifecycle": "LifecyclePolicyNotFoundException"}
            return {"__type": absent[kind]}
        return {"registryId": DEFAULT_ACCOUNT, "repositoryName": one.name, key: document_text(document)}


def _described(one: DeclaredRepository) -> Answer:
    excluded = [{"filter": each, "filterType": "WILDCARD"} for each in one.tag_mutability_exclusions]
    return {
        "repositoryArn": one.arn,
        "registryId": DEFAULT_ACCOUNT,
        "repositoryName": one.name,
        "repositoryUri": one.uri,
        "createdAt": 1795000000.0,
        "imageTagMutability": one.tag_mutability,
        "imageScanningConfiguration": {"scanOnPush": one.scan_on_push},
        "encryptionConfiguration": {"encryptionType": one.encryption.type.value},
        **({"imageTagMutabilityExclusionFilters": excluded} if excluded else {}),
    }


def _tags(one: DeclaredRepository) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in one.resource_tags.items()]


def _page(
    every: Sequence[DeclaredRepository], asked: Answer, size_key: str, token_key: str, default: int
) -> tuple[Sequence[DeclaredRepository], str]:
    begin = int(asked.get(token_key) or 0)
    end = begin + int(asked.get(size_key) or default)
    return every[begin:end], str(end) if end < len(every) else ""


class _Connection(asyncio.Protocol):
    """One connection that stays open: a request, its answer after the delay, the next."""

    def __init__(self, answers: Answers, delay: float) -> None:
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
        operation = target[1].decode() if target else ""
        status, text = self._answers.to(operation, body)
        kind = "application/x-amz-json-1.1" if operation else "text/xml"
        answer = f"HTTP/1.1 {status} ok\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text
        wait = 0.0 if operation == _CALLS else self._delay
        asyncio.get_running_loop().call_later(wait, self._transport.write, answer)


async def _serve(answers: Answers, delay: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answers, delay), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    delay, folder = sys.argv[1:]
    stacks = [declare(settings) for settings in read_stacks(None, Path(folder)).values()]
    asyncio.run(_serve(Answers(one for stack in stacks for one in stack.repositories), float(delay)))


if __name__ == "__main__":
    os.environ.pop("AWS_PROFILE", None)
    main()
