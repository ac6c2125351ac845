#!/usr/bin/env python3
"""`course` from outside: many sessions, one trainee, what nobody found, and
journals that are torn, foreign, huge or no files at all.

usage: test_course.py PROGRAM
"""
import json
import os
import pathlib
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60
SCENARIO = """standoff: 1
title: Door <b>|`x`
language: en
warnings: [threats]
support: Talk to somebody.
roles: { karim: { side: perpetrator, name: Karim } }
intents:
  listen:
    skill: listening
    tone: helps
    phrases: [tell me]
  shout:
    skill: shouting
    tone: harms
    phrases: [get out]
  offer: { phrases: [water] }
  never: { skill: patience, tone: helps, phrases: [no hurry] }
states:
  talk:
    rules:
      - { intent: listen, say: Well. }
      - { intent: shout, say: No!, go: angry }
      - { intent: offer, say: Water., end: out }
    otherwise: { say: What? }
  angry:
    rules:
      - { intent: never, say: Hm., go: talk }
    otherwise: { say: Go! }
endings:
  out: { outcome: peaceful, text: He comes out. }
"""


def run(*arguments, text="", code=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=text,
                          capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


def session(name, said, trainee=None, group="spring", scenario="door.yaml"):
    """Records a session; gives its journal."""
    who = ["--trainee", trainee] if trainee else []
    pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
    run("play", *who, "--class", group, "--journal", name, scenario,
        text="\n".join(said) + "\n")
    return pathlib.Path(name)


def course(*arguments, code=0):
    return json.loads(run("course", "--format", "json", *arguments,
                          code=code).stdout)


def prepare():
    pathlib.Path("door.yaml").write_text(SCENARIO)


def a_class():
    session("c/1.jsonl", ["tell me", "hm?", "get out"], "Anna")
    session("c/2.jsonl", ["tell me", "tell me", "HM?", "water"], "Anna")
    session("c/deep/3.jsonl", ["blah", "get out", ":undo", "tell me"], "Bek")


def what_is_counted():
    a_class()
    found = course("c")
    assert (found["sessions"], found["turns"]) == (3, 9), found
    assert found["not-recognised"] == 3
    assert found["outcomes"]["peaceful"] == 1
    assert found["outcomes"]["left"] == 2
    period, = found["periods"]
    assert period["skills"] == {"listening": 4, "shouting": 1}
    assert found["tones"]["shouting"] == "harms"
    assert [t["name"] for t in found["trainees"]] == ["Anna", "Bek"]


def an_undone_turn_is_not_counted():
    a_class()
    found = course("c/deep/3.jsonl")
    assert found["turns"] == 2
    assert "shouting" not in found["periods"][0]["skills"]


def one_trainee_session_by_session():
    a_class()
    found = course("--trainee", "Anna", "c")
    assert found["sessions"] == 2 and "trainees" not in found
    assert found["left-out"]["sessions-of-others"] == 1
    first, second = found["by-session"]
    assert first["skills"] == {"listening": 1, "shouting": 1}
    assert second["skills"] == {"listening": 2}
    assert second["outcome"] == "peaceful"


def one_class_of_two():
    a_class()
    session("c/4.jsonl", ["tell me"], "Cyrus", group="autumn")
    assert course("--class", "autumn", "c")["sessions"] == 1
    assert course("c")["sessions"] == 4


def what_nobody_found():
    a_class()
    scenario, = course("c")["scenarios"]
    assert scenario["never-heard"] == ["never"]
    places = [place["where"] for place in scenario["never-ran"]]
    assert places == ["states.angry.rules[0]"], places
    assert scenario["never-ran"][0]["line"] == 27, scenario


def what_was_found_once_is_found():
    a_class()
    session("c/5.jsonl", ["get out", "no hurry"])
    scenario, = course("c")["scenarios"]
    assert not scenario["never-heard"] and not scenario["never-ran"]


def lines_not_recognised_are_ranked():
    a_class()
    found = course("c")
    assert [(line["text"], line["at-least"]) for line in found["lines"]] == \
        [("hm?", 2), ("blah", 1)]
    assert found["lines-are-exact"] is True
    assert len(course("--lines", "1", "c")["lines"]) == 1


def a_changed_scenario_counts_for_skills_only():
    a_class()
    text = pathlib.Path("door.yaml").read_text()
    pathlib.Path("door.yaml").write_text(text.replace("Water.", "Thanks."))
    scenario, = course("c")["scenarios"]
    assert scenario["sessions"] == 3
    assert scenario["sessions-of-this-version"] == 0
    assert not scenario["never-ran"]
    assert scenario["never-heard"] == ["never"]


def a_scenario_that_is_gone_counts_by_intents():
    a_class()
    os.remove("door.yaml")
    found = course("c")
    assert found["periods"][0]["skills"] == {"listen": 4, "shout": 1,
                                             "offer": 1}
    assert found["scenarios"][0]["known"] is False


def the_report_for_people_has_all_sections_and_no_markup():
    a_class()
    text = run("course", "c").stdout
    for part in ("listening", "states.angry", "hm?", "Anna", "peaceful"):
        assert part in text, (part, text)
    assert "<b>" not in text and "\\<b\\>\\|\\`x\\`" in text
    for language in ("fr", "ru", "tg"):
        assert run("course", "--lang", language, "c").stdout != text


def nobody_is_ranked_and_nothing_is_scored():
    a_class()
    text = run("course", "c").stdout.lower()
    for word in ("score", "rank", "best", "worst", "pass", "fail"):
        assert word not in text, word


def a_list_on_standard_input():
    a_class()
    listed = "\n".join(map(str, sorted(pathlib.Path("c").rglob("*.jsonl"))))
    done = run("course", "--format", "json", "-", text=listed)
    assert json.loads(done.stdout)["sessions"] == 3
    done = run("course", "-", text="c/1.jsonl\nc/none.jsonl\n", code=2)
    assert "c/none.jsonl" in done.stderr


def without_a_path_the_folder_of_recordings():
    state = pathlib.Path(os.environ["XDG_STATE_HOME"])
    run("play", "door.yaml", text="tell me\n")
    assert len(list(state.rglob("*.jsonl"))) == 1
    assert course()["sessions"] == 1


def a_torn_journal_counts_up_to_the_tear():
    a_class()
    file = pathlib.Path("c/2.jsonl")
    whole = file.read_bytes()
    for size in range(len(whole) - 1, len(whole) // 2, -97):
        file.write_bytes(whole[:size])
        found = course("c")
        assert found["sessions"] == 3
        assert found["left-out"]["journals-with-a-bad-line"] == \
            (not whole[:size].endswith(b"\n"))


def a_flipped_bit_ends_the_count():
    a_class()
    file = pathlib.Path("c/1.jsonl")
    whole = bytearray(file.read_bytes())
    at = whole.index(b'"turn":1')
    whole[at + 9] ^= 1
    file.write_bytes(whole)
    found = course("c/1.jsonl")
    assert found["left-out"]["journals-with-a-bad-line"] == 1
    assert found["turns"] == 0


def what_is_no_journal_is_refused_and_the_rest_counts():
    a_class()
    hostile = {
        "empty": b"", "binary": bytes(range(256)) * 40, "text": b"hello\n" * 9,
        "line": b'{"out":"start",' + b"x" * 3_000_000,
        "json": b'{"out":"start","t":0}\n', "deep": b"[" * 100_000,
        "nul": b"\0" * 5000, "latin": b'{"out":"start","title":"\xe9"}\n',
    }
    for name, data in hostile.items():
        pathlib.Path(f"c/{name}.jsonl").write_bytes(data)
    done = run("course", "--format", "json", "c", code=2)
    assert json.loads(done.stdout)["sessions"] == 3
    for name in hostile:
        assert done.stderr.count(f"c/{name}.jsonl'") == 1, (name, done.stderr)


def what_is_no_file_is_refused_without_waiting():
    os.mkfifo("fifo.jsonl")
    os.symlink("nowhere", "dangling.jsonl")
    for path in ("fifo.jsonl", "dangling.jsonl", "/dev/null", "none"):
        done = run("course", path, code=2)
        assert path in done.stderr, done.stderr


def a_folder_is_not_left_by_links():
    a_class()
    os.mkfifo("c/pipe.jsonl")
    os.symlink("..", "c/up")
    os.symlink("1.jsonl", "c/again.jsonl")
    assert course("c")["sessions"] == 3


def a_line_with_controls_is_made_visible():
    session("c/1.jsonl", ["\u202eevil \x1b[31m"])
    text = run("course", "c").stdout
    assert "\x1b" not in text and "\u202e" not in text


def names_are_checked():
    for name in ("", ".", "a/b", "x" * 65, "a\x1bb", "\udcff"):
        done = subprocess.run([PROGRAM, "play", "--trainee",
                               os.fsencode(name), "door.yaml"],
                              input=b"", capture_output=True, timeout=SECONDS)
        assert done.returncode == 2 and b"--trainee" in done.stderr, name


def the_name_stands_in_the_first_line_only():
    file = session("c/1.jsonl", ["tell me"], "Anna")
    first, *rest = file.read_text().splitlines()
    assert json.loads(first)["trainee"] == "Anna"
    assert json.loads(first)["class"] == "spring"
    assert not any("Anna" in line for line in rest)


def wrong_usage_is_told():
    for arguments in (["--lines", "x"], ["--lines", "-1"],
                      ["--format", "xml"], ["--nonsense"]):
        assert run("course", *arguments, "door.yaml", code=2).stderr


def memory_does_not_grow_with_sessions():
    session("c/0.jsonl", ["tell me"] * 5)
    text = pathlib.Path("c/0.jsonl").read_bytes()

    def peak(count):
        listed = ("c/0.jsonl\n" * count).encode()
        child = subprocess.Popen([PROGRAM, "course", "-"],
                                 stdin=subprocess.PIPE,
                                 stdout=subprocess.DEVNULL)
        child.stdin.write(listed)
        child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = 0
        assert not status
        return usage.ru_maxrss

    assert text and peak(600) < peak(20) + 2048


# A sanitizer keeps freed memory for a while.
SANITIZED = b"__asan_init" in pathlib.Path(PROGRAM).read_bytes()
run_tests(globals(), {"run", "session", "course", "prepare", "a_class"},
          prepare, ["memory_does_not_grow_with_sessions"] if SANITIZED else [])
