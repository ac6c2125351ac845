#!/usr/bin/env python3
"""Proves that every check can fail: builds small trees with one fault each and
runs the check on them, and on one without a fault.

usage: planted.py

A check that has never failed is not yet a check. Prints each plant that was
not found and at the end `N passed, M failed`. Needs cc for the symbols."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

C = "/* A file for a test. */\n"
SOUND_C = {
    "lib/base/a.h": C,
    "lib/engine/step.h": C + '#include "base/a.h"\n#include <stdint.h>\n',
    "lib/engine/step.c": C + '#include "engine/step.h"\n',
    "lib/report/json.c": C + "#include <jansson.h>\n",
    "lib/standoff.h": C + "#include <stddef.h>\n",
    "cmd/main.c": C + '#include "command.h"\n#include "engine/step.h"\n'
                      "#include <histedit.h>\n",
    "cmd/command.h": C,
}

# (what is planted, changed files, what the check must say; None: nothing)
LAYERS = [
    ("nothing", {}, None),
    ("a commented include", {"lib/base/a.c": C + '/*\n#include "diag/d.h"\n*/\n'},
     None),
    ("upward", {"lib/base/a.c": C + '#include "diag/d.h"\n'},
     "lib/base/a.c:2: base includes diag/d.h: upward"),
    ("upward in brackets", {"lib/base/a.c": C + "#include <diag/d.h>\n"}, "upward"),
    ("sideways", {"lib/yaml/y.c": C + '\n# include "expr/e.h"\n'},
     "lib/yaml/y.c:3: yaml includes expr/e.h: sideways"),
    ("lint and report", {"lib/lint/l.c": C + '#include "report/j.h"\n'}, "sideways"),
    ("libyaml elsewhere", {"lib/expr/e.c": C + "#include <yaml.h>\n"},
     "<yaml.h> is for yaml only"),
    ("PCRE2 elsewhere", {"cmd/main.c": C + "#include <pcre2.h>\n"},
     "<pcre2.h> is for intent only"),
    ("jansson in diag", {"lib/diag/d.c": C + "#include <jansson.h>\n"},
     "<jansson.h> is for"),
    ("libedit in lib", {"lib/session/s.c": C + "#include <histedit.h>\n"},
     "<histedit.h> is for cmd only"),
    ("a clock in lib", {"lib/engine/step.c": C + "#include <time.h>\n"},
     "<time.h> is for cmd only"),
    ("our types in the public header",
     {"lib/standoff.h": C + '#include "base/a.h"\n'},
     "the public header may not include base/a.h"),
    ("an unknown module", {"lib/magic/m.c": C}, "is no module of the table"),
    ("an unknown header", {"cmd/main.c": C + '#include "nowhere.h"\n'},
     "is in no module of the table"),
    ("a path upwards", {"cmd/main.c": C + '#include "../lib/base/a.h"\n'}, "paths"),
    ("a macro", {"cmd/main.c": C + "#include HEADER\n"}, "not written out"),
    ("a continued include", {"lib/base/a.c": C + '#include \\\n"diag/d.h"\n'},
     "not written out"),
    ("an empty tree", {name: None for name in SOUND_C}, "no #include found"),
]

PAGE = ("# SO202 unknown-key\n\nA key is not known.\n\n## Why it matters\n\nx\n\n"
        "## How to mend it\n\nx\n\n## Example\n\n```yaml bad SO202\nx: 1\n```\n\n"
        "```yaml good\ny: 1\n```\n")
ENTRY = 'DIAG(SHAPE_KEY, "SO202", "unknown-key", DIAG_ERROR, "a key is not known")\n'
OTHER = 'DIAG(SHAPE_B, "SO203", "missing-key", DIAG_ERROR, "a key is missing")\n'
SOUND_CODES = {
    "lib/diag/codes.def": C + ENTRY,
    "lib/yaml/shape.c": C + "int x = DIAG_SHAPE_KEY;\n",
    "docs/rules/SO202.md": PAGE,
    "docs/rules/README.md": "- [SO202](SO202.md) unknown-key\n",
}
CODES = [
    ("nothing", {}, None),
    ("a code twice", {"lib/diag/codes.def": C + ENTRY + OTHER.replace("203", "202")},
     "the code SO202 stands twice"),
    ("a name twice", {"lib/diag/codes.def":
                      C + ENTRY + OTHER.replace("missing-key", "unknown-key")},
     "the name unknown-key stands twice"),
    ("an id twice", {"lib/diag/codes.def":
                     C + ENTRY + OTHER.replace("SHAPE_B", "SHAPE_KEY")},
     "the id SHAPE_KEY stands twice"),
    ("codes out of order", {"lib/diag/codes.def": C + OTHER + ENTRY}, "not in order"),
    ("an entry nobody can read", {"lib/diag/codes.def": C + ENTRY + "DIAG(A, B)\n"},
     "an entry cannot be read"),
    ("a summary with a full stop",
     {"lib/diag/codes.def": C + ENTRY.replace("known\"", "known.\"")}, "full stop"),
    ("an empty table", {"lib/diag/codes.def": C}, "no code found"),
    ("a code without a page", {"docs/rules/SO202.md": None}, "SO202 has no page"),
    ("a page without a code", {"docs/rules/SO299.md": PAGE},
     "docs/rules/SO299.md: is the page of no code"),
    ("another title", {"docs/rules/SO202.md": PAGE.replace("unknown", "odd")},
     "the title is not '# SO202 unknown-key'"),
    ("no sentence", {"docs/rules/SO202.md":
                     PAGE.replace("A key is not known.\n", "")}, "sentence"),
    ("no reason", {"docs/rules/SO202.md": PAGE.replace("## Why", "## Who")},
     "no section '## Why it matters'"),
    ("no bad example", {"docs/rules/SO202.md": PAGE.replace("bad SO202", "skip")},
     "no bad example"),
    ("the bad example of another code",
     {"docs/rules/SO202.md": PAGE.replace("bad SO202", "bad SO201")},
     "no bad example"),
    ("no good example", {"docs/rules/SO202.md": PAGE.replace("yaml good", "text")},
     "no good example"),
    ("not in the index", {"docs/rules/README.md": ""}, "does not list"),
    ("a code nobody gives", {"lib/yaml/shape.c": C},
     "DIAG_SHAPE_KEY is given nowhere"),
]

LONG = "    x++;\n"
SOUND_SIZES = {"lib/base/a.c": C + "int f(int x)\n{\n" + LONG * 40 + "}\n"}
SIZES = [
    ("nothing", {}, None),
    ("a long opening with a grammar",
     {"lib/base/a.h": "/* A\n *\n" + " *     a := b\n" * 9 + " */\n"}, None),
    ("a long table", {"lib/base/a.c": C + "int f(int x)\n{\n}\n"
                      "int t[] = {\n" + "    1,\n" * 90 + "};\n"}, None),
    ("a long file", {"lib/base/a.c": C + "int x;\n" * 500}, "501 lines"),
    ("a long function", {"cmd/main.c": C + "static int\nlong_one(int a,\n"
                         "         int x)\n{\n" + LONG * 56 + "}\n"},
     "cmd/main.c:2: long_one has 61 lines"),
    ("no opening comment", {"lib/base/a.h": "#include <a.h>\n/* late */\n"},
     "lib/base/a.h:1: does not open with a comment"),
    ("a long opening comment", {"lib/base/a.h": "/* a\n" + " * b\n" * 6 + " */\n"},
     "opens with 7 lines"),
    ("an empty tree", {"lib/base/a.c": None}, "no C file found"),
]

# In two halves, so that the check may read this file, too.
SOUND_WORDS = {"README.md": "Run `./setup`, then `build/standoff`.\n",
               "a.c": "mkstemp(\"/tm" "p/XXXXXX\");\n", ".git/x": "TO" "DO\n",
               "build/x": "TO" "DO\n", "a.bin": "TO" "DO\0\n"}
WORDS = [
    ("nothing", {}, None),
    ("unfinished work", {"lib/a.c": "/* TO" "DO */\n"}, "lib/a.c:1:"),
    ("more of it", {"lib/a.c": "\n/* FIX" "ME: x */\n"}, "lib/a.c:2:"),
    ("and more", {".ci/run": "# XX" "X\n"}, ".ci/run:1:"),
    ("a machine's path", {"lib/a.c": "see /wo" "rk/main\n"}, "path of one machine"),
    ("a home folder", {"a.py": "'/ho" "me/anna/x'\n"}, "path of one machine"),
    ("a scratch folder in docs", {"README.md": "in /tm" "p/x\n"},
     "path of one machine"),
    ("a registry", {"setup": "get https://py" "pi.org/x\n"}, "registry"),
    ("an empty tree", {name: None for name in SOUND_WORDS if "/" not in name},
     "no file found"),
]

SOUND_SYMBOLS = {
    "lib/engine/step.c": """int step(const int *);
        static const char *const words[] = {"a", "b"};
        const char *word(int i) { return words[i]; }
        int step(const int *x) { return *x + 1; }\n""",
    "lib/base/arena.c": """#include <stdlib.h>
        void *take(unsigned long n) { void *p = malloc(n);
        if (!p) abort(); return p; }\n""",
    "lib/source/read.c": "#include <fcntl.h>\nint f(const char *p)"
                         " { return open(p, O_RDONLY); }\n",
    "cmd/main.c": "#include <stdio.h>\nint n; int f(void)"
                  " { n++; return printf(\"%d\\n\", n); }\n",
}


def in_step(header, statement):
    return {"lib/engine/step.c": f"#include <{header}>\n"
            f"long f(char *p, long n) {{ (void)p; {statement} return n; }}\n"}


SYMBOLS = [
    ("nothing", {}, None),
    ("printf", in_step("stdio.h", 'n = printf("%ld %s", n, p);'),
     "lib/engine/step.c: 'printf' prints: only cmd does"),
    ("puts", in_step("stdio.h", "puts(p);"), "'puts' prints"),
    ("fprintf", in_step("stdio.h", 'fprintf(stderr, "%ld", n);'), "'stderr' prints"),
    ("exit", in_step("stdlib.h", "exit(1);"), "'exit' ends the program"),
    ("abort", in_step("stdlib.h", "if (n) abort();"), "'abort' ends the program"),
    ("time", in_step("time.h", "n = time(0);"), "'time' reads the clock"),
    ("localtime", in_step("time.h", "time_t t = n; n = localtime(&t)->tm_hour;"),
     "'localtime' reads the clock"),
    ("setlocale", in_step("locale.h", 'setlocale(LC_ALL, p);'), "'setlocale'"),
    ("getenv", in_step("stdlib.h", "n = *getenv(p);"), "'getenv' reads the env"),
    ("malloc in the engine", in_step("stdlib.h", "n = (long)malloc((size_t)n);"),
     "'malloc' allocates"),
    ("free in the engine", in_step("stdlib.h", "free(p);"), "'free' allocates"),
    ("a file opened by the engine", in_step("stdio.h", 'n = !fopen(p, "r");'),
     "'fopen' opens a file"),
    ("a global", {"lib/yaml/y.c": "int count;\n"}, "'count' is a mutable global"),
    ("a global with a value", {"lib/yaml/y.c": "int count = 3;\n"}, "'count'"),
    ("a static local", {"lib/yaml/y.c":
                        "int f(void) { static int count; return ++count; }\n"},
     "is a mutable global"),
    ("a table of pointers that may change",
     {"lib/yaml/y.c": 'const char *words[] = {"a"};\n'}, "'words'"),
    ("a thread's own", {"lib/yaml/y.c": "_Thread_local int count;\n"}, "'count'"),
    ("nothing built", {name: None for name in SOUND_SYMBOLS}, "no object of lib/"),
]

SMALL = (HERE.parent / "docs" / "small.yaml").read_text(encoding="utf-8")
# Stands in for the program: knows one bad key and one command.
PROGRAM = r'''#!/usr/bin/env python3
import sys
if sys.argv[1:] == ["--version"]:
    sys.exit(print("standoff 9.9.9"))
text = open(sys.argv[-1]).read().split("\n")
bad = [i for i, line in enumerate(text, 1) if line.startswith("colour:")]
for i in bad:
    print(f"{sys.argv[-1]}:{i}:1: error: 'colour' is not known [SO202]")
if "states:" not in text:
    print(f"{sys.argv[-1]}:1:1: error: no states [SO203]")
    bad.append(0)
sys.exit(bool(bad))
'''


def page(info, *lines):
    return {"README.md": "\n".join(["# A page", "", "```" + info, *lines,
                                    "```", ""])}


SOUND_DOCS = {"a.txt": "in the tree\n", **page("text", "not run")}
WHOLE = SMALL.rstrip("\n").split("\n")
DOCS = [
    ("a whole scenario", page("yaml standoff", *WHOLE), None),
    ("a whole scenario with a fault", page("yaml standoff", "colour: red", *WHOLE),
     "README.md:3: is not clean (exit 1)"),
    ("a scenario in its place", page("yaml standoff scenarios/x/s.yaml", *WHOLE),
     None),
    ("a scenario in its place with a fault",
     page("yaml standoff scenarios/x/s.yaml", "colour: red", *WHOLE),
     "scenarios/x/s.yaml:1:1: error"),
    ("a file outside", page("yaml file ../x.yaml", *WHOLE), "leads out"),
    ("a good example with a fault", page("yaml good", "colour: red", *WHOLE),
     "is not clean"),
    ("a bad example", page("yaml bad SO202", "colour: red", *WHOLE), None),
    ("a bad example without its fault", page("yaml bad SO202", *WHOLE),
     "gives no code"),
    ("a bad example with another fault", page("yaml bad SO202", "title: x"),
     "gives SO203"),
    ("a bad example with two faults", page("yaml bad SO202", "colour: red"),
     "gives SO202 SO203"),
    ("two faults, both named", page("yaml bad SO202 SO203", "colour: red"), None),
    ("a fragment", page("yaml", "# fragment", "title: x"), None),
    ("a fragment with a fault", page("yaml", "# fragment", "colour: x"),
     "is not clean"),
    ("yaml that says nothing", page("yaml", *WHOLE), "does not say"),
    ("a block that says nothing", page("", "x"), "does not say"),
    ("a shell block", page("sh", "rm x"), "does not say"),
    ("a command", page("console", "$ standoff --version", "standoff 9.9.9",
                       "$ cat a.txt", "in the tree"), None),
    ("other output", page("console", "$ standoff --version", "standoff 9.9"),
     "standoff 9.9.9"),
    ("no output", page("console", "$ standoff --version"), "prints:"),
    ("any lines", page("console", "$ printf '1\\n2\\n3\\n4\\n'", "1", "...", "4"),
     None),
    ("any lines, another end", page("console", "$ printf '1\\n2\\n3\\n'", "...",
                                    "2"), "prints:"),
    ("any text", page("console", "$ echo one two three", "one ... three"), None),
    ("any text, another end", page("console", "$ echo one two", "one ... three"),
     "prints:"),
    ("an exit code", page("console", "$ exit 3 # exit 3"), None),
    ("another exit code", page("console", "$ exit 3"), "ends with 3, not 0"),
    ("standard error", page("console", "$ echo x >&2", "x"), None),
    ("a here-document", page("console", "$ cat <<'END'", "> a", "> END", "a"), None),
    ("C that compiles", page("c", "/* file: a.c */", "int x;"), None),
    ("C that does not", page("c", "/* file: a.c */", "int x"), "does not compile"),
    ("a block without an end", {"README.md": "```text\nx\n"}, "does not end"),
]


PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "to %s, "
msgstr "à %s, "

msgid "rule"
msgstr "règle"
"""
SOUND_MESSAGES = {
    "po/LINGUAS": "fr\n", "po/POTFILES": "cmd/show.c cmd/language.c\n",
    "po/fr.po": PO,
    "cmd/show.c": C + 'const char *f(void) { return _("to %s, "); }\n',
    "cmd/language.c": C + 'const char *g[] = { N_("rule") };\n',
    "lib/a.c": C + 'const char *h = "rule";\n',
}
MESSAGES = [
    ("nothing", {}, None),
    ("a new text", {"cmd/show.c": C + 'int x = f(_("to %s, "), _("new"));\n'},
     "'new' is not translated"),
    ("a text that is gone", {"cmd/show.c": C}, "'to %s, ' is nowhere"),
    ("an empty translation", {"po/fr.po": PO.replace("règle", "")},
     "'rule' is not translated"),
    ("a fuzzy one", {"po/fr.po": PO.replace('msgid "rule"',
                                            '#, fuzzy\nmsgid "rule"')}, "is fuzzy"),
    ("another conversion", {"po/fr.po": PO.replace("à %s", "à %d")},
     "other conversions"),
    ("another place to fill",
     {"cmd/show.c": C + 'int x = f(_("to %s, "), _("{1} of {2}"));\n',
      "po/fr.po": PO + '\nmsgid "{1} of {2}"\nmsgstr "{1} sur {3}"\n'},
     "other places to fill"),
    ("a lost blank", {"po/fr.po": PO.replace("à %s, ", "à %s,")}, "a blank"),
    ("a file that is not looked at",
     {"cmd/new.c": C + 'const char *n = _("to %s, ");\n'}, "cmd/new.c is missing"),
    ("a page that is not looked at",
     {"lib/report/new.c": C + 'const char *n = N_("to %s, ");\n'},
     "lib/report/new.c is missing"),
    ("a word of no library", {"lib/a.c": C}, "'rule' is nowhere in lib/"),
]


