"""A site in a folder, and real web servers in front of it, set up with the files in docs/hosting/."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import trustme

FILES = Path(__file__).parent.parent / "docs" / "hosting"
EXAMPLE = "/var/www/qa-calendar"
"""Where the files in docs/hosting/ say the site is."""

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
APACHE = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
APACHE_MODULES = Path("/usr/lib/apache2/modules")
MODULES = (
    *("mpm_event", "authz_core", "mime", "dir", "setenvif", "env", "headers", "rewrite", "alias"),
    *("autoindex", "negotiation", "filter", "deflate", "socache_shmcb", "ssl"),
)
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]


@dataclass(frozen=True, slots=True)
class Host:
    """A running server: what it is, where the site's root is read, the folder it is in, and its logs."""

    kind: str
    port: int
    below: str
    site: Path
    access_log: Path
    error_log: Path
    trust: ssl.SSLContext | None = None

    @property
    def base_url(self) -> str:
        return f"http{'s' if self.trust else ''}://127.0.0.1:{self.port}{self.below}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """The answer for *path*, which is below the site's root; `if_none_match` is a header."""
        return self.ask_server(self.below + path, method, **headers)

    def ask_server(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = (
            http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=self.trust)
            if self.trust
            else http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        )
        with contextlib.closing(connection):
            # As it stands: a client that is up to no good does not tidy a path.
            connection.request(method, path, headers={name.replace("_", "-"): said for name, said in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())

    def logged(self, marker: str) -> str:
        """What the access log says once it holds *marker*: a line may be written after its answer is read."""
        until = time.monotonic() + 10
        while marker not in (said := self.access_log.read_text(encoding="utf-8")) and time.monotonic() < until:
            time.sleep(0.02)
        return said


@contextlib.contextmanager
def public_folder() -> Iterator[Path]:
    """A folder that the user of a web server can look into, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="qa-calendar-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def publish(site: Path, token: str, name: str, feed: bytes) -> Path:
    """Put *feed* into *site* as `qa-calendar publish` does, by a rename; its path."""
    folder = site / token
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"qa-{name}"
    new = folder / ".new"
    new.write_bytes(feed)
    new.replace(path)
    return path


@contextlib.contextmanager
def nginx(folder: Path, site: Path, below: str = "/", *, https: bool = False) -> Iterator[Host]:
    """nginx, set up as docs/hosting.md says; its own defaults are the worst there are."""
    assert NGINX is not None
    port, access, error = _free_port(), folder / "access.log", folder / "error.log"
    locations = _text("nginx-locations.conf", site)
    server = _text("nginx.conf", site).replace("/var/log/nginx/qa-calendar.log", str(access))
    trust = _certificate(folder) if https else None
    if https:
        server = re.sub(r"^ *# (?=(listen|ssl_))", "    ", server.replace("listen 80;", ""), flags=re.MULTILINE)
        server = server.replace("/etc/ssl/qa.example.gov.uk", f"{folder}/certificate")
    server = re.sub(r"^    listen (80|443)", f"    listen 127.0.0.1:{port}", server, flags=re.MULTILINE)
    if below != "/":
        locations = locations.replace("location / {", f"location ^~ {below} {{", 1).replace('"^/', f'"^{below}')
        server = server.replace("include snippets", f"root {site.parent}/www; include snippets")
    for name, text in (("conf.d/qa-calendar.conf", server), ("snippets/qa-calendar.conf", locations)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"""
        {"user www-data;" if ROOT else ""}
        daemon off; worker_processes 1; pid {folder}/pid; error_log {error};
        events {{ worker_connections 64; }}
        http {{
            {temporary}
            types {{ text/calendar ics; application/json json; text/html html; }}
            autoindex on; gzip on; gzip_min_length 1; gzip_types *; expires 1y;
            include conf.d/*.conf;
        }}
        """,
        encoding="utf-8",
    )
    with _running([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(error)], port, error):
        yield Host("nginx", port, below, site, access, error, trust)


@contextlib.contextmanager
def apache(
    folder: Path, site: Path, below: str = "/", *, https: bool = False, htaccess: bool = False
) -> Iterator[Host]:
    """Apache, set up as docs/hosting.md says; its own defaults are the worst there are."""
    assert APACHE is not None
    port, access, error = _free_port(), folder / "access.log", folder / "error.log"
    text = _text("apache.conf", site).replace("/var/log/apache2/qa-calendar.log", str(access))
    trust = _certificate(folder) if https else None
    if https:
        text = re.sub(r"^    # (?=SSL)", "    ", text, flags=re.MULTILINE)
        text = text.replace("/etc/ssl/qa.example.gov.uk", f"{folder}/certificate")
    text = re.sub(r"^<VirtualHost \*:80>", f"<VirtualHost *:{port}>", text, flags=re.MULTILINE)
    if below != "/":
        text = re.sub(r"^<VirtualHost.*?^</VirtualHost>$", "", text, flags=re.MULTILINE | re.DOTALL)
        text += f'Alias {below.rstrip("/")} "{site}"\nCustomLog "{access}" qa_calendar\n'
    if htaccess:
        head, ours = text.split("# Where you may not change")
        inside, rest = ours.split(f'<Directory "{site}">\n')[1].split("</Directory>", 1)
        (site / ".htaccess").write_text(inside, encoding="utf-8")
        text = head.replace("AllowOverride None", "AllowOverride FileInfo Indexes Options") + rest
    (folder / "qa-calendar.conf").write_text(text, encoding="utf-8")
    load = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in MODULES)
    (folder / "apache.conf").write_text(
        f"""
{load}
{"User www-data" if ROOT else ""}
{"Group www-data" if ROOT else ""}
ServerRoot "{folder}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{folder}/pid"
Mutex "file:{folder}" default
TypesConfig /dev/null
ErrorLog "{error}"
DocumentRoot "{site.parent}/www"
StartServers 1
ThreadsPerChild 4
MaxRequestWorkers 4
<Directory />
    Require all denied
    Options Indexes MultiViews FollowSymLinks
</Directory>
<Directory "{site.parent}/www">
    Require all granted
</Directory>
SetOutputFilter DEFLATE
IncludeOptional "{folder}/qa-calendar.conf"
""",
        encoding="utf-8",
    )
    with _running([APACHE, "-d", str(folder), "-f", str(folder / "apache.conf"), "-DFOREGROUND"], port, error):
        yield Host("apache", port, below, site, access, error, trust)


def _text(name: str, site: Path) -> str:
    return (FILES / name).read_text(encoding="utf-8").replace(EXAMPLE, str(site))


def _certificate(folder: Path) -> ssl.SSLContext:
    """Whom a client trusts that is to trust `certificate.pem` and `certificate.key` in *folder*."""
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(str(folder / "certificate.key"))
    for part in issued.cert_chain_pems:
        part.write_to_path(str(folder / "certificate.pem"), append=True)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    return trust


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            _wait_for(port, server, log)
            yield
        finally:
            server.terminate()
            server.communicate(timeout=20)


def _wait_for(port: int, server: subprocess.Popen[str], log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    server.terminate()
    said = server.communicate(timeout=20)[0]
    raise AssertionError(said + (log.read_text(encoding="utf-8") if log.exists() else ""))
