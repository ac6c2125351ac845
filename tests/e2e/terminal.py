"""A real terminal for tests: tmux types, and tells what is on the screen.
Nothing sleeps for luck: a test waits until the screen shows what it should,
and fails after TIMEOUT seconds. Without tmux: exit code 77."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

TIMEOUT = 20
ATONCE = 4


class Failure(Exception):
    pass


class Terminal:
    """A shell in a tmux window of its own server."""

    def __init__(self, folder, width=80, height=24, environment=""):
        self.socket = os.path.join(folder, "tmux")
        self.folder = folder
        shell = (f"cd {shlex.quote(folder)} && exec env -i "
                 f"PATH={shlex.quote(os.environ['PATH'])} PS1='$ ' HISTFILE= "
                 f"XDG_STATE_HOME={shlex.quote(folder)}/.state "
                 # Leaks are looked for through pipes: the search hangs when
                 # the terminal is taken away while it goes on.
                 "ASAN_OPTIONS=detect_leaks=0 "
                 f"TERM=screen {environment} sh -i")
        options = os.path.join(folder, "tmux.conf")
        with open(options, "w", encoding="utf-8") as file:
            file.write("set -g history-limit 200000\nset -g status off\n"
                       "set -s escape-time 0\n")
        self.tmux("-f", options, "new-session", "-d", "-x", str(width),
                  "-y", str(height), shell)
        self.wait(lambda text: text.endswith("$"))

    def tmux(self, *arguments, check=True):
        return subprocess.run(["tmux", "-u", "-S", self.socket, *arguments],
                              check=check, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE,
                              env={**os.environ, "LC_ALL": "C.UTF-8"},
                              timeout=TIMEOUT).stdout.decode()

    def close(self):
        self.tmux("kill-server", check=False)

    def screen(self, history=False):
        options = ["-S", "-"] if history else []
        return self.tmux("capture-pane", "-p", *options).rstrip()

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def key(self, *names):
        self.tmux("send-keys", *names)

    def enter(self, text):
        self.type(text)
        self.key("Enter")

    def paste(self, text, bracketed=True):
        path = os.path.join(self.folder, "paste")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.tmux("load-buffer", path)
        self.tmux("paste-buffer", *(["-p"] if bracketed else []))

    def wait(self, condition, what="the screen", timeout=TIMEOUT):
        end = time.monotonic() + timeout
        while True:
            text = self.screen()
            if condition(text):
                return text
            if time.monotonic() > end:
                raise Failure(f"waited for {what}; there is:\n{text}")
            time.sleep(0.02)

    def see(self, pattern, timeout=TIMEOUT):
        return self.wait(lambda text: re.search(pattern, text, re.M),
                         repr(pattern), timeout)

    def last_line(self, line):
        return self.wait(lambda text: text.split("\n")[-1] == line,
                         f"the last line {line!r}")

    def pid(self):
        """Of the program: the one that is not the shell."""
        pane = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", pane],
                               stdout=subprocess.PIPE, check=True)
        return int(found.stdout.split()[0])

    def clear(self):
        self.enter("clear")
        self.wait(lambda text: text == "$", "an empty screen")

    def play(self, program, options="--seed 1", start=True):
        self.clear()
        self.enter(f"{shlex.quote(program)} play test.yaml {options}")
        self.see(r"Enter\s+starts")
        if start:
            self.key("Enter")
            self.last_line(">")

    def left(self, code):
        """The shell has the terminal again, as it was."""
        self.see(r"^\$$")
        self.enter("echo code=$?; stty -a | tr ' ' '\\n' | grep icanon")
        self.see(f"^code={code}$")
        self.see(r"^icanon")


def check(condition, why):
    if not condition:
        raise Failure(why)


def check_typed(text, line):
    """The last prompt of a screen and all behind it is `line`, however it is
    broken into rows (tmux does not tell blanks at their ends)."""
    typed = "".join(text[text.rindex("\n> "):].split())
    check(typed == "".join(("> " + line).split()),
          f"the typed line is spoilt:\n{text}")


def run(test, program, files):
    folder = tempfile.mkdtemp(prefix="standoff-terminal-")
    os.environ["XDG_STATE_HOME"] = f"{folder}/.state"
    terminal = None
    try:
        for name, text in files.items():
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        terminal = Terminal(folder, getattr(test, "width", 80),
                            environment=getattr(test, "environment", ""))
        test(terminal, program)
        return None
    except (Failure, subprocess.SubprocessError, OSError, IndexError) as why:
        return str(why) or type(why).__name__
    finally:
        if terminal:
            terminal.close()
        shutil.rmtree(folder, ignore_errors=True)


def main(module, files):
    """Runs the tests of a module: its functions of (t, program). Each finds
    the files in its folder."""
    tests = [value for value in module.values()
             if callable(value) and getattr(value, "__code__", None)
             and value.__code__.co_varnames[:2] == ("t", "program")]
    if len(sys.argv) < 2:
        sys.exit(module["__doc__"])
    if not shutil.which("tmux"):
        print("tmux is not there")
        sys.exit(77)
    program = os.path.abspath(sys.argv[1])
    chosen = [test for test in tests
              if len(sys.argv) == 2 or test.__name__ in sys.argv[2:]]
    failed = 0
    with ThreadPoolExecutor(ATONCE) as pool:
        answers = list(pool.map(lambda test: run(test, program, files), chosen))
    for test, why in zip(chosen, answers):
        if why:
            failed += 1
            print(f"FAILED {test.__name__}: {why}")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not chosen else 0)

