#!/usr/bin/env python3
"""Graphs: what is drawn of a scenario, that no text from a file is read as
syntax, and what comes of files and places that are none. Graphviz reads what it
is given, where it is here.

usage: test_graph.py PROGRAM
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

from runner import TREE, run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
SCENARIOS = sorted(TREE.glob("scenarios/*/scenario.yaml"))
DOT = shutil.which("dot")
SECONDS = 60
HOSTILE = ('"]; evil -> x [label="', "<b>bold</b>", "a\\nb\\", "{{x}", "&lt;&quot;",
           "end", "-->|x|", "\x1b[31m\u202e", "#35;", "`code`", "%%{{init",
           "click state0 href \"javascript:x\"", "a\nb")

SCENARIO = """standoff: 1
title: TEXT
roles: { karim: { side: perpetrator, name: Karim } }
meters: { tension: { start: 5, range: 0..10 } }
intents: { hello: { phrases: [hello] }, bye: { phrases: [bye] } }
demands:
  car: { by: karim, text: TEXT, deadline: { in: 90s, passed: { go: end } } }
triggers: { over: { kind: danger, when: tension >= 9, go: end } }
injects: { call: { at: 5m, end: out } }
states:
  outer:
    start: graph
    rules: [{ intent: bye, end: out }]
    states:
      graph:
        enter: { raise: car }
        rules:
          - { intent: hello, if: tension >= 3, go: end }
          - { silence: 45s, go: back }
      subgraph: { rules: [{ after: 1m30s, go: graph }] }
  end: { rules: [{ intent: [hello, bye], each-time: [{ say: No }, { end: out }] }] }
endings:
  out: { outcome: peaceful, text: TEXT }
  node: { outcome: harm }
