"""Settings, read from the environment once, in `app.main` and `app.cli` only.

Each is a variable `PROVSTAT_NAME`, but for the database, which has the name that every platform
uses: `DATABASE_URL`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypedDict

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]


class StoreSettings(TypedDict):
    """How the store connects, in the words of `app.store.engine.StoreOptions`."""

    url: str
    pool_size: int
    statement_timeout: float


class Settings(BaseSettings):
    """All settings with safe defaults."""

    model_config = SettingsConfigDict(env_prefix="PROVSTAT_", frozen=True, extra="forbid")

    database_url: SecretStr = Field(
        default=SecretStr(f"sqlite:///{ROOT / 'data' / 'provstat.db'}"),
        validation_alias="DATABASE_URL",
        description="SQLAlchemy address of the database; a SQLite file by default.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes any.")
    pool_size: int = Field(
        default=8, ge=1, le=100, description="Database connections, and threads that read."
    )
    read_timeout: float = Field(
        default=3.0, gt=0, le=60, description="Seconds after which a read is answered with 503."
    )
    cache_bytes: int = Field(
        default=32 * 1024 * 1024,
        ge=0,
        description="Memory of a process for answers that are asked for again; 0 keeps none.",
    )
    cache_max_staleness: float = Field(
        default=0.0,
        ge=0,
        le=60,
        description="Seconds by which answers may be behind what another process published.",
    )
    max_body_bytes: int = Field(
        default=16 * 1024 * 1024, ge=1024, description="Largest JSON body, which is held in memory."
    )
    max_upload_bytes: int = Field(
        default=256 * 1024 * 1024, ge=1024, description="Largest file as a body."
    )
    max_failed_keys: int = Field(
        default=10, ge=1, description="Keys that do not count, of one address in a minute."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe events that are logged."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="One JSON object a line, or lines for people."
    )
    access_log: bool = Field(default=True, description="Whether each request is logged.")
    telemetry: bool = Field(
        default=False, description="Whether FastAPI's own tracing runs; it costs request rate."
    )
    snapshot_dir: Path | None = Field(
        default=None,
        description="Folder of its own for files of the whole store; beside a SQLite file if not set, "
        "else in the temporary folder.",
    )
    seed_folder: Path = Field(
        default=ROOT / "seed", description="Folder with the catalogue and the first release."
    )

    @property
    def store(self) -> StoreSettings:
        """How the store connects; the password is in it."""
        return {
            "url": self.database_url.get_secret_value(),
            "pool_size": self.pool_size,
            "statement_timeout": self.read_timeout,
        }
