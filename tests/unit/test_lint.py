"""tests/lint fails where one of its tools complains, and looks again when a file has changed."""
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]

FINE = """#include <stdlib.h>

void *room(size_t count);

void *room(size_t count)
{
        return count ? malloc(count) : NULL;
}
"""


@pytest.fixture
def lint(tmp_path):
    """Runs it on a source of that name -> (exit status, what it says)."""
    shutil.copy(TOP / ".clang-tidy", tmp_path)

    def run(name, text):
        (tmp_path / name).write_text(text)
        done = subprocess.run([sys.executable, TOP / "tests/lint", "--quick", "--build", tmp_path / "build", tmp_path / name],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              env={**os.environ, "LC_ALL": "C"})
        return done.returncode, done.stdout

    return run


def test_fine(lint):
    assert lint("fine.c", FINE) == (0, "3 passed, 0 failed\n")
    assert lint("fine.py", "import os\nprint(os.sep)\n") == (0, "1 passed, 0 failed\n")


@pytest.mark.parametrize("name, text, says", [
    ("checks.c", "#include <string.h>\nint same(const char *a);\nint same(const char *a)\n{\n"
     "        if (strcmp(a, \"b\"))\n                return 0;\n        return 1;\n}\n", "bugprone-suspicious-string-compare"),
    ("clang.c", "int of(int yes);\nint of(int yes)\n{\n        int *at = 0;\n        return yes ? *at : 0;\n}\n",
     "clang-analyzer-core.NullDereference"),
    ("warning.c", "int of(int some);\nint of(int some)\n{\n        some = some;\n        return some;\n}\n",
     "clang-diagnostic-self-assign"),
    ("gcc.c", FINE.replace("return count ? malloc(count) : NULL;",
                           "char *at = malloc(count + 1);\n\n        at[0] = 'x';\n        return at;"),
     "-Werror=analyzer-possible-null-dereference"),
    ("cppcheck.c", FINE.replace("return count ? malloc(count) : NULL;",
                                "char few[2] = {0};\n\n        few[2] = 'x';\n        return count ? malloc((size_t)few[0]) : NULL;"),
     "[arrayIndexOutOfBounds]"),
    ("pyflakes.py", "import os\n", "'os' imported but unused"),
    ("broken.c", "int of(\n", "error: expected"),
])
def test_complaints(lint, name, text, says):
    status, said = lint(name, text)
    assert status == 1 and says in said, said
    assert int(said.split()[-2]) >= 1, said
    assert lint(name, text)[0] == 1, "what was not fine is looked at again"


def test_a_change_is_looked_at(lint):
    assert lint("a.c", FINE)[0] == 0
    status, said = lint("a.c", FINE.replace("count ? malloc(count) : NULL", "malloc(count) ? 0 : *(void **)0"))
    assert status == 1 and "NullDereference" in said, said


def test_a_reason_in_the_line(lint):
    """A tool that is wrong is told so in one place."""
    text = FINE.replace("return count", "/* A page is as large. NOLINTNEXTLINE(performance-no-int-to-ptr) */\n        return (void *)count; return count")
    assert lint("a.c", text.replace("NOLINTNEXTLINE", "NO"))[0] == 1
    assert lint("a.c", text)[0] == 0
