#!/usr/bin/env python3
"""What servers run: the action, the hooks of pre-commit, and the examples of
docs/ci.md, as far as they run without a server.

usage: test_ci.py PROGRAM
"""
import json
import os
import pathlib
import re
import subprocess
import sys

import yaml
from runner import TREE, run_tests

sys.path.insert(0, str(TREE / "tests/check"))
import docs  # noqa: E402  the examples of the documentation

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
ACTION = yaml.safe_load((TREE / "action.yml").read_text())
HOOKS = yaml.safe_load((TREE / ".pre-commit-hooks.yaml").read_text())
GOOD = """standoff: 1
title: Small
roles: { karim: { side: perpetrator, name: Karim } }
states: { first: { otherwise: { say: What? } } }
"""
BAD = GOOD + "start: fisrt\n"


def prepare():
    """A folder of scenarios, and the program on the PATH."""
    os.makedirs("scenarios/one")
    pathlib.Path("scenarios/one/good.yaml").write_text(GOOD)
    os.mkdir("bin")
    os.symlink(PROGRAM, "bin/standoff")


def shell(script, **environment):
    """(exit code, output) of a script, as a runner starts it."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False, timeout=100,
        env={**os.environ, "GITHUB_ACTIONS": "true",
             "GITHUB_WORKSPACE": os.getcwd(),
             "PATH": f"{os.getcwd()}/bin:{os.environ['PATH']}", **environment})
    return done.returncode, done.stdout


def lint_step():
    return next(step for step in ACTION["runs"]["steps"]
                if step["name"] == "Lint")


def act(**inputs):
    """The action's step with these inputs, the others at their defaults."""
    values = {name: one["default"] for name, one in ACTION["inputs"].items()}
    values.update(inputs)
    environment = {}
    for name, value in lint_step()["env"].items():
        environment[name] = re.sub(
            r"\$\{\{ inputs\.([a-z]+) \}\}", lambda found: values[found[1]],
            value.replace("${{ github.action_path }}/build/standoff", PROGRAM))
    return shell(lint_step()["run"], **environment)


def the_action_lints_and_writes_what_it_is_asked_for():
    code, out = act()
    assert code == 0 and "1 file: nothing found" in out, out
    pathlib.Path("scenarios/bad.yaml").write_text(BAD)
    code, out = act(sarif="a.sarif", junit="a.xml", deep="false")
    assert code == 1 and "::error file=scenarios/bad.yaml,line=5" in out, out
    assert json.loads(pathlib.Path("a.sarif").read_text())["runs"]
    assert "failures=\"1\"" in pathlib.Path("a.xml").read_text()


def inputs_of_the_action_are_words_not_script():
    pathlib.Path("a b.yaml").write_text(GOOD)
    pathlib.Path("-x.yaml").write_text(GOOD)
    assert act(paths="a b.yaml\n-x.yaml\n\n")[0] == 0
    for name in ("paths", "select", "ignore", "sarif", "junit", "deep"):
        act(**{name: "$(touch hurt) `touch hurt`; touch hurt"})
        assert not os.path.exists("hurt"), name
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"], step["name"]
    assert act(select="SO999")[0] == 2 and act(ignore="SO6")[0] == 0


def every_input_of_the_action_has_a_use_and_a_word():
    text = json.dumps(lint_step()["env"])
    page = (TREE / "docs/ci.md").read_text(encoding="utf-8")
    for name, one in ACTION["inputs"].items():
        assert f"inputs.{name} " in text and one["description"].endswith(".")
        assert f"`{name}`" in page
    assert set(re.findall(r"inputs\.([a-z]+)", text)) == set(ACTION["inputs"])


def the_hooks_run_on_the_files_they_name():
    for hook in HOOKS:
        assert {"id", "name", "entry", "language", "types", "files"} <= set(hook)
        assert re.search(hook["files"], "course/scenarios/one/good.yaml")
        assert not re.search(hook["files"], ".github/workflows/a.yaml")
        assert shell(f"{hook['entry']} scenarios/one/good.yaml")[0] == 0
        pathlib.Path("scenarios/bad.yaml").write_text(BAD)
        assert shell(f"{hook['entry']} scenarios/bad.yaml")[0] == 1


def commands(node):
    """The commands of our program within an example."""
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from commands(value)
    elif isinstance(node, str) and node.startswith("standoff "):
        yield node


def the_examples_of_the_page_are_yaml_and_their_commands_run():
    page = (TREE / "docs/ci.md").read_text(encoding="utf-8")
    found = []
    for _, info, lines in docs.blocks(page):
        if info.startswith("yaml"):
            found += commands(yaml.safe_load("\n".join(lines)))
        elif info.startswith("sh"):
            found += [line.removeprefix("exec ") for line in lines]
    assert len(found) >= 3, found
    for command in found:
        code, out = shell(command)
        assert code == 0, (command, out)
    assert os.path.exists("standoff.sarif") and os.path.exists("lint.xml")


run_tests(globals(), prepare=prepare, helpers=(
    "prepare", "shell", "lint_step", "act", "commands", "run_tests"))
