#!/usr/bin/env python3
"""`standoff test` as authors and CI meet it: verdicts, exit codes, folders,
and files that somebody else made.

usage: test_transcripts.py PROGRAM
"""
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

from runner import run_tests

try:
    import yaml
except ImportError:  # a python3 of the user's own: Debian's has it
    yaml = None

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60

SCENARIO = """standoff: 1
title: Small
language: en
roles:
  karim: { side: perpetrator, name: Karim }
intents:
  greet: { phrases: [hello] }
states:
  first:
    rules:
      - intent: greet
        say: Who is that?
        go: second
    otherwise:
      say: Speak up!
  second:
    rules:
      - { after: 1m, end: gone }
endings:
  gone: { outcome: unresolved }
"""
FRENCH = """standoff: 1
kind: translation
of: small.yaml
language: fr
text:
  Small: Petit
  Karim: Karim
  Who is that?: Qui est là ?
  Speak up!: Plus fort !
intents:
  greet: { phrases: [bonjour] }
"""
HEAD = "standoff: 1\nkind: transcript\nof: ../small.yaml\n"
GOOD = HEAD + """steps:
  - say: Hello!
    expect: { state: second, said: who is }
  - wait: 1m
    expect: { ending: gone }
"""
BAD = HEAD + """steps:
  - say: Good evening.
    expect: { state: second }
"""


def prepare():
    write("small.yaml", SCENARIO)
    write("small.fr.yaml", FRENCH)
    os.mkdir("tests")


def write(path, text):
    data = text if isinstance(text, bytes) else text.encode()
    pathlib.Path(path).write_bytes(data)


def standoff(*arguments, text="", command="test"):
    done = subprocess.run([PROGRAM, command, *arguments], input=text.encode(),
                          capture_output=True, timeout=SECONDS, check=False,
                          env={**os.environ, "NO_COLOR": "1"})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def a_transcript_that_goes_as_expected_passes():
    write("tests/a.yaml", GOOD)
    code, out, err = standoff("tests/a.yaml")
    assert (code, err) == (0, ""), (out, err)
    assert out == "ok tests/a.yaml\n1 test: 1 passed, 0 failed\n", out


def one_that_does_not_is_shown_with_its_place_and_reason():
    write("tests/a.yaml", BAD)
    code, out, _ = standoff("tests/a.yaml")
    assert code == 1
    assert "tests/a.yaml:6:22: error: state is 'first', expected 'second'" \
        in out, out
    assert "heard: no intent" in out and "said: Speak up!" in out, out


def a_failure_that_is_expected_is_none():
    write("tests/a.yaml", BAD.replace("steps:", "expected-failure: x\nsteps:"))
    code, out, _ = standoff("tests/a.yaml")
    assert code == 0 and "1 failed as expected" in out, out


def an_expected_failure_that_passes_is_one():
    write("tests/a.yaml", GOOD.replace("steps:", "expected-failure: x\nsteps:"))
    code, out, _ = standoff("tests/a.yaml")
    assert code == 1 and "passes now" in out, out


def in_a_folder_every_transcript_is_played_and_nothing_else():
    write("tests/b.yaml", GOOD)
    write("tests/a.yml", GOOD)
    write("tests/.hidden.yaml", BAD)
    write("tests/a.txt", BAD)
    code, out, err = standoff(".")
    assert (code, err) == (0, ""), (out, err)
    assert out == ("ok ./tests/a.yml\nok ./tests/b.yaml\n"
                   "2 tests: 2 passed, 0 failed\n"), out


def a_filter_chooses_by_path():
    write("tests/a.yaml", BAD)
    write("tests/b.yaml", GOOD)
    code, out, _ = standoff("--filter", "b.y", ".")
    assert code == 0 and "1 test: 1 passed" in out, out


def a_transcript_may_be_in_another_language():
    write("tests/a.yaml", HEAD + "language: fr\nsteps:\n"
          "  - say: Bonjour !\n    expect: { said: qui est la }\n")
    code, out, err = standoff("tests")
    assert code == 0, (out, err)


