"""Several plugins in one bot, and plugins that are not fit to be loaded."""
import signal

import pytest

from harness import BUILD, QUESTION

EXAMPLE = ', { path = "%s"; word = "count"; }' % (BUILD / "tests" / "plugin_example.so")


def bad(variant):
    """A broken plugin, beside the good one."""
    return ', { path = "%s"; }' % (BUILD / "tests" / f"plugin_bad_{variant}.so")


def test_two_plugins(empty_world):
    empty_world.start_bot(plugins=EXAMPLE)
    asker = empty_world.person()
    assert "3 words" in asker.ask("crampbot: count one two three").text
    assert empty_world.disclaimer in asker.ask(f"crampbot: {QUESTION}").text


@pytest.mark.parametrize("variant", ["abi", "short", "null", "open", "symbol", "name"])
def test_a_bad_plugin_is_refused(empty_world, variant):
    empty_world.start_bot(plugins=bad(variant))
    empty_world.bot.wait_log(rf"plugin_bad_{variant}\.so")
    assert empty_world.disclaimer in empty_world.person().ask(f"crampbot: {QUESTION}").text


def test_plugins_come_and_go(world):
    asker = world.person()
    for plugins in (EXAMPLE, "", EXAMPLE):
        mark = world.bot.mark()
        world.write_config(plugins=plugins)
        world.bot.signal(signal.SIGHUP)
        world.bot.wait_log("was reloaded", since=mark)
        assert ("3 words" in asker.ask("crampbot: count one two three").text) == bool(plugins)


def test_a_reload_with_a_bad_plugin_changes_nothing(world):
    mark = world.bot.mark()
    world.write_config(plugins=bad("abi"))
    world.bot.signal(signal.SIGHUP)
    world.bot.wait_log("not reloaded", since=mark)
    assert world.disclaimer in world.person().ask(f"crampbot: {QUESTION}").text


def test_none_left(empty_world):
    bot = empty_world.launch(plugin=str(BUILD / "tests" / "plugin_bad_abi.so"))
    assert bot.wait() == 2
    assert "plugin_bad_abi.so" in bot.log()
