#!/usr/bin/env python3
"""Holds the built library's symbols to the rules of the house: printing, exit,
clock, locale and environment only in cmd; files opened by few; no allocation
in the engine; no mutable globals.

usage: symbols.py ROOT BUILD

BUILD is a Meson build folder. The objects of lib/ are found through its
compile_commands.json, so that one left over from a renamed file is not asked.
objdump rather than nm: nm cannot tell .data from .data.rel.ro, where constant
tables of pointers stand. Prints one line a fault and exits 1 if there is any.
Meant for a plain build: sanitizers add symbols of their own."""

import json
import re
import subprocess
import sys
from pathlib import Path

from layers import module_of

# Symbols that no object of lib/ may ask for, and why.
FORBIDDEN = {
    "prints": """printf vprintf fprintf vfprintf dprintf vdprintf puts fputs
        putchar fputc putc putw perror fwrite fflush stdout stderr stdin getchar
        gets psignal error error_at_line warn warnx err errx wprintf fwprintf""",
    "ends the program": """exit _exit _Exit quick_exit abort atexit on_exit
        raise kill pthread_exit""",
    "reads the clock": """time clock clock_gettime gettimeofday timespec_get
        ftime localtime localtime_r gmtime ctime ctime_r mktime nanosleep sleep
        usleep clock_nanosleep alarm""",
    "depends on the locale": """setlocale newlocale uselocale localeconv
        nl_langinfo strcoll strxfrm strcasecmp strncasecmp strtod strtof
        strtold atof gettext dgettext dcgettext ngettext bindtextdomain
        textdomain __ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc
        isalpha isdigit isspace tolower toupper mbstowcs mbtowc mbrtowc
        wcwidth wcswidth""",
    "reads the environment": """getenv secure_getenv setenv putenv unsetenv
        environ isatty ttyname tcgetattr tcsetattr""",
    "starts a program": """system popen fork vfork execv execve execvp execl
        execlp execle posix_spawn posix_spawnp""",
    "is random": "rand srand random srandom rand_r drand48 lrand48 getentropy",
}

# Who may use one of them all the same.
ALLOWED = {
    ("base/arena.c", "abort"): "a failure handler that returned",
}

# Files are opened by these modules only.
OPENERS = {"source", "session", "report"}
OPENS = set("""open open64 openat openat64 creat creat64 fopen fopen64 fdopen
    freopen freopen64 mkstemp mkstemp64 mkostemp mkostemp64 opendir
    tmpfile""".split())

# The step allocates nothing.
ALLOCATES = set("""malloc calloc realloc reallocarray free strdup strndup
    aligned_alloc posix_memalign asprintf vasprintf open_memstream""".split())

SYMBOL = re.compile(r"^[0-9a-f]{8,16} (.{7}) (\S+)\t[0-9a-f]+ +"
                    r"(?:\.hidden |\.internal |\.protected |0x[0-9a-f]+ )*"
                    r"(\S+)$")
WHY = {name: why for why, names in FORBIDDEN.items() for name in names.split()}


def plain(name):
    """The name a programmer wrote: without versions and fortification."""
    name = name.split("@")[0]
    match = re.fullmatch(r"__(\w+?)_chk", name)
    if match:
        return match.group(1)
    return re.sub(r"^__isoc\d+_", "", name)


def symbols(object_file):
    """(section, name) of every symbol: *UND* for what is asked for."""
    listing = subprocess.run(["objdump", "-t", str(object_file)], check=True,
                             capture_output=True, text=True).stdout
    found = []
    for line in listing.splitlines():
        match = SYMBOL.match(line)
        if match and match.group(1)[5] != "d":  # d: sections, file names
            found.append((match.group(2), match.group(3)))
    return found


def is_mutable(section):
    if section.startswith(".data.rel.ro"):
        return False
    return section == "*COM*" or re.match(r"\.(data|bss|tdata|tbss)\b", section)


def judge(relative, section, name):
    """What is wrong with one symbol of a source file of lib/, or None."""
    module, short = module_of(relative), relative.removeprefix("lib/")
    if section != "*UND*":
        if is_mutable(section):
            return f"'{name}' is a mutable global ({section})"
        return None
    name = plain(name)
    if name in WHY and (short, name) not in ALLOWED:
        return f"'{name}' {WHY[name]}: only cmd does"
    if name in OPENS and module not in OPENERS:
        return f"'{name}' opens a file: only {', '.join(sorted(OPENERS))} do"
    if name in ALLOCATES and module == "engine":
        return f"'{name}' allocates: the step does not"
    return None


def objects(root, build):
    """(source relative to the root, object) of all that lib/ compiles to."""
    found = {}
    commands = json.loads((build / "compile_commands.json").read_text())
    for command in commands:
        folder = Path(command["directory"])
        source = (folder / command["file"]).resolve()
        output = command.get("output")
        if output is None or not source.is_relative_to(root / "lib"):
            continue
        found[folder / output] = source.relative_to(root).as_posix()
    return sorted((source, output) for output, source in found.items())


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    root, build = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    faults, seen = [], 0
    for source, output in objects(root, build):
        if not output.exists():
            continue
        seen += 1
        for section, name in sorted(set(symbols(output))):
            wrong = judge(source, section, name)
            if wrong:
                faults.append(f"{source}: {wrong}")
    if not seen:
        faults.append(f"no object of lib/ found in {build}: is it built?")
    faults = list(dict.fromkeys(faults))
    print("\n".join(faults) or f"symbols: {seen} objects, nothing against the rules")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