def write_tree(root, sound, changes):
    for name, text in {**sound, **changes}.items():
        if text is not None:
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


def compile_all(root):
    """What Meson would leave in build/: objects and compile_commands.json."""
    commands = []
    build = root / "build"
    build.mkdir()
    for source in sorted(root.rglob("*.c")):
        output = source.relative_to(root).as_posix().replace("/", "_") + ".o"
        subprocess.run(["cc", "-std=gnu17", "-O2", "-fPIC", "-w", "-c",
                        str(source), "-o", str(build / output)], check=True)
        commands.append({"directory": str(build), "file": str(source),
                         "output": output})
    (build / "compile_commands.json").write_text(json.dumps(commands))
    return [str(build)]


def stand_in(root):
    """The program that docs.py is given."""
    program = root / "build" / "standoff"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    program.chmod(0o755)
    return [str(program)]


CHECKS = [
    ("layers.py", SOUND_C, LAYERS, None),
    ("codes.py", SOUND_CODES, CODES, None),
    ("sizes.py", SOUND_SIZES, SIZES, None),
    ("words.py", SOUND_WORDS, WORDS, None),
    ("symbols.py", SOUND_SYMBOLS, SYMBOLS, compile_all),
    ("messages.py", SOUND_MESSAGES, MESSAGES, None),
    ("docs.py", SOUND_DOCS, DOCS, stand_in),
]


def try_plant(check, sound, changes, expected, prepare):
    """None if the check answers as it must, else what it did."""
    with tempfile.TemporaryDirectory(prefix="standoff-plant-") as folder:
        root = Path(folder)
        write_tree(root, sound, changes)
        more = prepare(root) if prepare else []
        done = subprocess.run(
            [sys.executable, str(HERE / check), str(root), *more],
            capture_output=True, text=True, timeout=120,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    output = done.stdout + done.stderr
    if expected is None:
        return None if done.returncode == 0 else f"sound, but: {output}"
    if done.returncode != 1:
        return f"ends with {done.returncode}: {output}"
    return None if expected in output else f"does not say '{expected}': {output}"


def main():
    passed = failed = 0
    for check, sound, plants, prepare in CHECKS:
        for what, changes, expected in plants:
            wrong = try_plant(check, sound, changes, expected, prepare)
            passed += wrong is None
            if wrong is not None:
                failed += 1
                print(f"{check}: {what}: {wrong.rstrip()}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
