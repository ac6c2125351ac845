#!/usr/bin/env python3
"""Sessions that are never lost: recorded, killed at any system call, gone on
with, played again. Faults are injected with strace, where it is.

usage: test_journal.py PROGRAM [STEP [TURNS]]

Faults come at every STEP-th system call (7 if left out; 1: at every one) of a
session of TURNS turns (6).
"""
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys

from runner import run_tests

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
STEP = int(sys.argv[2]) if len(sys.argv) > 2 else 7
TURNS = int(sys.argv[3]) if len(sys.argv) > 3 else 6
SORRY = "".join(json.dumps({"in": "say", "text": "sorry"}) + "\n"
                for _ in range(TURNS))
TREE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 60

SCENARIO = """standoff: 1
title: Small
language: en
roles:
  karim: { side: perpetrator, name: Karim }
meters:
  tension: { start: 6, range: 0..10 }
intents:
  calm: { phrases: [calm down] }
  sorry: { phrases: [sorry] }
demands:
  water: { by: karim, text: Water., deadline: { in: 2m, passed: { say: Water! } } }
states:
  first:
    enter: { say: Who is there?, raise: water }
    rules:
      - intent: calm
        say: Don't tell me to calm down!
        change: { tension: +1 }
      - intent: sorry
        say-one-of: [All right., Well., Hm.]
        change: { tension: -1 }
      - silence: 50s
        say: Hello?
    otherwise: { say: What? }
"""
LINES = ["hello", "calm down", "sorry", ":wait 70s", "sorry again", ":undo",
         "sorry", ":note he breathes", ":goto first", ":set tension=2", "bye"]


def run(*arguments, text="", env=None, before=(), **more):
    """(exit code, standard output, standard error) of the program."""
    done = subprocess.run(
        [*before, PROGRAM, *arguments],
        input=text.encode(errors="surrogateescape"), check=False,
        capture_output=True, timeout=SECONDS,
        env={**os.environ, **(env or {})}, **more)
    return (done.returncode, done.stdout.decode(errors="surrogateescape"),
            done.stderr.decode(errors="surrogateescape"))


def typed(lines):
    return "".join(line + "\n" for line in lines)


def play(*options, lines=LINES, **more):
    return run("play", "it.yaml", *options, text=typed(lines), **more)


def journal(path="j.jsonl"):
    """Its lines as objects."""
    return [json.loads(line) for line in
            pathlib.Path(path).read_text(encoding="utf-8").splitlines()]


def inputs(path="j.jsonl"):
    return [line for line in journal(path) if "in" in line]


def recorded():
    """The journals in the state folder."""
    return sorted(pathlib.Path(os.environ["XDG_STATE_HOME"]).glob("standoff/*"))


def whole(path="j.jsonl"):
    code, _, err = run("replay", "--quiet", path)
    return code == 0 and not err


# --- where it is ----------------------------------------------------------

def every_session_is_recorded_in_the_state_folder():
    code, _, err = play()
    assert code == 0 and not err, err
    files = recorded()
    assert len(files) == 1 and files[0].stat().st_mode & 0o777 == 0o600
    assert files[0].parent.stat().st_mode & 0o777 == 0o700
    assert [line["in"] for line in inputs(files[0])] == [
        "say", "say", "say", "wait", "say", "undo", "say", "note", "goto",
        "set", "say"]
    play()
    assert len(recorded()) == 2


def a_session_without_an_input_leaves_no_file():
    play(lines=[])
    play(lines=["", ":help", ":why"])
    assert recorded() == []


def journal_and_no_journal_decide():
    assert play("--journal", "j.jsonl")[0] == 0
    assert play("--no-journal")[0] == 0
    assert recorded() == [] and whole()
    code, _, err = play("--journal", "a.jsonl", "--no-journal")
    assert code == 2 and "exclude" in err and not os.path.exists("a.jsonl")


def a_journal_that_cannot_be_made_is_said_before_the_first_line():
    play("--journal", "j.jsonl")
    before = pathlib.Path("j.jsonl").read_bytes()
    os.symlink("elsewhere", "link")
    os.mkfifo("pipe")
    for path in ("j.jsonl", "nowhere/j.jsonl", ".", "link", "pipe", "/"):
        code, out, err = play("--journal", path)
        assert code == 2 and not out and err.startswith("standoff play: "), path
    assert pathlib.Path("j.jsonl").read_bytes() == before
    assert not os.path.exists("elsewhere")