"""


def write(text="Text"):
    pathlib.Path("it.yaml").write_text(
        SCENARIO.replace("TEXT", json.dumps(text)), encoding="utf-8")


def graph(*arguments, path="it.yaml", code=0, **more):
    done = subprocess.run([PROGRAM, "graph", path, *arguments],
                          capture_output=True, text=True, timeout=SECONDS,
                          encoding="utf-8", check=False, **more)
    assert done.returncode == code, (done.returncode, done.stderr[-600:])
    return done


def dot_reads(text):
    """What Graphviz makes of it: {name: label} of nodes, pairs of edges."""
    done = subprocess.run([DOT, "-Tjson0"], input=text, capture_output=True,
                          text=True, timeout=SECONDS, encoding="utf-8",
                          check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr
    made = json.loads(done.stdout)
    objects = {item["_gvid"]: item for item in made["objects"]}
    nodes = {item["name"]: item.get("label", "") for item in objects.values()
             if "nodes" not in item and "subgraphs" not in item}
    edges = [(objects[edge["tail"]]["name"], objects[edge["head"]]["name"],
              edge.get("label", "")) for edge in made.get("edges", [])]
    return nodes, edges


# --- what is drawn ------------------------------------------------------------

def ways_are_drawn_with_what_is_listened_for():
    write()
    text = graph().stdout
    for part in ('state1 -> state3 [label="hello [tension >= 3]"',
                 'within0 -> ending0 [label="bye"',
                 'state1 -> back_state1 [label="silence 45s"',
                 'state2 -> state1 [label="after 1m30s"',
                 'demand0 -> state3 [label="deadline passed"',
                 'state1 -> demand0 [label="raises", style=dashed',
                 'state3 -> ending0 [label="hello, bye (2 of 2)"',
                 "trigger over\\nwhen tension >= 9", "inject call\\nat 5m",
                 "start -> state1;", 'subgraph cluster0 { label="outer"'):
        assert part in text, (part, text)


def what_no_run_comes_to_is_marked():
    write()
    for form in ("dot", "mermaid"):
        text = graph("-f", form).stdout
        marked = re.findall(r"^ *(\w+).*not reached", text.replace("#40;", "("),
                            re.M)
        assert marked == ["state2", "ending1"], (form, marked)


def each_outcome_has_its_colour_and_its_name():
    write()
    for form in ("dot", "mermaid"):
        text = graph("-f", form).stdout
        assert "#d5ecd0" in text and "peaceful" in text
        assert "#f6c9c9" in text and "harm" in text


def every_state_and_ending_of_ours_is_drawn_once():
    for path in SCENARIOS:
        names = re.findall(r"^  ([a-z][a-z0-9-]*):$",
                           path.read_text(encoding="utf-8").split(
                               "\nendings:\n")[1], re.M)
        for form in ("dot", "mermaid"):
            text = graph("-f", form, path=str(path)).stdout
            text = re.sub(r"#45;", "-", text)
            for name in names:
                assert len(re.findall(rf'ending\d+\W+(label=")?{name}(\\n|<br/>)',
                                      text)) == 1, (path, form, name)


def ways_that_a_persona_takes_are_counted():
    path = str(TREE / "scenarios/workshop-barricade/scenario.yaml")
    text = graph("--persona", "threatener", path=path).stdout
    harm = re.search(r'-> ending3 \[label="[^"]*\\ntaken: (\d+)"', text)
    assert harm and int(harm[1]) > 0, text[-900:]
    out = [int(times) for times in
           re.findall(r'-> ending0 \[label="[^"]*\\ntaken: (\d+)"', text)]
    assert out and sum(out) == 0
    assert "is not known" in graph("--persona", "nobody", path=path,
                                   code=2).stderr


def a_scenario_of_one_state_is_drawn():
    pathlib.Path("it.yaml").write_text(
        "standoff: 1\ntitle: T\nroles: { a: { side: perpetrator } }\n"
        "states: { one: {} }\n", encoding="utf-8")
    assert "not reached" not in graph().stdout
    assert graph("-f", "mermaid").stdout.startswith("flowchart")


# --- text from the file -------------------------------------------------------

def no_text_is_read_as_syntax_by_graphviz():
    write()
    plain = dot_reads(graph().stdout)
    for text in HOSTILE:
        write(text)
        nodes, edges = dot_reads(graph().stdout)
        assert set(nodes) == set(plain[0]) and edges == plain[1], text


def graphviz_shows_the_text_as_it_was_written():
    for text in ("a \"b\" c", "back\\nslash", "&lt;", "<i>x</i>"):
        write(text)
        picture = graph("-f", "svg").stdout
        shown = " ".join(xml.etree.ElementTree.fromstring(picture).itertext())
        assert text in shown.replace("\u00a0", " "), (text, shown[-600:])


def no_text_is_read_as_syntax_by_mermaid():
    write()
    plain = graph("-f", "mermaid").stdout
    line = re.compile(
        r'^(flowchart LR|end|subgraph \w+\["[^"]*"\]|style \w+ [\w:#,. -]+'
        r'|\w+[\[({/]+"[^"<>{}|`\\]*"[\])}/]+( --> \w+)?'
        r'|\w+ -?\.?-?-[->]+(\|"[^"<>{}|`\\]*"\|)? \w+)$')
    for text in ("Text", *HOSTILE):
        write(text)
        lines = graph("-f", "mermaid").stdout.splitlines()
        assert len(lines) == len(plain.splitlines()), text
        for one in lines:
            assert line.match(one.strip().replace("<br/>", " ")), (text, one)


def nothing_reaches_a_terminal_raw():
    write("\x1b[31m\u202e\x7f\x85")
    for form in ("dot", "mermaid"):
        assert not set(graph("-f", form).stdout) & set("\x1b\u202e\x7f\x85")


# --- pictures and files -------------------------------------------------------

def a_picture_is_made_of_each_of_ours():
    for path in SCENARIOS:
        root = xml.etree.ElementTree.fromstring(
            graph("-f", "svg", path=str(path)).stdout)
        assert root.tag.endswith("svg"), path


def without_graphviz_it_says_what_to_do():
    write()
    done = graph("-f", "svg", code=2, env={**os.environ, "PATH": "/nowhere"})
    assert "Graphviz is not there" in done.stderr and not done.stdout


def a_graphviz_that_fails_is_a_fault_and_writes_nothing():
    write()
    for script in ("exit 1", "cat >/dev/null; exit 5", "kill -9 $$"):
        pathlib.Path("dot").write_text(f"#!/bin/sh\n{script}\n",
                                       encoding="utf-8")
        os.chmod("dot", 0o755)
        path = {**os.environ, "PATH": f"{os.getcwd()}:{os.environ['PATH']}"}
        done = graph("-f", "svg", "-o", "out.svg", code=3, env=path)
        assert "'dot' failed" in done.stderr
        assert not pathlib.Path("out.svg").exists()


def a_file_that_cannot_be_written_is_a_fault():
    write()
    done = graph("-o", "nowhere/out.dot", code=3)
    assert "nothing was written" in done.stderr
    graph("-o", "out.dot")
    assert pathlib.Path("out.dot").read_text(encoding="utf-8") == graph().stdout


def what_is_no_scenario_is_refused():
    os.mkdir("folder")
    for name, content in {"empty": b"", "binary": bytes(range(256)) * 40,
                          "deep": b"standoff: 1\nx: " + b"[" * 99999}.items():
        pathlib.Path(name).write_bytes(content)
    for name in ("empty", "binary", "deep", "folder", "nowhere"):
        done = graph(path=name, code=2)
        assert done.stderr and not done.stdout, name
    pack = str(TREE / "scenarios/packs/active-listening.yaml")
    assert "is a pack" in graph(path=pack, code=2).stderr
    write()
    assert "choose dot" in graph("-f", "png", code=2).stderr


run_tests(globals(), ("write", "graph", "dot_reads"), skip=() if DOT else (
    "no_text_is_read_as_syntax_by_graphviz",
    "graphviz_shows_the_text_as_it_was_written",
    "a_picture_is_made_of_each_of_ours",
    "a_graphviz_that_fails_is_a_fault_and_writes_nothing"))
