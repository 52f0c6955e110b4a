"""Fixtures: a real ngircd on a free loopback port, the bot, and people in its channel.

Every test gets its own server and bot, so that none depends on another.
"""
import pathlib
import sys

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "plugin" / "tools"), str(TOP / "tests" / "e2e")]

from harness import World  # noqa: E402
from local_server import LocalServer  # noqa: E402


@pytest.fixture
def server(tmp_path):
    """A running server."""
    folder = tmp_path / "server"
    folder.mkdir()
    with LocalServer(folder, port=0) as running:
        yield running


@pytest.fixture
def empty_world(server, tmp_path):
    """A server, and no bot yet: for tests with settings of their own."""
    with World(server, tmp_path) as world:
        yield world


@pytest.fixture
def world(empty_world):
    """A server with the bot in #cramps."""
    empty_world.start_bot()
    return empty_world