def without_a_place_the_session_goes_on_unrecorded():
    for env in ({"XDG_STATE_HOME": "", "HOME": ""},
                {"XDG_STATE_HOME": "/proc/nowhere"}):
        code, out, err = play(env=env)
        assert code == 0 and out.count("not recorded") == 1 and not err, out
        assert "Don't tell me" in out


# --- what is in it ----------------------------------------------------------

def the_stream_is_that_of_the_protocol():
    text = "".join(json.dumps(line) + "\n" for line in (
        {"in": "say", "text": "sorry", "t": 4200},
        {"in": "heard", "intents": ["calm"], "text": "x"},
        {"in": "set", "meters": {"tension": 3}, "demands": {"water": "met"}},
        {"in": "drift", "role": "karim", "how": "varied"},
        {"in": "note", "text": "n", "by": "Anna"}, {"in": "pause"},
        {"in": "bad"}, {"in": "say", "text": "..", "t": 1},
        {"in": "hint"}, {"in": "resume"}, {"in": "typing"}, {"in": "end"}))
    code, out, _ = run("play", "it.yaml", "--jsonl", "--journal", "j.jsonl",
                       text=text)
    assert code == 0
    outs = [{k: v for k, v in line.items() if k not in
             ("n", "crc", "path", "root", "files", "wall")}
            for line in journal() if "out" in line]
    printed = [json.loads(line) for line in out.splitlines()]
    assert outs == [line for line in printed if line["out"] != "error"]
    assert [line["n"] for line in journal()] == list(
        range(1, len(journal()) + 1))
    assert [i["in"] for i in inputs()] == [
        "say", "heard", "set", "drift", "note", "pause", "wait", "wait",
        "hint", "resume", "typing", "end"]
    assert inputs()[1]["intents"] == ["calm"] and inputs()[1]["t"] == 4200
    assert inputs()[2]["demands"] == {"water": "met"}
    assert all("wall" in line for line in inputs()) and whole()


def bytes_that_are_no_text_survive():
    typed_bytes = b"sorry \xff\x80 \xd0"
    text = typed_bytes.decode(errors="surrogateescape") + " \x1b[31m \u202e\n"
    code, _, _ = run("play", "it.yaml", "--journal", "j.jsonl", text=text)
    said = [line for line in inputs() if line["in"] == "say"]
    assert code == 0 and len(said) == 1
    assert said[0]["text"].startswith("sorry \ufffd"), said
    assert bytes.fromhex(said[0]["bytes"]).startswith(typed_bytes), said
    assert run("replay", "j.jsonl")[0] == 0


# --- going on ---------------------------------------------------------------

def a_session_goes_on_where_it_stopped():
    for cut in range(1, len(LINES)):
        for name in ("j.jsonl", "all.jsonl"):
            if os.path.exists(name):
                os.remove(name)
        play("--journal", "all.jsonl", "--seed", "7")
        play("--journal", "j.jsonl", "--seed", "7", lines=LINES[:cut])
        code, _, err = run("resume", "j.jsonl", text=typed(LINES[cut:]))
        assert code == 0 and not err, err
        strip = [{k: v for k, v in line.items() if k not in ("wall", "crc")}
                 for line in journal()]
        assert strip == [{k: v for k, v in line.items()
                          if k not in ("wall", "crc")}
                         for line in journal("all.jsonl")], cut
        assert whole()


def resuming_shows_the_last_turn_only():
    play("--journal", "j.jsonl", lines=["calm down", "sorry"])
    out = run("resume", "j.jsonl")[1]
    assert "resumed after turn 2" in out and "Don't" not in out
    assert "Who is there" not in out and "Karim: " in out


def going_back_to_a_turn_is_an_undo():
    play("--journal", "j.jsonl", lines=["calm down", "sorry", "sorry"])
    code, out, _ = run("resume", "j.jsonl", "--from-turn", "1", text="sorry\n")
    assert code == 0 and inputs()[3] == {**inputs()[3], "in": "undo",
                                         "turns": 2}
    assert whole()
    code, _, err = run("resume", "j.jsonl", "--from-turn", "9")
    assert code == 1 and "has 2 turns" in err
    assert run("resume", "j.jsonl", "--from-turn", "x")[0] == 2


