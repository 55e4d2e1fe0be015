"""The table of bounds in the README, held against what the service answers."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.markdown import codes, section
from tests.docs.terminal import Site, serving
