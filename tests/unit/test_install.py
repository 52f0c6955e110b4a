"""make install puts everything where an admin looks for it, and make uninstall takes it away; the unit is
hardened, and the bot.cfg that is installed names what is left to fill in."""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
FAQ = sorted(path.name for path in (TOP / "faq").iterdir())
PROGRAMS = {"bin/crampbot", "bin/crampfaq"}
REST = {"lib/crampbot/cramp_faq.so", "lib/crampbot/etc.sha256", "lib/sysusers.d/crampbot.conf", "lib/systemd/system/crampbot.service",
        "lib/systemd/system/crampbot@.service", "lib/systemd/system/crampbot.target",
        "share/doc/crampbot/README.md", "share/doc/crampbot/examples/bot.cfg", "share/man/man1/crampbot.1",
        "share/man/man1/crampfaq.1", "share/man/man5/bot.cfg.5", "share/man/man5/crampfaq.5"}
CONF = {"bot.cfg", *(f"faq/{name}" for name in FAQ)}


def make(target, root, prefix=None):
    """Runs it, as if nobody had run make before."""
    words = ["make", "-s", target, f"DESTDIR={root}", f"BUILD={BUILD.relative_to(TOP)}"]
    if BUILD.name in ("sanitize", "coverage"):
        words.append(f"{BUILD.name.upper()}=1")
    done = subprocess.run(words + ([f"PREFIX={prefix}"] if prefix else []), cwd=TOP, capture_output=True, text=True,
                          check=False, timeout=200,
                          env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")
                               and name != "MFLAGS"})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(root):
    """All files below a folder, by their path from it."""
    return {str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir()}


def wanted(prefix, conf):
    """What is to be there."""
    return {f"{prefix}/{name}" for name in PROGRAMS | REST} | {f"{conf}/crampbot/{name}" for name in CONF}


def mode(path):
    """Its permissions."""
    return path.stat().st_mode & 0o7777


@pytest.mark.parametrize("prefix, here, conf", [(None, "usr/local", "usr/local/etc"), ("/usr", "usr", "etc")])
def test_install_and_uninstall(tmp_path, prefix, here, conf):
    said = make("install", tmp_path, prefix)
    assert files(tmp_path) == wanted(here, conf)
    assert f"/{conf}/crampbot/bot.cfg" in said
    for name in files(tmp_path):
        assert mode(tmp_path / name) == (0o755 if "/bin/" in name else 0o644), name
    for name in REST | {f"../{conf}/crampbot/bot.cfg" if prefix else "etc/crampbot/bot.cfg"}:
        if name.endswith((".so", ".1", ".5")):
            continue
        text = (tmp_path / here / name).read_text(encoding="utf-8")
        assert not re.search(r"@\w+dir@", text), name
    # Once more is the same.
    make("install", tmp_path, prefix)
    assert files(tmp_path) == wanted(here, conf)
    make("uninstall", tmp_path, prefix)
    assert files(tmp_path) == set()
    assert not list(tmp_path.rglob("*crampbot*")), "folders of its own are left"


def test_what_was_edited_stays(tmp_path):
    make("install", tmp_path, "/usr")
    conf = tmp_path / "etc/crampbot"
    for name in ("bot.cfg", "faq/calf-cramps.cfg"):
        with open(conf / name, "a", encoding="utf-8") as file:
            file.write("# mine\n")
    said = make("install", tmp_path, "/usr")
    assert said.count("is there and differs: kept") == 2
    assert files(tmp_path) == wanted("usr", "etc") | {"etc/crampbot/bot.cfg.new",
                                                      "etc/crampbot/faq/calf-cramps.cfg.new"}
    assert (conf / "bot.cfg").read_text(encoding="utf-8").endswith("# mine\n")
    said = make("uninstall", tmp_path, "/usr")
    assert "What you edited stays" in said
    assert files(tmp_path) == {"etc/crampbot/bot.cfg", "etc/crampbot/faq/calf-cramps.cfg"}