def standard_input_is_a_transcript_in_the_working_folder():
    code, out, err = standoff("-", text=GOOD.replace("../", ""))
    assert code == 0, (out, err)


def lint_takes_transcripts():
    write("tests/a.yaml", BAD)
    write("tests/b.yaml", BAD.replace("state: second", "state: secnod"))
    code, out, _ = standoff("tests", command="lint")
    assert code == 1, out
    assert "'secnod' is not defined; did you mean 'second'?" in out, out
    assert out.endswith("2 files: 1 error, 0 warnings\n"), out


def play_says_that_it_is_none_of_its():
    write("tests/a.yaml", GOOD)
    code, out, err = standoff("tests/a.yaml", command="play")
    assert code == 2 and "is a 'transcript', not a scenario" in err, (out, err)


def a_scenario_that_is_named_is_refused():
    code, err, _ = standoff("small.yaml")
    assert code == 2 and "not a transcript" in err, err


def a_transcript_of_a_scenario_with_errors_is_refused():
    write("small.yaml", SCENARIO.replace("go: second", "go: secnod"))
    write("tests/a.yaml", GOOD)
    code, out, err = standoff("tests")
    assert code == 2 and "[SO724]" in out and "'secnod'" in err, (out, err)


def a_transcript_of_a_pack_is_refused():
    write("small.yaml", "standoff: 1\nkind: pack\nintents:\n"
                        "  greet: { phrases: [hello] }\n")
    write("tests/a.yaml", GOOD)
    code, out, _ = standoff("tests")
    assert code == 2 and "is a pack" in out, out


def a_path_out_of_the_root_is_refused():
    for path in ("/etc/passwd", "../../../../../../etc/passwd",
                 "../../small.yaml", "file:///etc/passwd"):
        write("tests/a.yaml", GOOD.replace("../small.yaml", path))
        code, out, err = standoff("tests")
        assert code == 2 and "[SO721]" in out, (path, out, err)
        assert "root:" not in out + err, out + err


def what_is_no_transcript_gets_one_clear_message():
    os.mkdir("tests/folder.yaml")
    for name, text in {"empty": b"", "binary": bytes(range(256)),
                       "text": b"hello", "latin": b"standoff: 1\nof: \xe9\n",
                       "cut": GOOD.encode()[:60],
                       "deep": b"standoff: 1\nkind: transcript\nsteps: " +
                               b"[" * 200,
                       "huge": b"#" * (5 << 20)}.items():
        write(f"{name}.yaml", text)
        code, out, err = standoff(f"{name}.yaml")
        assert code == 2 and f"{name}.yaml" in out and "[SO" in out, \
            (name, code, out, err)
        assert out.endswith("1 test: 0 passed, 0 failed, 1 unusable\n"), out
    code, out, _ = standoff("nothing.yaml")
    assert code == 2 and "[SO001]" in out, out
    code, _, err = standoff("tests/folder.yaml")
    assert code == 2 and "no .yaml file" in err, err


def record(lines, *more):
    """Plays the lines with a journal, and what `--record` makes of it."""
    play = subprocess.run(
        [PROGRAM, "play", "small.yaml", "--jsonl", "--journal", "j", *more],
        input=lines.encode(), capture_output=True, timeout=SECONDS, check=False)
    assert play.returncode in (0, 1), play.stderr
    return standoff("--record", "j", "-o", "tests/r.yaml", "--title", "R")


def a_recorded_session_is_a_test_that_passes():
    code, out, err = record(
        '{"in":"say","text":"Good evening.","t":1300}\n'
        '{"in":"typing","t":2000}\n{"in":"hint"}\n'
        '{"in":"heard","intents":["greet"],"text":"# Hello: you","t":4200}\n'
        '{"in":"wait","ms":60000}\n')
    assert (code, out, err) == (0, "", ""), (out, err)
    text = pathlib.Path("tests/r.yaml").read_text()
    assert text == HEAD + """title: "R"
steps:
  - expect:
      state: first
  - wait: 1s
  - say: Good evening.
  - wait: 1s
  - typing: true
  - wait: 2s
  - say: "# Hello: you"
    hear: [greet]
    expect:
      state: second
      said: Who is that\\?
  - wait: 1m
    expect:
      ending: gone
""", text
    code, out, _ = standoff("tests")
    assert code == 0, out


