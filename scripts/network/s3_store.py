"""An S3-compatible object store as a place to send to, and to read from; by boto3, which finds the credentials itself.

They come from where boto3 looks: environment, `~/.aws/credentials`, the machine's role. So does the address of a store
that is not Amazon's (`endpoint_url` of the profile, or `AWS_ENDPOINT_URL_S3`).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeVar

from certs import limits
from certs.errors import CouldNotCheck
from certs.instance.publication_settings import Bucket
from certs.publication.certificate_paths import address_of, path_of
from certs.publication.send_files import OneFile
from certs.publication.sent_files import digest

_T = TypeVar("_T")
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_DENIED: Final = frozenset(
    {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"}
)
_DELETED_AT_ONCE: Final = 1_000


class S3Store:
    """One prefix of one bucket. Its keys are addresses, since whoever hands them out finds files by nothing else."""

    def __init__(self, place: Bucket) -> None:
        self._bucket, self._prefix = place.bucket, f"{place.prefix}/" if place.prefix else ""
        self._client = self._asked("", lambda: _client(place.profile))

    def read(self, name: str, most: int) -> bytes | None:
        """Return a file, None where there is none. Raises CouldNotCheck where it is longer than `most` bytes, too."""
        data: bytes | None = self._asked(name, lambda: self._get(name, most), missing=None)
        if data is not None and len(data) > most:
            raise CouldNotCheck(
                "fetch_too_long",
                f"{name} 超过 {most} 字节，没有收下。",
                f"{name} is over {most} bytes and was not taken.",
            )
        return data

    def listed(self) -> Iterator[tuple[str, str]]:
        """Yield every name below the prefix with its ETag: the digest, where the store makes it so."""
        more: dict[str, str] = {}
        while True:
            asked = {"Bucket": self._bucket, "Prefix": self._prefix, **more}
            page = self._asked("", partial(self._client.list_objects_v2, **asked))
            for one in page.get("Contents", []):
                yield path_of(one["Key"].removeprefix(self._prefix)), one["ETag"].strip('"')
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def put(self, files: Sequence[OneFile]) -> None:
        """Write files, several at once, each with its digest, so that a spoilt one is not taken."""
        self._each(files, self._put)

    def differing(self, files: Sequence[OneFile]) -> list[str]:
        """Read files back whole, and return the names of those that are not as they were sent."""
        same = self._each(files, self._matches)
        return [file.name for file, is_same in zip(files, same, strict=True) if not is_same]

    def remove(self, names: Sequence[str]) -> None:
        """Remove files."""
        for start in range(0, len(names), _DELETED_AT_ONCE):
            gone = {"Objects": [{"Key": self._key(name)} for name in names[start : start + _DELETED_AT_ONCE]]}
            asked = {"Bucket": self._bucket, "Delete": {**gone, "Quiet": True}}
            self._asked(names[start], partial(self._client.delete_objects, **asked))

    def _key(self, name: str) -> str:
        return self._prefix + address_of(name)

    def _each(self, files: Sequence[OneFile], do: Callable[[OneFile], _T]) -> list[_T]:
        with ThreadPoolExecutor(limits.SEND_AT_ONCE) as pool:
            return list(pool.map(do, files))

    def _get(self, name: str, most: int) -> bytes:
        with self._client.get_object(Bucket=self._bucket, Key=self._key(name))["Body"] as body:
            data: bytes = body.read(most + 1)
            return data

    def _put(self, file: OneFile) -> None:
        md5 = base64.b64encode(hashlib.md5(file.data, usedforsecurity=False).digest()).decode()
        self._asked(
            file.name,
            lambda: self._client.put_object(
                Bucket=self._bucket,
                Key=self._key(file.name),
                Body=file.data,
                ContentType=file.kind.content_type,
                CacheControl=file.kind.cache,
                ContentMD5=md5,
            ),
        )

    def _matches(self, file: OneFile) -> bool:
        held = self._asked(file.name, lambda: self._get(file.name, len(file.data)), missing=b"\0absent")
        return digest(held) == digest(file.data)

    def _asked(self, name: str, ask: Callable[[], Any], missing: Any = ...) -> Any:
        """Ask the store. Raises CouldNotCheck; `missing` is the answer where there is no such file."""
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError, ProfileNotFound

        try:
            return ask()
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _MISSING and missing is not ...:
                return missing
            raise _failed("store_denied" if code in _DENIED else "store_failed", name, error) from error
        except (NoCredentialsError, ProfileNotFound) as error:
            raise _failed("store_denied", name, error) from error
        except (BotoCoreError, HTTPClientError, OSError, ValueError, KeyError) as error:
            raise _failed("store_failed", name, error) from error


def _client(profile: str) -> Any:
    import boto3  # it takes a while to load, and few commands send
    from botocore.config import Config

    return boto3.session.Session(profile_name=profile or None).client(
        "s3",
        config=Config(
            connect_timeout=limits.OUTSIDE_SECONDS,
            read_timeout=limits.FETCH_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 4},
            max_pool_connections=limits.SEND_AT_ONCE,
            # What boto3 adds of its own accord, stores other than Amazon's often refuse; the digest is sent anyway.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _failed(code: str, name: str, error: Exception) -> CouldNotCheck:
    why = str(error).replace("\n", " ")[:200]
    if code == "store_denied":
        return CouldNotCheck(
            code,
            f"对象存储不接受（{why}）。没有改动检查点；请检查送的账户的 ~/.aws/credentials 和它在桶里的权限（读、写、列出、删除）。",
            f"The object store does not accept us ({why}). The checkpoint there was left; check ~/.aws/credentials of "
            "the "
            "account that sends, and what it may do in the bucket (read, write, list, delete).",
        )
    return CouldNotCheck(
        code,
        f"对象存储没有照办（{name or '列出'}：{why}）。没有改动检查点；再运行一次，就接着送。",
        f"The object store did not do it ({name or 'listing'}: {why}). The checkpoint there was left; run it again to "
        "go "
        "on.",
    )