def test_what_nobody_edited_is_replaced(tmp_path):
    """A file of an earlier version gives way to the new one; not where that version had kept no record of it."""
    make("install", tmp_path, "/usr")
    conf, record = tmp_path / "etc/crampbot", tmp_path / "usr/lib/crampbot/etc.sha256"
    new = (conf / "faq/english.cfg").read_bytes()
    for name in ("faq/english.cfg", "faq/calf-cramps.cfg", "faq/english.words"):
        (conf / name).write_text("# an earlier version\n", encoding="utf-8")
    old = hashlib.sha256(b"# an earlier version\n").hexdigest()
    record.write_text(re.sub(r"\w+(  faq/(english|calf-cramps)\.cfg)", rf"{old}\1", record.read_text(encoding="utf-8")),
                      encoding="utf-8")
    (conf / "faq/calf-cramps.cfg").write_text("# an earlier version, and mine\n", encoding="utf-8")
    said = make("install", tmp_path, "/usr")
    assert (conf / "faq/english.cfg").read_bytes() == new and "english.cfg is there" not in said
    assert files(conf) == CONF | {"faq/calf-cramps.cfg.new", "faq/english.words.new"}
    assert said.count("is there and differs: kept") == 2
    for name in ("faq/calf-cramps.cfg", "faq/english.words"): # thought better of it
        (conf / f"{name}.new").rename(conf / name)
    make("install", tmp_path, "/usr")
    (conf / "faq/english.words").write_text("# as before\n", encoding="utf-8")
    assert files(conf) == CONF
    make("uninstall", tmp_path, "/usr")
    assert files(tmp_path) == {"etc/crampbot/faq/english.words"}


# ---- bot.cfg ----

def installed_config(tmp_path):
    """The bot.cfg that is installed, and a folder in which all it names is there."""
    make("install", tmp_path, "/usr")
    config = tmp_path / "etc/crampbot/bot.cfg"
    text = config.read_text(encoding="utf-8")
    assert '"/usr/lib/crampbot/cramp_faq.so"' in text and 'state = "/var/lib/crampbot";' in text
    # A copy of it, for crampbot@NAME, needs another `state` and nothing else.
    assert [line for line in text.splitlines() if "/var/lib/crampbot" in line and not line.lstrip().startswith("#")] == \
        ['state = "/var/lib/crampbot";']
    text = text.replace("/usr/lib/crampbot/cramp_faq.so", str(BUILD / "cramp_faq.so"))
    config.write_text(text.replace("/var/lib/crampbot", str(tmp_path)), encoding="utf-8")
    return config


def check(config):
    """Exit status, and what --check says without the paths."""
    done = subprocess.run([BUILD / "crampbot", "--check", "-c", config], capture_output=True, text=True, check=False,
                          timeout=60)
    return done.returncode, re.findall(r"bot\.cfg:(\d+): (.*)", done.stderr)


def test_it_names_what_to_fill_in(tmp_path):
    config = installed_config(tmp_path)
    status, told = check(config)
    lines = config.read_text(encoding="utf-8").splitlines()
    assert status == 2
    assert [what.split(":")[0] for _, what in told] == ["host", "nick", "realname", "name"]
    assert all(what.split(": ")[1].startswith("is empty; ") for _, what in told)
    for line, what in told:
        assert re.search(rf'\b{what.split(":")[0]} = "";', lines[int(line) - 1])


def test_filled_in_it_is_right(tmp_path):
    config = installed_config(tmp_path)
    text = config.read_text(encoding="utf-8")
    for old, new in (('host = ""', 'host = "irc.example.org"'), ('nick = ""', 'nick = "mybot"'),
                     ('realname = ""', 'realname = "a bot"'), ('{ name = ""; }', '{ name = "#a"; }')):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    config.write_text(text, encoding="utf-8")
    status, told = check(config)
    assert (status, told) == (0, [])
    # Not the settings of somebody who tries it out alone.
    bare = re.sub(r"#.*", "", text)
    assert "trusted" not in bare and "limits" not in bare and "127.0.0.1" not in bare and "tls = false" not in bare


# ---- the service ----

UNIT = TOP / "plugin/packaging/crampbot.service"


