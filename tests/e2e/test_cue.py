#!/usr/bin/env python3
"""The role-player's screen, here and beside a session that runs elsewhere.

usage: test_cue.py PROGRAM
"""
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import time

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
TREE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60

SCENARIO = """standoff: 1
title: Small
language: en
roles:
  karim:
    side: perpetrator
    name: Karim
    wants: Water.
    needs: To be heard.
    brief: You are tired.
  guard: { side: hostage, name: Odil }
  anna: { side: negotiator, brief: You are first on the line. }
meters:
  tension: { start: 6, range: 0..10 }
facts:
  brother: His brother is ill.
intents:
  calm: { about: Tells him to calm down., phrases: [calm down] }
  sorry: { about: Says sorry., phrases: [sorry] }
  kind: { any-of: [sorry, ask] }
  ask: { about: Asks what happened., phrases: [what happened] }
  leave: { about: Talks of coming out., phrases: [come out] }
demands:
  water:
    by: karim
    text: Water for both.
    deadline: { in: 2m, announced: false, passed: { say: Where is the water? } }
triggers:
  told:
    kind: hot-button
    intent: calm
    sign: He kicks the door.
    change: { tension: +1 }
states:
  first:
    expect: A quiet voice.
    enter:
      say: Who is there?
      cue: { karim: Shout it., guard: Keep still. }
      raise: water
    rules:
      - intent: ask
        say: My brother. He is ill.
        learn: brother
        note: Now he talks.
      - intent: kind
        say: [Hm., { guard: Please! }]
        cue: Slowly.
      - intent: leave
        end: comes-out
      - silence: 50s
        say: Say something!
    otherwise: { say: What? }
endings:
  comes-out: { outcome: peaceful, text: He comes out. }
"""


