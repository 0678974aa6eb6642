"""An image of one layer, made by hand as an OCI layout.

https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

_TYPE = "application/vnd.oci.image"


def write_image(folder: Path, content: bytes) -> None:
    """Write an image whose only file holds this content; its tag is `v1`."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def add(media_type: str, blob: bytes) -> dict[str, Any]:
        digest = hashlib.sha256(blob).hexdigest()
        (blobs / digest).write_bytes(blob)
        return {"mediaType": f"{_TYPE}.{media_type}", "digest": f"sha256:{digest}", "size": len(blob)}

    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo("hello")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    layer = add("layer.v1.tar+gzip", gzip.compress(archive.getvalue(), mtime=0))
    root = {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(archive.getvalue()).hexdigest()}"]}
    config = add("config.v1+json", _json({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": root}))
    manifest = _json(
        {"schemaVersion": 2, "mediaType": f"{_TYPE}.manifest.v1+json", "config": config, "layers": [layer]}
    )
    tagged = {**add("manifest.v1+json", manifest), "annotations": {"org.opencontainers.image.ref.name": "v1"}}
    (folder / "index.json").write_bytes(_json({"schemaVersion": 2, "manifests": [tagged]}))
    (folder / "oci-layout").write_bytes(_json({"imageLayoutVersion": "1.0.0"}))


def blobs_of(folder: Path) -> dict[str, bytes]:
    """The content of an image by digest."""
    return {path.name: path.read_bytes() for path in (folder / "blobs" / "sha256").iterdir()}


def _json(document: object) -> bytes:
    return json.dumps(document).encode()