def test_what_the_unit_promises():
    text = UNIT.read_text(encoding="utf-8")
    for line in ("Type=notify", "WatchdogSec=60", "DynamicUser=yes", "StateDirectory=crampbot", "ProtectSystem=strict",
                 "CapabilityBoundingSet=", "AmbientCapabilities=", "NoNewPrivileges=yes", "UMask=0077",
                 "ConfigurationDirectory=crampbot", "ReloadPropagatedFrom=crampbot.target",
                 "ExecReload=/bin/kill -HUP $MAINPID", "RestartPreventExitStatus=2 64", "LimitCORE=0"):
        assert re.search(rf"^{re.escape(line)}$", text, re.M), line


def units(tmp_path):
    """The units as they are installed; the program is where they look for it."""
    prefix = tmp_path / "prefix"
    make("install", tmp_path, prefix)
    root = tmp_path / str(prefix).lstrip("/") / "lib/systemd/system"
    for path in root.iterdir():
        text = path.read_text(encoding="utf-8").replace(str(prefix / "bin"), str(BUILD))
        path.write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.M), encoding="utf-8")
    return root


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
@pytest.mark.parametrize("name", ["crampbot.service", "crampbot@.service"])
def test_exposure(tmp_path, name):
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", units(tmp_path) / name],
                          capture_output=True, text=True, check=False)
    level = re.search(r"Overall exposure level for .*: ([\d.]+) ", done.stdout)
    assert level and float(level.group(1)) <= 2.0, done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
@pytest.mark.parametrize("name", ["crampbot.service", "crampbot@one.service", "crampbot.target"])
def test_systemd_understands_it(tmp_path, name):
    folder = units(tmp_path)
    done = subprocess.run(["systemd-analyze", "verify", "--recursive-errors=no", folder / name], capture_output=True,
                          text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# ---- the Debian package ----

def test_version_of_the_package():
    version = re.search(r"^VERSION = (\S+)$", (TOP / "Makefile").read_text(encoding="utf-8"), re.M).group(1)
    changelog = (TOP / "plugin/packaging/debian/changelog").read_text(encoding="utf-8")
    assert changelog.startswith(f"crampbot ({version}) ")


@pytest.mark.parametrize("script, words, told", [
    ("postinst", ["configure", "0.0.1"], ["systemctl --system daemon-reload",
                                          "deb-systemd-invoke try-restart crampbot.service crampbot@*.service"]),
    ("postinst", ["configure", ""], []),
    ("prerm", ["remove"], ["deb-systemd-invoke stop crampbot.service crampbot.target"]),
    ("prerm", ["upgrade", "0.0.2"], []),
])
def test_which_bots_the_package_starts_anew(tmp_path, script, words, told):
    """Those that run, crampbot@NAME as well; and it stops all of them, which are parts of the target."""
    text = (TOP / f"plugin/packaging/debian/crampbot.{script}").read_text(encoding="utf-8")
    (tmp_path / "script").write_text(text.replace("/run/systemd/system", str(tmp_path)), encoding="utf-8")
    for name in ("deb-systemd-invoke", "systemctl", "getent", "chown", "chmod"):
        said = f'echo "{name} $*" >> "{tmp_path}/told"\n' if "system" in name else ""
        (tmp_path / name).write_text(f"#!/bin/sh\n{said}", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "told").touch()
    subprocess.run(["sh", "-e", tmp_path / "script", *words], check=True, cwd="/",
                   env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert (tmp_path / "told").read_text(encoding="utf-8").splitlines() == told


def test_what_the_package_is_built_with():
    """Build-Depends of the package are the packages of the purpose `build`, but for what every build has."""
    control = (TOP / "plugin/packaging/debian/control").read_text(encoding="utf-8")
    field = re.search(r"^Build-Depends:((?:.*\n)(?: .*\n)*)", control, re.M).group(1)
    depends = {word.split()[0] for word in field.replace("\n", " ").split(",")}
    listed = {line.split()[0] for line in (TOP / "plugin/packaging/packages.txt").read_text(encoding="utf-8").splitlines()
              if re.search(r"^\S+\s[^#]*\bbuild\b", line) and not line.startswith("#")}
    assert depends - {"debhelper-compat"} == listed - {"gcc", "libc6-dev", "make"}