def what_was_undone_is_not_recorded():
    code, _, err = record(
        '{"in":"say","text":"Good evening."}\n{"in":"wait","ms":5000}\n'
        '{"in":"say","text":"Hello."}\n{"in":"wait","ms":70000}\n'
        '{"in":"undo","turns":1}\n{"in":"say","text":"You there."}\n')
    assert code == 0, err
    text = pathlib.Path("tests/r.yaml").read_text()
    assert text.endswith("  - say: Good evening.\n  - wait: 5s\n"
                         "  - say: You there.\n"), text
    assert standoff("tests")[0] == 0


def nothing_is_recorded_over_a_file():
    record('{"in":"say","text":"Good evening."}\n')
    before = pathlib.Path("tests/r.yaml").read_bytes()
    code, _, err = standoff("--record", "j", "-o", "tests/r.yaml")
    assert code == 2 and "is there already" in err, err
    assert pathlib.Path("tests/r.yaml").read_bytes() == before
    code, _, err = standoff("--record", "j", "-o", "nowhere/r.yaml")
    assert code == 3 and "nowhere/r.yaml" in err, err


def what_is_no_journal_is_not_recorded():
    for name in ("small.yaml", "nothing", "tests"):
        code, out, err = standoff("--record", name)
        assert code == 2 and not out and name in err, (name, out, err)