def a_torn_line_is_set_aside():
    play("--journal", "j.jsonl")
    text = pathlib.Path("j.jsonl").read_bytes()
    pathlib.Path("j.jsonl").write_bytes(text[:-20])
    code, _, err = run("resume", "j.jsonl", text="sorry\n")
    assert code == 0 and "j.jsonl.torn" in err, err
    torn = pathlib.Path("j.jsonl.torn").read_bytes()
    assert text[:-20].endswith(torn) and b"\n" not in torn and torn
    assert whole()
    code, _, err = run("replay", "-q", "j.jsonl")
    assert code == 0 and not err


def a_changed_scenario_is_said_with_the_place():
    play("--journal", "j.jsonl", lines=["hello", "calm down", "sorry"])
    text = SCENARIO.replace("Don't tell me", "# moved\n        Never tell me")
    pathlib.Path("it.yaml").write_text(
        "# a comment moves every line\n".join(["", SCENARIO]))
    code, _, err = run("resume", "j.jsonl")
    assert code == 0 and not err, err
    pathlib.Path("it.yaml").write_text(
        SCENARIO.replace("Don't tell me", "Never tell me"))
    before = pathlib.Path("j.jsonl").read_bytes()
    code, _, err = run("resume", "j.jsonl", text="sorry\n")
    assert code == 1 and "has changed since" in err and "in turn 2" in err, err
    assert "Never tell me" in err and "--from-turn 1" in err, err
    assert pathlib.Path("j.jsonl").read_bytes() == before
    assert run("replay", "-q", "j.jsonl")[0] == 1
    shutil.copy("j.jsonl", "k.jsonl")
    assert run("resume", "j.jsonl", "--accept-changes", text="sorry\n")[0] == 0
    assert run("resume", "k.jsonl", "--from-turn", "1", text="sorry\n")[0] == 0
    assert [i["in"] for i in inputs("k.jsonl")][-2:] == ["undo", "say"]
    assert text


def replay_can_take_another_scenario():
    play("--journal", "j.jsonl")
    pathlib.Path("other.yaml").write_text(SCENARIO.replace("Hm.", "Hmm."))
    assert run("replay", "-q", "j.jsonl", "--scenario", "it.yaml")[0] == 0
    code, out, err = run("replay", "j.jsonl", "--scenario", "other.yaml",
                         "--view", "negotiator")
    assert code in (0, 1) and '"out":"say"' in out and '"cue"' not in out


