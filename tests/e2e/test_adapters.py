"""The plugin in bots that people already run: each answers as crampbot does.

All of them talk at the same time, each on a server of its own; then every step of every
conversation is judged.
"""
import concurrent.futures
import subprocess

import pytest

import hosts_script
from harness import BUILD, SANITIZED, TOP

pytestmark = pytest.mark.skipif(SANITIZED, reason="sanitizers cannot be loaded into other bots")


@pytest.fixture(scope="module")
def conversations():
    """Bot -> step -> what came back."""
    there = {name: kind for name, kind in hosts_script.KINDS.items() if not kind.missing(BUILD)}
    with concurrent.futures.ThreadPoolExecutor(len(there)) as pool:
        done = {name: pool.submit(hosts_script.perform, kind) for name, kind in there.items()}
    return {name: future.result() for name, future in done.items()}


@pytest.mark.parametrize("step", [step.__name__ for step in hosts_script.STEPS])
@pytest.mark.parametrize("name", hosts_script.KINDS)
def test_same_answers(conversations, name, step):
    if name not in conversations:
        pytest.skip(f"{name} cannot be tried: install {hosts_script.KINDS[name].missing(BUILD)}")
    for which in (name, "crampbot"):
        results = conversations[which]
        result = results.get("start") or results[step]
        if isinstance(result, Exception):
            print(result.bot_said)
            raise AssertionError(f"{which}: {result!r}") from result
    assert conversations[name][step] == conversations["crampbot"][step]
