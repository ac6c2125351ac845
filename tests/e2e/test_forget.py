#!/usr/bin/env python3
"""`course --forget`: a person taken out of journals, ratings and names of
files; what others said stays; what is asked, and what is left is told.

usage: test_forget.py PROGRAM
"""
import fcntl
import json
import os
import pathlib
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
WORKSHOP = TREE / "scenarios/workshop-barricade/scenario.yaml"
SECONDS = 60


def run(*arguments, text="", code=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=text,
                          capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


def session(name, trainee, said):
    run("play", "--trainee", trainee, "--journal", name, WORKSHOP,
        text="\n".join(said) + "\n")


def note(name, text, by):
    """Adds an observer's remark, as a program does."""
    lines = [json.dumps({"in": "say", "text": "My name is Zarina."}),
             json.dumps({"in": "note", "text": text, "by": by}),
             json.dumps({"in": "say", "text": "zarina will stay with you."})]
    run("play", "--jsonl", "--trainee", "Bek", "--journal", name, WORKSHOP,
        text="\n".join(lines) + "\n")


def rate(journal, who, text="3\n:note good\n"):
    run("rate", journal, "--as", who, text=text)


def prepare():
    os.mkdir("c")


def a_class():
    """Zarina trains, remarks and rates; Bek's session is about her, too."""
    session("c/1.jsonl", "Zarina", ["Calm down!", "My name is Zarina."])
    note("c/2.jsonl", "Zarina's pause was long", "Zarina")
    session("c/3.jsonl", "Bek", ["Calm down!"])
    rate("c/1.jsonl", "Bek")
    rate("c/2.jsonl", "Zarina")
    rate("c/2.jsonl", "Cyrus", "3\n:note zarina saw it first\n:note x\n")
    run("rate", "c/2.jsonl", "--as", "Dana",
        text=":note as Zarina said\n2\n")
    pathlib.Path("c/1.jsonl.torn").write_text("Nobody knows")
    pathlib.Path("c/3.jsonl.torn").write_text('{"in":"say","text":"Zarina')


def files():
    return {path.name: path.read_bytes()
            for path in pathlib.Path("c").rglob("*") if path.is_file()}


def forget(*more, text="", code=0, name="Zarina"):
    return run("course", "--forget", name, *more, "c", text=text, code=code)


def nothing_of_the_name_is_left():
    a_class()
    done = forget("--yes")
    assert "stands nowhere" in done.stdout
    for name, data in files().items():
        assert b"zarina" not in name.lower().encode() + data.lower(), name
    assert set(files()) == {"2.jsonl", "3.jsonl", "2.jsonl.Cyrus.rating.yaml",
                            "2.jsonl.Dana.rating.yaml"}


def what_others_did_stays():
    a_class()
    before = files()
    forget("--yes")
    after = files()
    assert after["3.jsonl"] == before["3.jsonl"]
    lines = [json.loads(line) for line in after["2.jsonl"].splitlines()]
    old = [json.loads(line) for line in before["2.jsonl"].splitlines()]
    assert [line["n"] for line in lines] == [line["n"] for line in old]
    said = [line for line in lines if line.get("in")]
    assert said[0]["text"] == "My name is somebody."
    assert said[1]["text"] == "somebody's pause was long"
    assert "by" not in said[1]
    assert said[2]["text"] == "somebody will stay with you."
    assert b"as somebody said" in after["2.jsonl.Dana.rating.yaml"]


def a_rewritten_journal_is_a_journal():
    a_class()
    forget("--yes")
    run("replay", "--quiet", "c/2.jsonl")
    run("resume", "c/2.jsonl", text="Calm down!\n")
    found = json.loads(run("course", "--format", "json", "c").stdout)
    assert found["sessions"] == 2
    assert [t["name"] for t in found["trainees"]] == ["Bek"]
    run("debrief", "c/2.jsonl", "--ratings", "c/2.jsonl.Dana.rating.yaml")


def it_asks_before_anything_is_changed():
    a_class()
    before = files()
    for answer in ("", "no\n", "zarina\n", "Zarin\n"):
        done = forget(text=answer, code=2)
        assert "to be deleted: c/1.jsonl" in done.stdout
        assert "nothing was changed" in done.stderr
    assert files() == before
    forget(text="Zarina\n")
    assert files() != before


def the_text_may_be_kept():
    a_class()
    done = forget("--yes", "--keep-text", code=1)
    assert "still stands: " in done.stdout
    data = files()["2.jsonl"]
    assert b"My name is Zarina." in data and b'"by"' not in data
    assert "1.jsonl" not in files()


def names_of_files_change_too():
    session("c/zarina watches.jsonl", "Bek", ["Calm down!"])
    forget("--yes")
    assert set(files()) == {"somebody watches.jsonl"}


def no_other_file_is_overwritten():
    session("c/zarina.jsonl", "Bek", ["Calm down!"])
    session("c/somebody.jsonl", "Bek", ["What happened?"])
    before = files()
    done = forget("--yes", code=1)
    assert "somebody.jsonl" in done.stderr
    assert files() == before


def only_whole_words_are_the_name():
    session("c/1.jsonl", "Bek", ["Zarinas", "xZarina", "Zarina2", "Za rina"])
    before = files()
    assert "stands nowhere" in forget("--yes").stdout
    assert files() == before


def names_in_other_scripts():
    session("c/1.jsonl", "Bek", ["Меня зовут Зарина, да.", "ЗАРИНА!"])
    forget("--yes", name="зарина")
    text = files()["1.jsonl"].decode()
    assert "Меня зовут somebody, да." in text and "ЗАРИНА" not in text


def a_person_nobody_knows():
    a_class()
    before = files()
    assert "stands nowhere" in forget("--yes", name="Nobody-here").stdout
    assert files() == before


def a_torn_end_with_the_name_goes():
    session("c/1.jsonl", "Bek", ["Calm down!"])
    with open("c/1.jsonl", "ab") as file:
        file.write(b'{"in":"say","text":"Zarina')
    forget("--yes")
    assert set(files()) == {"1.jsonl"}
    assert b"Zarina" not in files()["1.jsonl"]
    run("replay", "--quiet", "c/1.jsonl")


def a_journal_in_use_is_left_alone():
    session("c/1.jsonl", "Zarina", ["Calm down!"])
    before = files()
    with open("c/1.jsonl", "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = forget("--yes", code=1)
    assert "in use" in done.stderr
    assert files() == before


def what_is_no_journal_is_not_touched():
    hostile = {"empty.jsonl": b"", "binary.jsonl": bytes(range(256)) * 9,
               "text.jsonl": b"Zarina\n", "deep.jsonl": b"[" * 9999,
               "other.txt": b"Zarina"}
    for name, data in hostile.items():
        pathlib.Path("c", name).write_bytes(data)
    os.mkfifo("c/fifo.jsonl")
    os.symlink("..", "c/up")
    forget("--yes")
    for name, data in hostile.items():
        assert pathlib.Path("c", name).read_bytes() == data, name


def wrong_usage_is_told():
    for name in ("", "a/b", "x" * 65):
        assert "--forget" in run("course", "--forget", name, "c",
                                 code=2).stderr
    pathlib.Path("file").touch()
    assert "no folder" in run("course", "--forget", "A", "file", code=2).stderr
    assert "no folder" in run("course", "--forget", "A", "none", code=2).stderr


run_tests(globals(), {"run", "session", "note", "rate", "prepare", "a_class",
                      "files", "forget"}, prepare)
