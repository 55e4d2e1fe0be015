"""A server that reads SQLite loads neither what migrates, nor what imports files, nor other drivers."""

import json
import subprocess
import sys

# Each of these costs megabytes or a tenth of a second, and answers no question.
_KEPT_OUT = {
    "alembic",
    "app.charts",
    "app.ingest",
    "app.explorer.respond",
    "jinja2",
    "markdown_it",
    "openpyxl",
    "psycopg",
    "pyarrow",
    "pydantic.v1",
    "resvg_py",
    "rich",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "watchfiles",
    "xlsxwriter",
}
_LOADED = """
import json, sys
from app.cli import starting
starting.load_little()
from app.cli import serving
from app.settings import Settings
serving.create_app(Settings())
print(json.dumps([name for name, module in sys.modules.items() if module is not None]))
"""


def test_a_server_loads_only_what_answers_questions() -> None:
    command = [sys.executable, "-c", _LOADED]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    loaded = set(json.loads(done.stdout))
    assert "app.dialects.native.data" in loaded
    assert loaded & _KEPT_OUT == set()
