"""Files in a bucket of any server that speaks the S3 protocol."""

import hashlib
import tempfile
from base64 import b64encode
from functools import cached_property
from typing import IO, Any, BinaryIO

from routing.files import digest as digests
from routing.files.errors import Damaged, Missing
from routing.files.store import Stored

IN_MEMORY = 4 * 1024 * 1024
_ABSENT = {"404", "NoSuchKey", "NotFound"}


class S3Store:
    """A store in one bucket, under an optional prefix; credentials come from the AWS environment variables.

    `addressing` is how the bucket stands in the address: "path" (the default where an endpoint is given),
    "virtual" or "auto".
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        endpoint_url: str | None = None,
        region: str | None = None,
        addressing: str | None = None,
    ) -> None:
        self.bucket = bucket
        self.prefix = prefix.strip("/")
        self.endpoint_url = endpoint_url
        self.region = region
        self.addressing = addressing or ("path" if endpoint_url else "auto")

    def put(self, stream: IO[bytes], limit: int) -> Stored:
        """Keep a stream; Damaged if the server holds other bytes than were sent."""
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as arriving:
            digest, size = digests.copy(stream, arriving, limit)
            stored = Stored(digest, size)
            if self._holds(stored):
                return stored
            arriving.seek(0)
            md5 = hashlib.file_digest(arriving, lambda: hashlib.md5(usedforsecurity=False)).digest()
            arriving.seek(0)
            # Two checks on the way: some servers know only the older Content-MD5.
            self._client.put_object(
                Bucket=self.bucket,
                Key=self._key(digest),
                Body=arriving,
                ContentLength=size,
                ContentMD5=b64encode(md5).decode(),
                ChecksumSHA256=b64encode(bytes.fromhex(digest)).decode(),
            )
        if not self._holds(stored):
            raise Damaged(digest)
        return stored

    def open(self, digest: str) -> BinaryIO:
        """Fetch the bytes into a temporary file; Missing if there are none, Damaged if they have changed."""
        from botocore.exceptions import ClientError

        try:
            answer = self._client.get_object(Bucket=self.bucket, Key=self._key(digest))
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                raise Missing(digest) from None
            raise
        fetched = tempfile.TemporaryFile()  # noqa: SIM115  the caller reads and closes it
        found, _ = digests.copy(answer["Body"], fetched, answer["ContentLength"])
        if found != digest:
            fetched.close()
            raise Damaged(digest)
        fetched.seek(0)
        return fetched

    def exists(self, digest: str) -> bool:
        """Ask the server whether it has an object under this digest."""
        return self._head(digest) is not None

    def check(self, digest: str) -> bool:
        """Fetch the object again and say whether it still has its digest."""
        try:
            self.open(digest).close()
        except (Missing, Damaged):
            return False
        return True

    def remove(self, digest: str) -> None:
        """Delete the object; S3 answers alike where there is none."""
        self._client.delete_object(Bucket=self.bucket, Key=self._key(digest))

    def _key(self, digest: str) -> str:
        place = f"{digests.valid(digest)[:2]}/{digest[2:4]}/{digest}"
        return f"{self.prefix}/{place}" if self.prefix else place

    def _head(self, digest: str) -> dict[str, Any] | None:
        from botocore.exceptions import ClientError

        try:
            head: dict[str, Any] = self._client.head_object(
                Bucket=self.bucket, Key=self._key(digest), ChecksumMode="ENABLED"
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise
        return head

    def _holds(self, stored: Stored) -> bool:
        """Say whether the server has an object of this length, and of this digest where it tells one."""
        head = self._head(stored.digest)
        expected = b64encode(bytes.fromhex(stored.digest)).decode()
        return (
            head is not None
            and head["ContentLength"] == stored.size
            and head.get("ChecksumSHA256", expected) == expected
        )

    @cached_property
    def _client(self) -> Any:
        """The client, made by each worker on first use: botocore is too big to load where it is not used."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name=self.region,
            config=Config(
                connect_timeout=5,
                read_timeout=60,
                retries={"mode": "standard", "max_attempts": 3},
                s3={"addressing_style": self.addressing},
                # Servers other than Amazon's often refuse the checksums botocore adds on its own.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
