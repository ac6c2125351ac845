#!/usr/bin/env python3
"""What other programs say of what we write: npm's SARIF validator of findings,
ajv and yaml-language-server of the JSON Schema. They are in build/validators,
where `./setup --dev` puts them; without them this is skipped.

usage: test_validators.py PROGRAM [--all]

--all tries every change of a file and all scenarios, not a choice of them.
"""
import copy
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys

import yaml
from runner import TREE, run_tests

sys.path.insert(0, str(TREE / "tests/check"))
import docs  # noqa: E402  the examples of the documentation

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
MODULES = TREE / "build/validators/node_modules"
HERE = TREE / "tests/validators"
STEP = 1 if "--all" in sys.argv else 23
# What a table of keys finds; the others of the group look at several keys.
SHAPE = {f"SO{n}" for n in (201, 202, 203, 204, 205, 206, 207, 208, 209, 210,
                            211, 212)}


def run(*command, text=None):
    done = subprocess.run(
        [str(part) for part in command], input=text, capture_output=True,
        text=True, check=False, timeout=200,
        env={**os.environ, "NODE_PATH": str(MODULES),
             "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    return done.returncode, done.stdout, done.stderr


def write(name, text):
    pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(name).write_text(text, encoding="utf-8")


# --- SARIF -----------------------------------------------------------------------

def bad_examples():
    """The wrong examples of the rules' pages, with names worth escaping."""
    for page in sorted((TREE / "docs/rules").glob("SO*.md")):
        for number, (_, info, lines) in enumerate(
                docs.blocks(page.read_text(encoding="utf-8"))):
            if info.startswith("yaml bad"):
                write(f"bad ä%/{page.stem}-{number}.yaml",
                      "\n".join(lines) + "\n")


def sarif_passes_the_rules_of_its_kind_and_of_github():
    tool = MODULES / "@microsoft/sarif-multitool-linux/Sarif.Multitool"
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    bad_examples()
    write("good.yaml", (HERE / "files/rubric.yaml").read_text())
    run(PROGRAM, "lint", "-o", "sarif=all.sarif", "bad ä%", "gone.yaml")
    run(PROGRAM, "lint", "-o", "sarif=none.sarif", "good.yaml")
    results = json.loads(pathlib.Path("all.sarif").read_text())["runs"][0]
    assert len(results["results"]) > 40, len(results["results"])
    code, out, err = run(tool, "validate", "all.sarif", "none.sarif",
                         "--rule-kind", "Sarif;Ghas")
    told = [line for line in (out + err).splitlines()
            if re.search(r"\b(error|warning)\b", line)
            and "'informationUri'" not in line]  # -Dhome_page gives it
    assert code == 0 and "2 files scanned" in out and not told, (out, told)


# --- The schema: agreement ----------------------------------------------------------

def schema(*arguments):
    code, out, err = run(PROGRAM, "schema", *arguments)
    assert code == 0 and not err
    write("schema.json", out)
    return json.loads(out)


def codes_of(*paths):
    """{file: codes} by lint."""
    found = {}
    _, out, err = run(PROGRAM, "lint", "-f", "json", "--root", ".", *paths)
    assert not err, err
    for line in out.splitlines():
        finding = json.loads(line)
        found.setdefault(finding["file"], set()).add(finding["code"])
    return found


def answers(files):
    """{file: (read, valid, errors)} by ajv."""
    code, out, err = run("node", HERE / "schema.cjs", "schema.json", *files)
    assert code == 0, err
    found = map(json.loads, out.splitlines())
    return {one["file"]: (one["read"], one["valid"], one["errors"])
            for one in found}


def disagreements(files):
    """Files of which ajv and lint say different things, and what they say."""
    codes, told = codes_of(*files), answers(files)
    for file in files:
        found = codes.get(file, set())
        if any(code < "SO200" for code in found) or not told[file][0]:
            continue  # no YAML, or not as other readers have it
        if told[file][1] == bool(found & SHAPE):
            yield file, sorted(found), told[file][2]


def the_schema_agrees_with_lint_on_every_example():
    schema()
    files = []
    for page in [TREE / "README.md", *sorted((TREE / "docs").rglob("*.md"))]:
        for number, (_, info, lines) in enumerate(
                docs.blocks(page.read_text(encoding="utf-8"))):
            if not info.startswith("yaml") or info.endswith("skip"):
                continue
            if lines[:1] == ["# fragment"]:
                lines = docs.completed(lines)
            files.append(f"{page.stem}-{number}.yaml")
            write(files[-1], "\n".join(lines) + "\n")
    for file in sorted((TREE / "tests/corpus").rglob("*.yaml")):
        name = str(file.relative_to(TREE / "tests"))
        files.append(name)
        write(name, file.read_text(encoding="utf-8"))
    assert len(files) > 100
    # The order of keys, control characters, a sign before a number and what
    # two keys say together are no matter of a schema.
    beyond = {"SO209", "SO211", "SO213", "SO214", "SO215"}
    two_keys = ("corpus/lint/SO206-start-outside-the-range.yaml",
                "corpus/lint/SO208-range-upside-down.yaml")
    wrong = [one for one in disagreements(files)
             if not beyond & set(one[1]) and one[0] not in two_keys]
    assert not wrong, wrong


def scenarios_are_valid():
    schema()
    names = "*.yaml" if STEP == 1 else "rubrics/*.yaml"
    files = sorted(str(path) for path in [
        *(TREE / "scenarios").rglob(names), *HERE.rglob("*.yaml"),
        *(TREE / "scenarios/workshop-barricade").glob("scenario*.yaml")])
    invalid = {file: errors for file, (_, valid, errors)
               in answers(files).items() if not valid}
    assert len(files) >= 10 and not invalid, invalid


# --- The schema: one change at a time ---------------------------------------------------

VALUES = [5, -1.5, "", "some text", "Foo Bar", [], ["x"], {}, {"x": "y"},
          {"Foo Bar": "y"}, True, None, "1..5", "+3", "9:99"]


def places(node, path=()):
    """The path of every value of a tree."""
    for key in node if isinstance(node, dict) else (
            range(len(node)) if isinstance(node, list) else ()):
        yield (*path, key)
        yield from places(node[key], (*path, key))


def changed(tree, path, change):
    """A copy of the tree in which `change` was made where the path leads."""
    whole = copy.deepcopy(tree)
    node = whole
    for key in path[:-1]:
        node = node[key]
    change(node, path[-1])
    return whole


def put(value):
    def change(node, key):
        node[key] = value
    return change


def add_odd_key(node, key):
    if isinstance(node[key], dict):
        node[key]["odd-key"] = {"x": 1}


def delete(node, key):
    del node[key]


def keeps_spelling(path, value):
    """Whether JSON has the value as lint reads it: +1 is 1 there, and true and
    null are words to a text or a name."""
    after_change = len(path) > 1 and path[-2] == "change"
    return not (value is None or value is True or
                (after_change and isinstance(value, int)))


def mutants(tree, step):
    """Every step-th change of the file: (path, what, tree)."""
    number = 0
    for path in places(tree):
        for what, change, comparable in (
                [(json.dumps(value), put(value), keeps_spelling(path, value))
                 for value in VALUES] +
                [("odd key", add_odd_key, True), ("gone", delete, True)]):
            number += 1
            if comparable and number % step == 0:
                yield path, what, changed(tree, path, change)


class Spelled(yaml.SafeLoader):
    """Changes such as +2 are texts here, as they are to lint."""


Spelled.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag != "tag:yaml.org,2002:int" or first not in "+-"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def the_schema_agrees_with_lint_on_every_change_of_a_file():
    schema()
    shutil.copytree(HERE / "files", "files")
    seen, wrong = 0, []
    for name in sorted(os.listdir("files")):
        tree = yaml.load(pathlib.Path("files", name).read_text(), Spelled)
        made = {}
        for number, (path, what, whole) in enumerate(mutants(tree, STEP)):
            folder = f"m{number}" if name == "scenario.fr.yaml" else "files"
            file = f"{folder}/{name}" if folder != "files" else (
                f"files/{number}-{name}")
            if folder != "files":
                os.makedirs(folder)
                shutil.copy("files/scenario.yaml", folder)
                shutil.copy("files/pack.yaml", folder)
            write(file, json.dumps(whole, ensure_ascii=False, indent=1))
            made[file] = (path, what)
        seen += len(made)
        wrong += [(made[one[0]], *one) for one in disagreements(list(made))]
    assert seen > 4000 / STEP, seen
    beyond = {"SO213", "SO214", "SO215"}
    wrong = [one for one in wrong if not beyond & set(one[2])]
    assert not wrong, (len(wrong), wrong[:8])


def every_key_of_the_schema_is_in_a_file_that_is_changed():
    def names(node):
        if isinstance(node, dict):
            yield from node.get("properties", {})
            for value in node.values():
                yield from names(value)
        if isinstance(node, list):
            for value in node:
                yield from names(value)

    def used(node):
        if isinstance(node, dict):
            yield from node
        for value in node.values() if isinstance(node, dict) else (
                node if isinstance(node, list) else ()):
            yield from used(value)

    there = set()
    for file in (HERE / "files").glob("*.yaml"):
        there |= set(used(yaml.load(file.read_text(), Spelled)))
    missing = set(names(schema())) - there
    assert not missing, missing


HEAD = """standoff: 1
title: Small
roles: { karim: { side: perpetrator, name: Karim } }
states: { first: { otherwise: { say: What? } } }
"""
METER = HEAD + "meters: { m: { start: %s, range: %s } }\n"


def what_a_schema_cannot_say_is_as_the_page_tells():
    schema()
    only_lint = {
        "order.yaml": HEAD.replace("standoff: 1\ntitle: Small\n",
                                   "title: Small\nstandoff: 1\n"),
        "sign.yaml": METER % ("1", "0..5") + "rules: [{ silence: 9s, change: "
                     "{ m: 1 } }]\n",
        "days.yaml": HEAD + "duration: 800h\n",
        "ends.yaml": METER % ("1", "5..0"),
        "bounds.yaml": METER % ("1", "0..9999999"),
        "integer.yaml": METER % ("1.0", "0..5"),
        "truth.yaml": HEAD + "rules: [{ silence: 9s, say: a, once: True }]\n",
    }
    only_schema = {
        "word.yaml": HEAD + "summary: true\n",
        "null.yaml": HEAD + "summary: null\n",
        "name.yaml": HEAD.replace("first:", '"true":') + "start: true\n",
    }
    for name, text in {**only_lint, **only_schema}.items():
        write(name, text)
    files = list(only_lint) + list(only_schema)
    told, found = answers(files), codes_of(*files)
    for name in only_lint:
        assert told[name][1] and found[name] & SHAPE, (name, found.get(name))
    for name in only_schema:
        assert not told[name][1] and not found.get(name, set()) & SHAPE, name


def a_schema_of_one_kind_takes_that_kind_only():
    kinds = {"scenario": "scenario.yaml", "pack": "pack.yaml",
             "translation": "scenario.fr.yaml", "transcript": "transcript.yaml",
             "rubric": "rubric.yaml"}
    files = {kind: str(HERE / "files" / name) for kind, name in kinds.items()}
    for kind in kinds:
        assert schema("--kind", kind)["$schema"].endswith("draft-07/schema#")
        told = answers(list(files.values()))
        valid = [one for one in kinds if told[files[one]][1]]
        assert valid == [kind], (kind, valid)
    code, out, err = run(PROGRAM, "schema", "--kind", "\x1b[2J")
    assert code == 2 and not out and "choose one of scenario" in err
    assert "\x1b" not in err and run(PROGRAM, "schema", "x")[0] == 2


# --- In an editor ------------------------------------------------------------------------

def edited(*texts):
    """What the server tells of each text, at the place of its first |."""
    requests = []
    for text in texts:
        before = text.split("|", 1)[0]
        requests.append({
            "text": text.replace("|", "", 1), "line": before.count("\n"),
            "character": len(before) - before.rfind("\n") - 1})
    schema()
    server = MODULES / "yaml-language-server/bin/yaml-language-server"
    code, out, err = run("node", HERE / "editor.cjs", server, "schema.json",
                         text=json.dumps(requests))
    assert code == 0, err
    return json.loads(out)


def an_editor_shows_what_is_wrong_completes_and_explains():
    wrong, key, word, kind, explained, good = edited(
        HEAD.replace("say", "sya") + "famly: prison\nduration: 40\n|",
        HEAD + "rules:\n  - silence: 9s\n    |\n",
        HEAD + "family: |\n", "standoff: 1\nkind: |\n",
        HEAD + "rules: [{ silence: 9s, sa|y: Well? }]\n", HEAD + "|")
    assert good["diagnostics"] == []
    assert "4: Property sya is not allowed." in wrong["diagnostics"], wrong
    assert "5: Property famly is not allowed." in wrong["diagnostics"]
    assert ("6: takes a duration such as 90s or 1h30m"
            in wrong["diagnostics"]), wrong
    assert {"say", "change", "each-time", "if"} <= set(key["completions"])
    assert "silence" not in key["completions"]
    assert {"prison", "mental-health"} <= set(word["completions"])
    assert {"pack", "transcript", "rubric"} <= set(kind["completions"])
    assert "What is said now: a line or several in order." in explained["hover"]


if not shutil.which("node") or not MODULES.is_dir():
    print("skipped: node or build/validators is not here; ./setup --dev "
          "installs them")
    sys.exit(77)
run_tests(globals(), helpers=(
    "run", "write", "bad_examples", "schema", "codes_of", "answers",
    "disagreements", "places", "changed", "put", "add_odd_key", "delete",
    "keeps_spelling", "mutants", "edited", "run_tests"))
