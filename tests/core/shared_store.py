"""A store that speaks the protocol of S3, and that can be told to fail.

store.breaks("errors")   one request in three is answered with 503
store.breaks("slow")     no answer within any patience
store.breaks("refuses")  our key is not the right one
store.breaks("gone")     nobody listens any more
store.mends()
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.request import Request, urlopen

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "files"
KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-west-2"}


class Quiet(WSGIRequestHandler):
    def log(self, *arguments: Any) -> None:
        pass


class Store:
    """The running server. `asked` counts the requests that came."""

    def __init__(self) -> None:
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.how, self.asked, self.port = "", 0, 0
        self.begin()
        # What moto holds belongs to the process: another test may have left its bucket.
        urlopen(Request(f"{self.address}/moto-api/reset", method="POST")).close()
        self.client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
        )

    def begin(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self.answer, True, 1, Quiet)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self) -> Any:
        return boto3.client("s3", endpoint_url=self.address, **KEYS)

    def names(self) -> set[str]:
        """What is in it now."""
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {each["Key"] for each in found}

    def answer(self, environ: dict, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        if self.how == "slow":
            time.sleep(1)
        if self.how == "refuses":
            start_response("403 Forbidden", [("Content-Length", "0")])
            return []
        if self.how == "errors" and self.asked % 3 == 0:
            start_response("503 Slow Down", [("Content-Length", "0")])
            return []
        return self.moto(environ, start_response)

    def breaks(self, how: str) -> None:
        self.how = how
        if how == "gone":
            self.end()

    def mends(self) -> None:
        if self.how == "gone":
            self.begin()
        self.how = ""