def timers_stand_still_or_went_on():
    play("--journal", "j.jsonl", lines=["hello"])
    run("resume", "j.jsonl", text="hello\n")
    assert inputs()[-1]["t"] == 0
    text = pathlib.Path("j.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(line["t"] == 0 for line in journal()) and text
    code, out, _ = run("resume", "j.jsonl", "--timers", "absolute",
                       "--view", "trainer")
    assert code == 0 and inputs()[-1]["in"] == "wait", out
    assert inputs()[-1]["ms"] > 0 and whole()
    assert run("resume", "j.jsonl", "--timers", "sometimes")[0] == 2


def timers_begin_anew_when_asked():
    play("--journal", "j.jsonl", lines=["hello", ":wait 40s"])
    out = run("resume", "j.jsonl", "--timers", "restart", "--view", "trainer",
              text=":status\n:wait 49s\n:wait 1s\n:wait 69s\n:wait 1s\n")[1]
    parts = out.split("\n> ")
    assert "due 2:40" in parts[0] or "due 2:40" in parts[1], out
    assert "Hello?" not in parts[2] and "Hello?" in parts[3]
    assert "Water!" not in parts[4] and "Water!" in parts[5], out
    assert inputs()[2]["in"] == "restart" and whole()


def what_is_no_journal_is_refused():
    pathlib.Path("x").write_text("standoff: 1\n")
    pathlib.Path("empty").write_text("")
    os.mkfifo("pipe")
    for path in ("x", "empty", "nowhere", ".", "pipe", "/dev/null",
                 "/dev/zero"):
        for command in ("resume", "replay"):
            code, out, err = run(command, path)
            assert code == 2 and not out and err, (command, path, code, err)
    assert pathlib.Path("x").read_text() == "standoff: 1\n"
    for arguments in ((), ("a", "b"), ("--frob", "a")):
        assert run("resume", *arguments)[0] == 2
        assert run("replay", *arguments)[0] == 2


def a_scenario_that_is_gone_is_said():
    play("--journal", "j.jsonl")
    os.rename("it.yaml", "was.yaml")
    code, _, err = run("resume", "j.jsonl")
    assert code == 2 and "it.yaml" in err
    os.mkdir("it.yaml")
    assert run("replay", "j.jsonl")[0] == 2


def two_programs_do_not_write_one_journal():
    holder = subprocess.Popen([PROGRAM, "play", "it.yaml", "--journal",
                               "j.jsonl"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    holder.stdin.write(b"hello\n")
    holder.stdin.flush()
    seen = b""
    while b"What?" not in seen:
        seen += os.read(holder.stdout.fileno(), 4096)
    code, _, err = run("resume", "j.jsonl")
    assert code == 2 and f"in use by process {holder.pid}" in err, err
    assert run("replay", "-q", "j.jsonl")[0] == 0  # reading is free
    holder.stdin.close()
    holder.wait(SECONDS)
    holder.stdout.close()
    assert run("resume", "j.jsonl")[0] == 0


# --- faults of the disk --------------------------------------------------

def injected(what, *options, lines=LINES):
    return play("--journal", "j.jsonl", *options, lines=lines, before=(
        "strace", "-qq", "-o", "/dev/null", "-P", os.path.abspath("j.jsonl"),
        "-e", "trace=write,fdatasync,fsync", "-e", f"inject={what}"))


def a_full_disk_is_said_and_nothing_is_lost():
    for first in (1, 2, 9, 25):
        code, out, err = injected(f"write:error=ENOSPC:when={first}..{first+6}")
        assert code == 0, (code, err)
        if first < 25:
            assert "cannot be written" in out or "not saved" in out, out
        assert whole() and len(inputs()) == 11
        os.remove("j.jsonl")


def a_disk_that_stays_full_is_no_exit_0():
    code, out, err = injected("write:error=ENOSPC:when=19+")
    assert code == 3 and "not all of the session was saved" in err, err
    assert "not saved" in out and whole()
    assert 0 < len(inputs()) < 11


def a_failed_sync_closes_the_file_and_offers_another():
    code, out, err = injected("fdatasync:error=EIO:when=4",
                              lines=[*LINES, ":journal k.jsonl", "sorry"])
    assert code == 0 and ":journal FILE" in out and not err, (code, err)
    assert whole("k.jsonl") and len(inputs("k.jsonl")) == 12
    assert len(inputs("j.jsonl")) <= 4


def interrupted_writes_are_gone_on_with():
    code, out, _ = injected("write:error=EINTR:when=2+3")
    assert code == 0 and "not saved" not in out
    assert whole() and len(inputs()) == 11


def a_limit_on_files_is_a_full_disk():
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    code, out, err = play("--journal", "j.jsonl", preexec_fn=limit)
    assert code == 3 and "not saved" in out, (code, out, err)
    assert whole() and os.path.getsize("j.jsonl") <= 2000


def a_deleted_journal_is_said():
    holder = subprocess.Popen([PROGRAM, "play", "it.yaml", "--journal",
                               "j.jsonl"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    holder.stdin.write(b"hello\n")
    holder.stdin.flush()
    seen = b""
    while b"What?" not in seen:
        seen += os.read(holder.stdout.fileno(), 4096)
    os.remove("j.jsonl")
    out, _ = holder.communicate(b"sorry\n:journal k.jsonl\nsorry\n", SECONDS)
    assert b"deleted or renamed" in out and whole("k.jsonl"), out
    assert len(inputs("k.jsonl")) == 3


# --- kill -9 --------------------------------------------------------------

def turns_printed(out):
    """How many turns the program said were done."""
    done = 0
    for line in out.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # half a line
        if event.get("out") == "ready":
            done = event["turn"]
    return done


def system_calls(text):
    """How often the program makes each system call in such a session."""
    run("play", "it.yaml", "--jsonl", "--journal", "j.jsonl", text=text,
        before=("strace", "-qq", "-o", "calls"))
    counts = {}
    for line in pathlib.Path("calls").read_text().splitlines():
        name = line.split("(")[0]
        if name.isidentifier() and name != "exit_group":
            counts[name] = counts.get(name, 0) + 1
    return counts


def killed_at(text, name, number):
    """(acknowledged lines, those that were lost), or None if it ended well."""
    for file in ("j.jsonl", "j.jsonl.torn"):
        if os.path.exists(file):
            os.remove(file)
    code, out, _ = run(
        "play", "it.yaml", "--jsonl", "--journal", "j.jsonl", text=text,
        before=("strace", "-qq", "-o", "/dev/null", "-e",
                f"inject={name}:signal=KILL:when={number}"))
    if code == 0:
        return None
    assert code in (-signal.SIGKILL, 137), code
    acknowledged = turns_printed(out)
    if not os.path.exists("j.jsonl") or not os.path.getsize("j.jsonl"):
        return acknowledged, acknowledged
    code, out, err = run("resume", "j.jsonl", text=":status\n")
    if code == 2 and not acknowledged:
        return 0, 0  # not even the start was written
    assert code == 0 and whole(), (name, number, code, err)
    kept = sum(line["in"] == "say" for line in inputs())
    return acknowledged, max(0, acknowledged - kept)


def killed_at_any_system_call_no_acknowledged_line_is_lost():
    kills = lost = seen = 0
    for name, count in sorted(system_calls(SORRY).items()):
        for number in range(1 + kills % STEP, count + 1, STEP):
            result = killed_at(SORRY, name, number)
            if result:
                kills += 1
                seen += result[0]
                lost += result[1]
    assert kills > 10 and seen and lost == 0, (kills, seen, lost)
    print(f"killed {kills} times: of {seen} acknowledged lines {lost} lost")


def failed_at(name, error, number):
    """How many lines were said to be saved and are not in the journal."""
    for file in ("j.jsonl", "j.jsonl.torn"):
        if os.path.exists(file):
            os.remove(file)
    code, out, err = run(
        "play", "it.yaml", "--jsonl", "--journal", "j.jsonl", text=SORRY,
        before=("strace", "-qq", "-o", "/dev/null", "-P",
                os.path.abspath("j.jsonl"), "-e", f"trace={name}", "-e",
                f"inject={name}:error={error}:when={number}"))
    if code == 2:
        assert not out and err, (name, error, number)
        return 0  # refused before the first line
    assert code in (0, 3) and turns_printed(out) == TURNS, (code, err)
    assert (code == 0) == ("not all of the session" not in err), err
    saved = TURNS - err.count("play: not saved\n")
    kept = sum(line["in"] == "say" for line in inputs())
    assert whole() or not os.path.getsize("j.jsonl"), (name, error, number)
    assert code == 3 or kept == TURNS, (name, error, number)
    return max(0, saved - kept)


def calls_that_fail_lose_no_line_that_was_said_to_be_saved():
    faults = lost = 0
    counts = system_calls(SORRY)
    for name in ("write", "fdatasync", "fsync", "openat", "flock", "fstat",
                 "ftruncate", "close"):
        for error in ("ENOSPC", "EIO", "EINTR", "EDQUOT", "EROFS", "EMFILE"):
            for number in range(1 + faults % STEP, counts.get(name, 0) + 1,
                                STEP):
                lost += failed_at(name, error, number)
                faults += 1
    assert faults > 20 and lost == 0, (faults, lost)
    print(f"{faults} calls failed: {lost} saved lines lost")


NEED_STRACE = ("a_full_disk_is_said_and_nothing_is_lost",
               "a_disk_that_stays_full_is_no_exit_0",
               "a_failed_sync_closes_the_file_and_offers_another",
               "interrupted_writes_are_gone_on_with",
               "killed_at_any_system_call_no_acknowledged_line_is_lost",
               "calls_that_fail_lose_no_line_that_was_said_to_be_saved")


def strace_works():
    try:
        return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"],
                              capture_output=True,
                              check=False).returncode == 0
    except OSError:
        return False


def write_scenario():
    pathlib.Path("it.yaml").write_text(SCENARIO, encoding="utf-8")


run_tests(
    globals(),
    ("run", "typed", "play", "journal", "inputs", "recorded", "whole",
     "injected", "turns_printed", "system_calls", "killed_at", "failed_at",
     "strace_works", "write_scenario"),
    prepare=write_scenario,
    skip=() if strace_works() and "asan" not in PROGRAM else NEED_STRACE)