def cue(*options, text="", file="it.yaml"):
    done = subprocess.run([PROGRAM, "cue", *([file] if file else []), *options],
                          input=text.encode(), capture_output=True,
                          timeout=SECONDS, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def blocks(out):
    """What was printed after each input."""
    return out.split("\n> ")


# --- the block --------------------------------------------------------------

def it_opens_with_the_role_and_ends_with_the_line_to_say():
    code, out, err = cue("--role", "karim")
    assert code == 0 and not err
    for words in ("You are: Karim", "You want: Water.", "You need: To be heard",
                  "You are tired.", "- His brother is ill.",
                  "- Water for both. (open, 2:00 left)",
                  "Listen for: A quiet voice.", "How: Shout it."):
        assert words in out, words
    assert out.split("-- the exercise was left")[0].endswith(
        "\n\n  >>> Who is there?\n\n"), out
    assert "Keep still" not in out and "first on the line" not in out


def it_says_what_each_move_would_lead_to():
    out = cue()[1]
    for words in ("1 Asks what happened -> My brother. He is ill.",
                  "2 Says sorry -> Hm.", "3 Talks of coming out -> the end: comes-out",
                  "4 Tells him to calm down -> * He kicks the door.",
                  "0 none of these"):
        assert words in out, (words, out)
    assert "kind" not in out


def a_number_is_what_was_heard():
    code, out, _ = cue("--journal", "j.jsonl", text="2\n1 4\n0\n1, 2\n")
    parts = blocks(out)
    assert code == 0 and parts[1].startswith("2\n")
    assert "Odil: Please!" in parts[1] and "  >>> Hm." in parts[1]
    assert "How: Slowly." in parts[1]
    assert "  >>> My brother. He is ill." in parts[2]
    assert "* He kicks the door." in parts[2]
    assert "  >>> What?" in parts[3]
    inputs = [json.loads(line) for line in
              pathlib.Path("j.jsonl").read_text().splitlines()
              if line.startswith('{"in"')]
    assert [i["intents"] for i in inputs] == [
        ["sorry", "kind"], ["calm", "kind", "ask"], [],
        ["sorry", "kind", "ask"]]
    assert subprocess.run([PROGRAM, "replay", "-q", "j.jsonl"],
                          check=False).returncode == 0


def free_text_is_heard_as_in_play():
    out = cue(text="what happened\nfrobnicate\n")[1]
    assert "heard: kind, ask" in out and "  >>> My brother" in out
    assert "no intent" in out and "  >>> What?" in out


def what_is_learned_need_not_be_kept():
    parts = blocks(cue(text="1\n:undo\n")[1])
    assert "brother is ill" in parts[0]
    assert "Keep to yourself" not in parts[1]
    assert "- His brother is ill." in parts[2]


def a_wrong_number_changes_nothing():
    for text in ("9\n", "99999999999999999999\n", "1 9\n"):
        code, out, _ = cue("--journal", f"j{len(text)}.jsonl", text=text)
        assert code == 0 and "error: there is no number" in out, (text, out)
        assert "[heard" not in out
    assert "no intent" in cue(text=", ,\n")[1]


def time_shows_what_it_brings():
    out = cue(text=":wait 60s\n:skip\n:skip\n")[1]
    assert "  >>> Say something!" in out
    assert "  >>> Where is the water?" in out
    assert "nothing is due" in out


def what_was_done_otherwise_is_noted():
    out = cue("--journal", "j.jsonl", text=":drift varied\n:drift x\n")[1]
    assert "noted for the debrief" in out and "'x' is not defined" in out
    assert '"in":"drift","t":0,"role":"karim","how":"varied"' in \
        pathlib.Path("j.jsonl").read_text()


def the_end_shows_no_more_moves():
    parts = blocks(cue(text="come out\n:undo\n")[1])
    assert "The end: comes-out" in parts[1] and "Listen for" not in parts[1]
    assert "Listen for" in parts[2]


def every_role_can_be_cued_and_no_other_name():
    out = cue("--role", "guard")[1]
    assert "You are: Odil" in out and "How: Keep still." in out
    assert "Water for both" not in out and "Karim: Who is there?" in out
    for role in ("observer", "trainer", "Karim", "", "x" * 1000):
        code, out, err = cue("--role", role)
        assert code == 2 and not out and "not known" in err, (role, err)


def it_speaks_the_language_of_the_session():
    pathlib.Path("it.fr.yaml").write_text(
        "standoff: 1\nkind: translation\nof: it.yaml\nlanguage: fr\n"
        "text:\n  Who is there?: Qui est là ?\n  Says sorry.: S'excuse.\n"
        "intents:\n  sorry: { phrases: [pardon] }\n", encoding="utf-8")
    out = cue("--lang", "fr", text="pardon\n")[1]
    assert "  >>> Qui est là ?" in out and "S'excuse ->" in out
    assert "À guetter :" in out and "entendu : sorry, kind" in out


def wrong_usage_is_said():
    for options, file in ((("--follow", "x"), "it.yaml"), ((), None),
                          (("--follow", "nowhere"), None),
                          (("--follow", "it.yaml"), None),
                          (("--follow", "."), None)):
        code, out, err = cue(*options, file=file)
        assert code == 2 and not out and err, (options, err)


# --- the other side ---------------------------------------------------------

def perpetrator(*options, text=""):
    done = subprocess.run([PROGRAM, "play", "it.yaml", "--play-as",
                           "perpetrator", *options], input=text.encode(),
                          capture_output=True, timeout=SECONDS, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


EXAMPLES = SCENARIO.replace(
    "phrases: [sorry] }", "phrases: [sorry], examples: [I am sorry.] }").replace(
    "phrases: [what happened] }", "phrases: [what happened], tone: helps, "
    "examples: [What happened?, what happened then] }").replace(
    "phrases: [calm down] }", "phrases: [calm down], tone: harms, "
    "examples: [Calm down!] }")


def the_program_negotiates_with_the_human():
    pathlib.Path("it.yaml").write_text(EXAMPLES)
    code, out, err = perpetrator("--journal", "j.jsonl",
                                 text="\nLeave me alone!\n\n\n")
    assert code == 0 and not err and out.count("Negotiator: ") == 4, out
    assert "Negotiator: Calm down!" not in out  # nothing that harms
    assert "Negotiator: What happened?" in out
    assert "Negotiator: I am sorry." in out
    assert "  >>> My brother. He is ill." in out
    inputs = [json.loads(line) for line in
              pathlib.Path("j.jsonl").read_text().splitlines()
              if line.startswith('{"in"')]
    assert [i["in"] for i in inputs] == ["say", "drift", "note", "say", "say",
                                         "say"]
    assert inputs[2]["text"] == "Leave me alone!"
    again = perpetrator("--no-journal", text="\nLeave me alone!\n\n\n")[1]
    assert again == out  # the same seed, the same moves


def a_negotiator_with_nothing_to_say_waits():
    code, out, _ = perpetrator("--no-journal", text="\n\n\n\n")
    assert code == 0 and "Negotiator: " not in out
    assert "  >>> Say something!" in out


def sides_are_two():
    assert perpetrator("--jsonl")[0] == 2
    done = subprocess.run([PROGRAM, "play", "it.yaml", "--play-as", "guard"],
                          capture_output=True, check=False)
    assert done.returncode == 2 and b"neither" in done.stderr


# --- the voice --------------------------------------------------------------

def spoken(command, text, lines):
    """What a program was given to say."""
    with open("errors", "w", encoding="utf-8") as errors:
        subprocess.run(
            [PROGRAM, "play", "it.yaml", "--no-journal", "--speak", command],
            input=text.encode(), stdout=subprocess.DEVNULL, stderr=errors,
            timeout=SECONDS, check=True)
    said, begin = pathlib.Path("said"), time.monotonic()
    while (said.read_text() if said.exists() else "").count("\n") < lines:
        assert time.monotonic() - begin < SECONDS, "it never came"
        time.sleep(0.02)
    assert not pathlib.Path("errors").read_text()
    return said.read_text()


def write_program(name, text):
    path = pathlib.Path(name)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)


def each_line_is_said_in_order_and_nobody_waits():
    write_program("slow", "sleep 0.2\ncat >> said\n")
    assert spoken("./slow -v ru", "sorry\nfrob\n", 4) == \
        "Who is there?\nHm.\nPlease!\nWhat?\n"


def no_shell_sees_the_command_or_the_line():
    pathlib.Path("it.yaml").write_text(SCENARIO.replace(
        "[Hm.,", "['$(touch bad); `touch bad`',"))
    write_program("slow", 'echo "$@" >> arguments\ncat >> said\n')
    said = spoken("./slow ; touch bad $(touch bad)", "sorry\n", 3)
    assert "$(touch bad)" in said and not os.path.exists("bad")
    assert "; touch bad $(touch bad)" in pathlib.Path("arguments").read_text()


def a_program_that_is_not_there_or_hangs_is_no_matter():
    done = subprocess.run(
        [PROGRAM, "play", "it.yaml", "--no-journal", "--speak", "nowhere -x"],
        input=b"sorry\n", capture_output=True, timeout=SECONDS, check=False)
    assert done.returncode == 0 and b"Hm." in done.stdout
    write_program("hangs", "exec sleep 1000 < /dev/null\n")
    played = subprocess.Popen(
        [PROGRAM, "play", "it.yaml", "--no-journal", "--speak", "./hangs"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True)
    played.communicate(b"sorry\n" * 3000, SECONDS)
    assert played.returncode == 0
    os.killpg(played.pid, signal.SIGKILL)


# --- beside another session --------------------------------------------------

class Elsewhere:
    """A session in another program, and a screen that follows it."""

    def __init__(self, role="karim", path="j.jsonl"):
        self.played = subprocess.Popen(
            [PROGRAM, "play", "it.yaml", "--journal", path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        while b"Who is there?" not in os.read(self.played.stdout.fileno(), 65536):
            pass
        self.screen = subprocess.Popen(
            [PROGRAM, "cue", "--follow", path, "--role", role],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.text = ""

    def type(self, line):
        self.played.stdin.write(line.encode() + b"\n")
        self.played.stdin.flush()

    def see(self, words):
        """Waits until the screen has shown this, and takes it away."""
        begin = time.monotonic()
        while words not in self.text:
            ready, _, _ = select.select([self.screen.stdout], [], [], 1)
            if ready:
                self.text += os.read(self.screen.stdout.fileno(), 65536).decode()
            assert time.monotonic() - begin < SECONDS, (words, self.text)
        self.text = self.text.split(words, 1)[1]

    def close(self):
        self.played.stdin.close()
        self.played.wait(SECONDS)
        self.played.stdout.close()
        self.screen.terminate()
        code = self.screen.wait(SECONDS)
        self.screen.stdout.close()
        assert code == 128 + signal.SIGTERM, code


def a_followed_session_is_seen_as_it_happens():
    it = Elsewhere()
    it.see("You are: Karim")
    it.see(">>> Who is there?\n\n")
    it.type("sorry")
    it.see(">>> Hm.")
    it.type(":wait 60s")
    it.see(">>> Say something!")
    it.type(":undo")
    it.see("Listen for")
    it.close()


def each_view_follows_as_it_may_see():
    for role, seen, unseen in (
            ("observer", "demand water", "tension"),
            ("trainer", "tension 6 -> 7", "Keep to yourself"),
            ("negotiator", "He kicks the door.", "tension"),
            ("guard", "You are: Odil", "tension")):
        it = Elsewhere(role, f"{role}.jsonl")
        it.type("calm down")
        it.type("what happened")
        if role == "observer":
            it.see(seen)
            it.see("brother")
        else:
            it.see(seen)
        assert unseen not in it.text
        it.close()


def a_journal_begun_anew_is_followed_from_its_beginning():
    it = Elsewhere()
    it.see(">>> Who is there?")
    os.rename("j.jsonl", "old.jsonl")
    subprocess.run([PROGRAM, "play", "it.yaml", "--journal", "j.jsonl"],
                   input=b"sorry\n", stdout=subprocess.DEVNULL, check=True)
    it.see("You are: Karim")
    it.see(">>> Hm.")
    text = pathlib.Path("j.jsonl").read_bytes()
    with open("j.jsonl", "r+b") as file:  # cut off, as some copy tools do
        file.truncate(0)
        time.sleep(0.05)
        file.write(text)
    it.see("You are: Karim")
    it.see(">>> Hm.")
    it.close()


def a_line_that_arrives_in_pieces_is_one():
    subprocess.run([PROGRAM, "play", "it.yaml", "--journal", "k.jsonl"],
                   input=b"sorry\n", stdout=subprocess.DEVNULL, check=True)
    text = pathlib.Path("k.jsonl").read_bytes()
    pathlib.Path("p.jsonl").write_bytes(b"")
    screen = subprocess.Popen([PROGRAM, "cue", "--follow", "p.jsonl", "--role",
                               "karim"], stdout=subprocess.PIPE)
    with open("p.jsonl", "ab", buffering=0) as file:
        for begin in range(0, len(text), 37):
            file.write(text[begin:begin + 37])
    seen = b""
    while b">>> Hm." not in seen:
        seen += os.read(screen.stdout.fileno(), 65536)
    screen.terminate()
    screen.wait(SECONDS)
    screen.stdout.close()


def a_damaged_line_ends_it_with_a_message():
    subprocess.run([PROGRAM, "play", "it.yaml", "--journal", "k.jsonl"],
                   input=b"sorry\nsorry\n", stdout=subprocess.DEVNULL,
                   check=True)
    text = pathlib.Path("k.jsonl").read_text().replace("Hm.", "Hn.", 1)
    pathlib.Path("k.jsonl").write_text(text)
    code, out, err = cue("--follow", "k.jsonl", "--role", "karim", file=None)
    assert code == 2 and "is damaged" in err and ">>> Who is there?" in out


def write_scenario():
    pathlib.Path("it.yaml").write_text(SCENARIO, encoding="utf-8")


run_tests(globals(), (
    "cue",
    "blocks",
    "perpetrator",
    "spoken",
    "write_program",
    "write_scenario"), prepare=write_scenario)
