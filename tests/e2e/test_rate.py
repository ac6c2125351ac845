#!/usr/bin/env python3
"""`rate` from outside: asked in the terminal, by a form, corrected codes, what
is kept when it stops, and files that are something else.

usage: test_rate.py PROGRAM
"""
import os
import pathlib
import signal
import stat
import subprocess
import sys

import yaml

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
WORKSHOP = TREE / "scenarios/workshop-barricade/scenario.yaml"
SECONDS = 60
JOURNAL = "monday.jsonl"
FILE = "monday.jsonl.Bek.rating.yaml"
SAID = ["My name is Anna.", "You sound worried about Dima.", "Calm down!"]


def run(*arguments, text="", code=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=text,
                          capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


def rate(*lines, code=0, more=(), who="Bek"):
    return run("rate", JOURNAL, "--as", who, *more,
               text="".join(line + "\n" for line in lines), code=code)


def saved(name=FILE):
    return yaml.safe_load(pathlib.Path(name).read_text())


def prepare():
    run("play", "--journal", JOURNAL, WORKSHOP, text="\n".join(SAID) + "\n")


def form(**changes):
    """A blank form with some answers, as a file."""
    text = run("rate", JOURNAL, "--print-form").stdout
    for item, level in changes.items():
        key = f"    {item.replace('_', '-')}:"
        assert key in text
        text = text.replace(key, f"{key} {level}")
    pathlib.Path("form.yaml").write_text(text)


def answers_are_kept_at_once():
    child = subprocess.Popen([PROGRAM, "rate", JOURNAL, "--as", "Bek"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdin.write(b"3\n")
    child.stdin.flush()
    shown = b""
    while b"2/23" not in shown:
        shown += child.stdout.read1()
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert saved()["ratings"]["active-listening"]["says-back"] == 3


def all_ten_areas_are_asked():
    done = rate(*["1"] * 23)
    found = saved()["ratings"]
    assert len(found) == 10
    assert all(level == 1 for items in found.values()
               for level in items.values())
    assert "all items have been asked" in done.stdout


def it_goes_on_where_it_was_left():
    rate("2", "-", "4")
    done = rate(":back", "1")
    assert "4/23" in done.stdout and "1/23" not in done.stdout
    items = saved()["ratings"]["active-listening"]
    assert items == {"says-back": 2, "room": None, "before-solving": 1}


def an_item_is_left_out_and_a_level_taken_back():
    rate("2", ":back", "-")
    assert saved()["ratings"]["active-listening"]["says-back"] is None


def wrong_levels_are_asked_again():
    for wrong in ("0", "5", "x", "1.5", "--", "99999999999999999999"):
        done = rate(wrong)
        assert "type the number of a level" in done.stdout
    assert not os.path.exists(FILE)


def remarks_are_one_line_of_text():
    rate(':note "quoted" \\ \u202e: # {}', "1")
    assert saved()["notes"]["active-listening"]["says-back"] == \
        '"quoted" \\ \u202e: # {}'
    rate(":back", ":note")
    assert "notes" not in saved()


def corrections_stand_beside_the_original():
    rate(":code 3 calm-down -> paraphrase", ":code 1 -> label-emotion",
         ":code 2 ask-dima ->")
    assert saved()["codes"] == [
        {"turn": 1, "was": ["introduce-self"],
         "is": ["introduce-self", "label-emotion"]},
        {"turn": 2, "was": ["label-emotion", "ask-dima"],
         "is": ["label-emotion"]},
        {"turn": 3, "was": ["calm-down", "harsh"],
         "is": ["harsh", "paraphrase"]}]
    rate(":code 2")
    assert [code["turn"] for code in saved()["codes"]] == [1, 3]


def the_journal_is_left_as_it_was():
    before = pathlib.Path(JOURNAL).read_bytes()
    rate("1", ":code 3 calm-down -> paraphrase", ":note well")
    assert pathlib.Path(JOURNAL).read_bytes() == before


def a_correction_is_checked():
    for line, told in ((":code", "name a turn"), (":code 4 a -> b", "name a"),
                       (":code 0 a -> b", "name a turn"),
                       (":code 1 calm-dwn -> x", "did you mean calm-down?"),
                       (":code 1 -> Not A Name", "there is no intent"),
                       (":code 1 summary -> mirror", "was not recognised"),
                       (":code 1 summary", "write ':code 12")):
        assert told in rate(line).stdout, line
    assert not os.path.exists(FILE)


def turns_are_shown_with_what_was_recognised():
    shown = rate(":turns").stdout
    for said in SAID:
        assert said in shown
    assert "calm-down, harsh" in shown


def an_undone_turn_is_no_turn():
    run("play", "--journal", "undo.jsonl", WORKSHOP,
        text="Calm down!\n:undo\nMy name is Anna.\n")
    shown = run("rate", "undo.jsonl", "--as", "B", text=":turns\n").stdout
    assert "Calm down!" not in shown and "My name is Anna." in shown


def a_form_comes_back_as_a_rating():
    form(says_back=2, asked_directly=1)
    done = rate(more=("--form", "form.yaml"))
    assert "2/23" in done.stdout
    assert saved()["rater"] == "Bek"
    assert saved()["ratings"]["risk"]["asked-directly"] == 1
    run("rate", JOURNAL, "--as", "Bek", "--form", FILE)
    assert saved()["ratings"]["active-listening"]["says-back"] == 2


def only_the_user_reads_it():
    rate("1")
    assert stat.S_IMODE(os.stat(FILE).st_mode) == 0o600


def nobody_overwrites_another():
    rate("1")
    before = pathlib.Path(FILE).read_bytes()
    done = rate("2", more=("-o", FILE), who="Cyrus", code=2)
    assert "SO756" in done.stderr
    pathlib.Path(FILE).rename("form.yaml")
    assert "SO756" in rate(more=("--form", "form.yaml"), who="Cyrus",
                           code=2).stderr
    assert pathlib.Path("form.yaml").read_bytes() == before


def the_sheet_speaks_the_language_of_the_session():
    run("play", "--lang", "ru", "--journal", "ru.jsonl", WORKSHOP, text="Да\n")
    shown = run("rate", "ru.jsonl", "--as", "B", text="").stdout
    assert "Лист наблюдателя" in shown and "Введите номер" in shown
    shown = run("rate", "ru.jsonl", "--as", "B", "--lang", "fr").stdout
    assert "Fiche d'observation" in shown
    assert "SO" in run("rate", "ru.jsonl", "--as", "B", "--lang", "de",
                       code=2).stderr


def a_sheet_of_ones_own():
    pathlib.Path("own.yaml").write_text(
        "standoff: 1\nkind: rubric\ntitle: Mine\nscales:\n"
        "  two: { kind: nominal, levels: [no, yes] }\n"
        "areas:\n  a: { title: A, items: { i: { text: T, scale: two } } }\n")
    rate("2", more=("--rubric", "own.yaml"))
    assert saved()["ratings"] == {"a": {"i": 2}}
    assert "SO753" in rate("1", code=2).stderr


def nothing_is_added_up():
    rate(*["3"] * 19)
    shown = pathlib.Path(FILE).read_text() + rate().stdout
    for word in ("score", "total", "average", "points", "grade"):
        assert word not in shown.lower(), word


def hostile_forms_are_refused_whole():
    rate("2")
    before = pathlib.Path(FILE).read_bytes()
    hostile = {
        "empty": b"", "binary": bytes(range(256)), "deep": b"[" * 100_000,
        "latin": b"standoff: 1\nkind: rating\nrater: \xe9\n",
        "huge": b"standoff: 1\n" + b"# x\n" * 2_000_000,
        "scenario": WORKSHOP.read_bytes(), "list": b"- 1\n",
        "torn": before[:before.index(b"ratings:") + 4],
    }
    for name, data in hostile.items():
        pathlib.Path("form.yaml").write_bytes(data)
        done = rate(more=("--form", "form.yaml"), code=2)
        assert "form.yaml" in done.stderr and "[SO" in done.stderr, name
    os.mkdir("folder")
    os.mkfifo("fifo")
    for path in ("folder", "fifo", "none"):
        assert path in rate(more=("--form", path), code=2).stderr
    assert pathlib.Path(FILE).read_bytes() == before


def hostile_journals_are_refused():
    os.mkfifo("fifo")
    pathlib.Path("empty").touch()
    pathlib.Path("text").write_text("hello\n")
    for path in ("fifo", "empty", "text", "none", "/dev/null", "."):
        done = run("rate", path, "--as", "B", code=2)
        assert path in done.stderr


def a_full_line_is_not_taken():
    done = rate("1" * 10_000, "2")
    assert "too long" in done.stdout
    assert saved()["ratings"]["active-listening"]["says-back"] == 2


def a_file_that_cannot_be_written_is_told():
    os.mkdir("shut")
    done = rate("1", more=("-o", "none/x.yaml"), code=3)
    assert "none/x.yaml" in done.stderr
    assert not list(pathlib.Path(".").glob("**/*.part"))


def wrong_usage_is_told():
    assert "--as" in run("rate", JOURNAL, code=2).stderr
    assert run("rate", code=2).stderr
    for name in ("", "../x", "a/b", "x" * 65, ".x", "a\x1bb"):
        assert "--as" in run("rate", JOURNAL, "--as", name, code=2).stderr


run_tests(globals(), {"run", "rate", "saved", "prepare", "form"}, prepare)
