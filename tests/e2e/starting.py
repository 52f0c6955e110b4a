"""Starts other people's servers, and waits until somebody can be heard there."""
import os
import shutil
import subprocess
import time

from local_server import die_with_parent, stop_process

START_SECONDS = 60.0


def program(name):
    """The path of what Debian keeps out of a user's PATH."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    assert found, f"{name} is not installed; `make packages` installs it"
    return found


def start(command, folder, there, **who):
    """Starts it in a folder, with what it prints in `out` there, and waits until there(). Returns the process."""
    with open(folder / "out", "wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=folder,
                                   start_new_session=True, preexec_fn=die_with_parent, **who)
    end = time.monotonic() + START_SECONDS
    while not there():
        if process.poll() is not None or time.monotonic() > end:
            stop_process(process)
            raise AssertionError(f"{command[0]} did not start:\n" + (folder / "out").read_text(errors="replace"))
        time.sleep(0.05)
    return process


def start_inspircd(folder, text, there):
    """InspIRCd with this text for a configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "inspircd.conf"
    config.write_text(text, encoding="utf-8")
    options = ["--runasroot"] if os.getuid() == 0 else []
    return start([program("inspircd"), "--config", str(config), "--nofork", *options], folder, there)
