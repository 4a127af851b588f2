"""Both stores keep the same promises."""

import hashlib
import io
import uuid

import boto3
import pytest
from moto.server import ThreadedMotoServer

from routing.files.errors import Damaged, Missing, TooLarge
from routing.files.folder import FolderStore
from routing.files.s3 import S3Store
from routing.files.store import Store, Stored, store_from

BYTES = "泰州市妇女联合会".encode() * 1000
DIGEST = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(scope="session")
def endpoint():
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("NO_PROXY", "*")
    bucket = boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1").Bucket(f"b{uuid.uuid4().hex}")
    bucket.create()
    return bucket


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path) -> Store:
    if request.param == "folder":
        return store_from(f"folder:{tmp_path}/files")
    bucket = request.getfixturevalue("bucket")
    endpoint = request.getfixturevalue("endpoint")
    return store_from(f"s3://{bucket.name}/kept/here?endpoint={endpoint}&region=us-east-1")


def put(store: Store, content: bytes = BYTES) -> Stored:
    return store.put(io.BytesIO(content), limit=len(BYTES))


def test_what_is_removed_is_gone_and_may_be_removed_twice(store):
    put(store)
    store.remove(DIGEST)
    assert not store.exists(DIGEST)
    store.remove(DIGEST)
    assert put(store).digest == DIGEST


def test_what_is_put_comes_back_under_its_digest(store):
    assert put(store) == Stored(DIGEST, len(BYTES))
    with store.open(DIGEST) as stream:
        assert stream.read() == BYTES
        stream.seek(3)
        assert stream.read(3) == BYTES[3:6]
    assert store.exists(DIGEST)
    assert store.check(DIGEST)


def test_the_same_bytes_are_kept_once_and_other_bytes_beside_them(store):
    assert put(store) == put(store)
    assert put(store, b"other").digest != DIGEST
    assert store.check(DIGEST)


def test_an_empty_stream_is_kept_as_well(store):
    assert put(store, b"") == Stored(hashlib.sha256().hexdigest(), 0)
    assert store.check(hashlib.sha256().hexdigest())


def test_a_byte_over_the_limit_is_refused_and_nothing_is_kept(store):
    with pytest.raises(TooLarge) as refused:
        store.put(io.BytesIO(BYTES), limit=len(BYTES) - 1)
    assert refused.value.limit == len(BYTES) - 1
    assert not store.exists(DIGEST)


def test_what_was_never_put_is_missing(store):
    assert not store.exists(DIGEST)
    assert not store.check(DIGEST)
    with pytest.raises(Missing):
        store.open(DIGEST)


@pytest.mark.parametrize("digest", ["", "../../../etc/passwd", DIGEST.upper(), DIGEST + "\n", DIGEST[:-1]])
def test_what_is_no_digest_leads_nowhere(store, digest):
    for ask in (store.open, store.exists, store.check):
        with pytest.raises(ValueError, match="digest"):
            ask(digest)


def test_a_broken_upload_leaves_nothing(store):
    class Broken(io.RawIOBase):
        def read(self, size=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Broken(), limit=10)


def test_changed_bytes_in_a_bucket_are_noticed_and_healed_by_the_next_upload(bucket, endpoint):
    store = S3Store(bucket.name, endpoint_url=endpoint, region="us-east-1")
    put(store)
    bucket.put_object(Key=f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}", Body=b"changed")
    assert not store.check(DIGEST)
    with pytest.raises(Damaged):
        store.open(DIGEST)
    put(store)
    assert store.check(DIGEST)


def test_the_prefix_and_the_fan_out_are_in_the_key(bucket, endpoint):
    put(store_from(f"s3://{bucket.name}/kept/here?endpoint={endpoint}&region=us-east-1"))
    assert [o.key for o in bucket.objects.all()] == [f"kept/here/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]


def test_a_second_upload_of_the_same_bytes_writes_nothing(bucket, endpoint):
    store = S3Store(bucket.name, endpoint_url=endpoint, region="us-east-1")
    bucket.Versioning().enable()
    put(store)
    put(store)
    assert len(list(bucket.object_versions.all())) == 1


@pytest.mark.parametrize("url", ["{}/files", "folder:{}/files"])
def test_a_folder_is_named_plainly_or_with_its_scheme(url, tmp_path):
    store = store_from(url.format(tmp_path))
    assert isinstance(store, FolderStore)
    assert store.path == tmp_path / "files"


@pytest.mark.parametrize("url", ["", "folder:", "s3://", "ftp://host/path", "s3://bucket?endpont=http://x"])
def test_a_store_that_cannot_be_understood_is_refused_at_the_start(url):
    with pytest.raises(ValueError, match="file store"):
        store_from(url)
