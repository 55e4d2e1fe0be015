"""Other servers over the same figures, where they are installed: nginx and Datasette.

nginx sends the bytes of one answer of ours. Datasette reads a flat table of the current figures with an
index that suits the questions, as its users would make it, without counting and facets.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from app.domain.period import parse_time
from benchmarks.servers import System

NGINX, DATASETTE = "nginx", "datasette"
_NGINX_CONF: Final = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    default_type {media_type};
    client_body_temp_path {folder}/nginx-body;
    server {{
        listen 127.0.0.1:{{port}};
        location / {{ root {folder}; try_files /answer.body =404; }}
    }}
}}
"""
_FLAT: Final = """
CREATE TABLE figures AS
SELECT s.sector, s.area, s.indicator, s.transformation, s.unit, s.frequency, d.code AS product,
       o.period, o.period_start, o.period_end, o.period_basis, o.value, o.bound, o.lower, o.upper,
       o.status, o.role, o.value_published, o.unit_published, o.decimals, r.id AS release,
       r.published_at, r.source, c.locator
FROM store.series s
JOIN store.observations o ON o.series_id = s.series_id
JOIN store.releases r ON r.number = o.release
JOIN store.citations c ON c.series_id = o.series_id AND c.citation_id = o.citation_id
JOIN store.series_dimensions d ON d.series_id = s.series_id AND d.dimension = 'product'
WHERE NOT EXISTS (
    SELECT 1 FROM store.observations n
    WHERE n.series_id = o.series_id AND n.period_start = o.period_start
      AND n.period_end = o.period_end AND (n.published_at, n.release) > (o.published_at, o.release)
)
ORDER BY s.key, o.period_start
"""
_INDEX: Final = "CREATE INDEX found ON figures (indicator, area, frequency, product, period_start)"
_OWN = "?_shape=array&_nocount=1&_nofacet=1&_size=max"


def nginx(folder: Path, body: bytes, media_type: str) -> System | None:
    """Return nginx sending one body; `None` where it is not installed."""
    program = shutil.which("nginx")
    if program is None:
        return None
    (folder / "answer.body").write_bytes(body)
    # Who starts as root would become somebody who may not read the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = _NGINX_CONF.format(folder=folder, media_type=media_type, user=user)
    (folder / "nginx.conf.template").write_text(configuration, encoding="utf-8")
    # The port is known when the server is started; `sed` writes it into the configuration.
    script = (
        f"sed 's/{{{{port}}}}/{{port}}/' {folder}/nginx.conf.template > {folder}/nginx.conf && "
        f"exec {program} -p {folder} -c {folder}/nginx.conf"
    )
    return System(NGINX, ["sh", "-c", script], {})


def datasette(folder: Path, store: Path) -> System | None:
    """Return Datasette on a flat table of a store's figures; `None` where it is not installed.

    The program is named by the variable DATASETTE, or is on the path.
    """
    program = os.environ.get("DATASETTE") or shutil.which("datasette")
    if program is None:
        return None
    flat = folder / "flat.db"
    with closing(sqlite3.connect(flat)) as connection:
        connection.execute("ATTACH ? AS store", (str(store),))
        connection.execute(_FLAT)
        connection.execute(_INDEX)
        connection.commit()
    command = [program, "serve", "-i", str(flat), "-h", "127.0.0.1", "-p", "{port}"]
    settings = ["--setting", "max_returned_rows", "10000"]
    return System(DATASETTE, [*command, *settings], {}, ready="/-/versions.json")


def datasette_address(address: str) -> str:
    """Write a question of ours as Datasette is asked."""
    asked: dict[str, str] = dict(parse_qsl(address.partition("?")[2]))
    parts = [f"{name}={value}" for name, value in asked.items() if name not in {"area", "time"}]
    parts.append(f"area__in={asked['area']}")
    (range_,) = parse_time((asked["time"],)).ranges
    parts += [f"period_start__gte={range_.start}", f"period_end__lte={range_.end}"]
    return f"/flat/figures.json{_OWN}&{'&'.join(parts)}"


ADDRESSES: Final[Mapping[str, Callable[[str], str]]] = {DATASETTE: datasette_address}
