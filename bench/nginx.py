"""nginx, which hands out files that are compressed already: as quick as a page can be served."""

import gzip
from pathlib import Path

from deploy.machine import nginx as program

WORKERS = 2
CONFIGURATION = """
user root;
daemon off;
worker_processes {workers};
pid {folder}/pid;
error_log {folder}/errors error;
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html; }}
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 10000000;
    gzip_static on;
    client_body_temp_path {folder}/temporary;
    proxy_temp_path {folder}/temporary;
    fastcgi_temp_path {folder}/temporary;
    uwsgi_temp_path {folder}/temporary;
    scgi_temp_path {folder}/temporary;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
    }}
}}
"""


def prepare(folder: Path, port: int, pages: dict[str, bytes]) -> list[str]:
    """The command that serves these pages, given by name and compressed with gzip."""
    files = folder / "files"
    files.mkdir()
    for name, content in pages.items():
        (files / f"{name}.html").write_bytes(gzip.decompress(content))
        (files / f"{name}.html.gz").write_bytes(content)
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, workers=WORKERS))
    return [str(program()), "-c", str(configuration), "-e", str(folder / "errors")]
