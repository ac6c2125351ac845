#!/usr/bin/env python3
"""`rate` from outside: asked in the terminal, by a form, corrected codes, what
is kept when it stops, and files that are something else.

usage: test_rate.py PROGRAM
"""
import itertools
import json
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


# --- Several observers, in the debrief -----------------------------------------

def observers(**answers):
    """Ratings of the first items by each; their files."""
    files = []
    for who, levels in answers.items():
        rate(*levels.split(), who=who)
        files.append(f"{JOURNAL}.{who}.rating.yaml")
    return files


def compared(files, code=0):
    done = run("debrief", JOURNAL, "--format", "json", "--ratings", *files,
               code=code)
    return json.loads(done.stdout)["ratings"] if not code else done.stderr


def alpha_of(columns):
    """Krippendorff's ordinal alpha, the slow way."""
    units = [[v for v in unit if v != "-"]
             for unit in zip(*(c.split() for c in columns))]
    units = [[int(v) for v in unit] for unit in units if len(unit) > 1]
    count = {v: sum(u.count(v) for u in units) for u in units for v in u}
    total = sum(count.values())

    def apart(a, b):
        low, high = sorted((a, b))
        between = sum(n for v, n in count.items() if low <= v <= high)
        return 0 if a == b else (between - (count[a] + count[b]) / 2) ** 2

    seen = sum(sum(apart(a, b) for a, b in itertools.permutations(u, 2))
               / (len(u) - 1) for u in units) / total
    chance = sum(count[a] * count[b] * apart(a, b) for a in count
                 for b in count) / (total * (total - 1))
    return 1 - seen / chance


def two_observers_are_compared():
    levels = "3 2 4 2 3 3 1 2 3 3 1", "3 4 4 1 3 3 2 2 3 4 1"
    found = compared(observers(Bek=levels[0], Cyrus=levels[1]))
    scale = found["scales"][0]
    assert scale["kappa"]["method"] == "cohen"
    assert scale["kappa"]["n"] == 11 and scale["kappa"]["band"] == "moderate"
    assert abs(scale["raw"]["value"] - 7 / 11) < 1e-12
    first, second = levels[0].split(), levels[1].split()
    expected = sum(first.count(v) * second.count(v) for v in "1234") / 121
    assert abs(scale["kappa"]["value"] -
               (7 / 11 - expected) / (1 - expected)) < 1e-12
    assert abs(scale["alpha"]["value"] - alpha_of(levels)) < 1e-12


def three_observers_with_gaps():
    levels = "1 2 3 4 - 2 2", "1 2 4 4 1 2 -", "2 2 3 4 1 1 3"
    found = compared(observers(A=levels[0], B=levels[1], C=levels[2]))
    scale = found["scales"][0]
    assert scale["kappa"]["method"] == "fleiss" and scale["kappa"]["n"] == 5
    assert scale["alpha"]["n"] == 7
    assert abs(scale["alpha"]["value"] - alpha_of(levels)) < 1e-12
    apart = {item["item"]: item["apart"] for item in found["items"]}
    assert apart["says-back"] == 1 and apart["room"] == 0


def what_is_not_defined_is_said():
    found = compared(observers(A="2 2 2", B="2 2 2"))
    assert found["scales"][0]["kappa"]["value"] is None
    assert found["scales"][0]["kappa"]["undefined"] == "one-level"
    assert found["scales"][0]["raw"]["value"] == 1
    found = compared(observers(A="2 2 2"))
    assert found["scales"][0]["alpha"]["undefined"] == "raters"


def corrections_are_shown_side_by_side():
    rate(":code 3 calm-down -> paraphrase", who="A")
    rate(":code 3 calm-down -> mirror", who="B")
    found = compared([f"{JOURNAL}.{who}.rating.yaml" for who in "AB"])
    code, = found["codes"]
    assert code["was"] == ["calm-down", "harsh"] and code["differ"]
    assert code["is"] == {"A": ["harsh", "paraphrase"],
                          "B": ["harsh", "mirror"]}


def the_page_shows_disagreements_in_every_language():
    files = observers(Bek="1 2", Cyrus="4 2")
    page = run("debrief", JOURNAL, "--ratings", *files).stdout
    for part in ("What observers saw", "Bek", "Cyrus", "Cohen"):
        assert part in page, part
    for language, word in (("fr", "Ce que les observateurs ont vu"),
                           ("ru", "Что видели наблюдатели"),
                           ("tg", "Он чи мушоҳидон диданд")):
        page = run("debrief", JOURNAL, "--lang", language, "--format",
                   "markdown", "--ratings", *files).stdout
        assert word in page, language


def without_ratings_the_sheet_is_there_to_be_filled_in():
    page = run("debrief", JOURNAL, "--format", "markdown").stdout
    assert "Each observer fills in a sheet alone" in page
    assert compared([]) is None


def ratings_that_do_not_belong_together_are_refused():
    files = observers(A="1 2")
    assert "second rating by 'A'" in compared([files[0], files[0]], code=2)
    run("play", "--journal", "other.jsonl", WORKSHOP, text="Hello.\n")
    run("rate", "other.jsonl", "--as", "Z", text="1\n")
    told = compared([files[0], "other.jsonl.Z.rating.yaml"], code=2)
    assert "SO756" in told
    run("rate", JOURNAL, "--print-form")
    form(says_back=1)
    assert "does not say who rated" in compared(["form.yaml"], code=2)
    for path in ("none.yaml", JOURNAL, "."):
        assert path in compared([path], code=2)


def a_hostile_rater_does_no_harm():
    rate("1", ":note <script>alert(1)</script> {{x}} | `y`", who="<b>&\"'")
    name = f"{JOURNAL}.<b>&\"'.rating.yaml"
    page = run("debrief", JOURNAL, "--ratings", name).stdout
    assert "<script" not in page and "<b>" not in page


def wrong_usage_is_told():
    assert "--as" in run("rate", JOURNAL, code=2).stderr
    assert run("rate", code=2).stderr
    for name in ("", "../x", "a/b", "x" * 65, ".x", "a\x1bb"):
        assert "--as" in run("rate", JOURNAL, "--as", name, code=2).stderr


run_tests(globals(), {"run", "rate", "saved", "prepare", "form", "observers",
                      "compared", "alpha_of"}, prepare)