def every_ending_of_our_scenarios_has_a_transcript():
    done = subprocess.run([PROGRAM, "test", f"{TREE}/scenarios"],
                          capture_output=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout.decode()
    for scenario in TREE.glob("scenarios/*/scenario.yaml"):
        text = scenario.read_text(encoding="utf-8").split("\nendings:\n")[1]
        for ending in re.findall(r"^  ([a-z-]+):", text.split("\nchecks:")[0],
                                 re.M):
            test = scenario.parent / "tests" / f"{ending}.yaml"
            assert f"ending: {ending}\n" in test.read_text(), test
        for language in ("fr", "ru", "tg"):
            assert list(scenario.parent.glob(f"tests/*-{language}.yaml"))


BLESSED = HEAD + """# A comment stays.
steps:
    # and its place
    - {say: Good evening., expect: {state: second,   said: [ no, "who" ]}}
    - say: Hello!
      expect:
          heard: # here too
              - greet
          state:   first  # and here
          said: "never, so"
    - wait: 30s
    - wait: 30s
      expect: { ending: none }
"""


def blessing_writes_what_is_so_and_nothing_else():
    write("tests/a.yaml", BLESSED)
    code, out, err = standoff("--bless", "tests")
    assert (code, err) == (0, ""), (out, err)
    text = pathlib.Path("tests/a.yaml").read_text()
    expected = (BLESSED
                .replace("{state: second,   said: [ no, \"who\" ]}",
                         "{state: first,   said: [ 'Speak up!', 'Speak up!' ]}")
                .replace("state:   first  #", "state:   second  #")
                .replace('"never, so"', "'Who is that\\?'")
                .replace("ending: none", "ending: gone"))
    assert text == expected, text
    assert "-          state:   first  # and here\n" in out, out
    assert "+          state:   second  # and here\n" in out, out
    assert out.endswith("ok tests/a.yaml\n1 test: 1 passed, 0 failed\n"), out
    code, out, _ = standoff("--bless", "tests")
    assert code == 0 and "+" not in out, out
    assert pathlib.Path("tests/a.yaml").read_text() == expected


def what_cannot_be_blessed_is_left_and_said():
    write("tests/a.yaml", HEAD + """steps:
  - say: Hello!
    expect: { state: first }
  - wait: 1m
    expect: { state: second, said: x }
  - say: Hello?
""")
    code, out, _ = standoff("--bless", "tests")
    assert code == 1, out
    assert "expect that ending instead" in out and "nothing was said" in out
    assert "delete the step" in out, out
    assert "state: second }\n" in pathlib.Path("tests/a.yaml").read_text()


def an_expected_failure_is_not_blessed():
    write("tests/a.yaml", BAD.replace("steps:", "expected-failure: x\nsteps:"))
    before = pathlib.Path("tests/a.yaml").read_bytes()
    assert standoff("--bless", "tests")[0] == 0
    assert pathlib.Path("tests/a.yaml").read_bytes() == before


def several():
    """Four that pass, one that fails, one expected to, one unusable."""
    for name in "abce":
        write(f"tests/{name}.yaml", GOOD)
    write("tests/d.yaml", BAD.replace("steps:", "title: 'No # 1 \\ <&>'\nsteps:"))
    write("tests/f.yaml", BAD.replace("steps:", "expected-failure: later\nsteps:"))
    write("tests/g.yaml", "standoff: 1\nkind: transcript\nof: x.yaml\n")


def tap_has_a_line_for_each_test():
    several()
    code, out, _ = standoff("--format", "tap", "tests")
    assert code == 2
    lines = out.splitlines()
    assert lines[0] == "TAP version 14" and lines[-1] == "1..7", out
    assert lines[1] == "ok 1 - tests/a.yaml", out
    assert "not ok 4 - tests/d.yaml: No \\# 1 \\\\ <&>" in lines, out
    assert "not ok 6 - tests/f.yaml # TO" "DO later" in lines, out
    if yaml:
        block = out.split("  ---\n")[1].split("\n  ...")[0]
        found = yaml.safe_load(block)["findings"][0]
        assert (found["code"], found["line"], found["column"]) == \
            ("SO740", 7, 22), found


def junit_has_a_case_for_each_test():
    several()
    code, out, _ = standoff("--format", "junit", "tests")
    suite = xml.etree.ElementTree.fromstring(out).find("testsuite")
    assert code == 2 and len(suite) == 7, out
    assert [suite.get(k) for k in ("tests", "failures", "skipped")] == \
        ["7", "2", "1"], suite.attrib
    case = suite[3]
    assert case.get("name") == "No # 1 \\ <&>", case.attrib
    assert "heard: no intent" in case.find("failure").text, out


def a_failed_test_is_a_finding_in_the_formats_of_lint():
    several()
    code, out, _ = standoff("--format", "github", "tests")
    assert code == 2 and out.count("::error file=tests/d.yaml,line=7") == 1, out
    assert "a.yaml" not in out and "f.yaml" not in out, out
    code, _, err = standoff("--format", "x", "tests")
    assert code == 2 and "tap, junit" in err, err


def jobs_and_shards_change_nothing_but_the_time():
    several()
    whole = standoff("--jobs", "1", "tests")
    for jobs in ("2", "7", "64"):
        assert standoff("--jobs", jobs, "tests") == whole, jobs
    lines = []
    for part in (1, 2, 3):
        out = standoff("--shard", f"{part}/3", "--quiet", "tests")[1]
        lines += [line for line in out.splitlines() if "tests/" in line[:20]]
    assert sorted(line.split(":")[0] for line in lines if line[0] in "FU") == \
        ["FAIL tests/d.yaml", "UNUSABLE tests/g.yaml"], lines
    for wrong in ("0/2", "3/2", "2", "/", "a/b", "1/0"):
        assert standoff("--shard", wrong, "tests")[0] == 2, wrong
    for wrong in ("0", "x", "65", ""):
        assert standoff("--jobs", wrong, "tests")[0] == 2, wrong


def what_comes_from_files_cannot_reach_the_terminal():
    write("tests/a.yaml", HEAD + 'title: "\\x1b[2J\\u202e"\nsteps:\n'
          '  - say: "\\x1b[31m \\x07 \\u202e"\n    expect: { state: second }\n')
    code, out, _ = standoff("tests")
    assert code == 1, out
    assert not any(bad in out for bad in ("\x1b", "\x07", "\u202e")), out


HELPERS = ("prepare", "write", "standoff", "record", "several")
run_tests(globals(), HELPERS, prepare)
