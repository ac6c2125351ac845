/* gettext for a session: the tag decides, not the locale. The translations lie
 * beside a program that was just built, or where it was installed to. */
#include "cmd/language.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the library says and people are shown, for those who translate; held
 * against the library by a test. */
__attribute__((unused)) static const char *const words[] = {
    N_("rule"),
    N_("trigger"),
    N_("inject"),
    N_("enter"),
    N_("otherwise"),
    N_("passed"),
    N_("broken"),
    N_("peaceful"),
    N_("tactical"),
    N_("harm"),
    N_("escape"),
    N_("unresolved"),
    N_("there is nothing to hear in this line"),
    N_("there are not that many turns to undo"),
    N_("the exercise is over; only undo is taken"),
    N_("a wait is between 0 ms and 30 days"),
    N_("time moves by at most 30 days at once"),
    /* of printed cards */
    N_("For the negotiator"),
    N_("Your brief"),
    N_("Support"),
    N_("Warnings:"),
    N_("In your words"),
    N_("Within"),
    N_("How firmly"),
    N_("may be traded"),
    N_("is talked about, no more"),
    N_("will never be met"),
    N_("What you ask for"),
    N_("who you are"),
    N_("You want"),
    N_("You need"),
    N_("Say ENDEX, and everything stops at once. Afterwards step out of the "
       "role: say your own name."),
    N_("says nothing for"),
    N_("The negotiator"),
    N_("Only if"),
    N_("You answer"),
    N_("How"),
    N_("Listen for"),
    N_("at any time"),
    N_("by hand"),
    N_("the program"),
    N_("the trainer"),
    N_("Time"),
    N_("Event"),
    N_("Expected"),
    N_("Who"),
    N_("Exercise control: events"),
    N_("Exercise control"),
    N_("Ending"),
    N_("Outcome"),
    N_("What is told"),
    N_("What the exercise trains"),
};

Str language_word(Str word)
{
    char text[256];
    if (!word.size || word.size >= sizeof text)
        return word; /* the empty text would be the translation's header */
    memcpy(text, word.data, word.size);
    text[word.size] = '\0';
    const char *found = gettext(text);
    return found == text ? word : str_from(found);
}

/* The folder `po` beside the program, when it was not installed. */
static bool beside_program(char path[PATH_MAX])
{
    ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (size <= 0)
        return false;
    path[size] = '\0';
    char *name = strrchr(path, '/');
    if (!name || name - path > PATH_MAX - 8)
        return false;
    memcpy(name, "/po", sizeof "/po");
    return access(path, R_OK) == 0;
}

void language_begin(Str tag)
{
    char folder[PATH_MAX], language[64];
    if (!tag.size || tag.size >= sizeof language)
        return;
    /* "fr-CA" is called fr_CA here; a wider language is found by itself. */
    for (size_t i = 0; i < tag.size; i++)
        language[i] = tag.data[i] == '-' ? '_' : tag.data[i];
    language[tag.size] = '\0';
    /* In the C locale gettext would not look for anything. */
    if (!setlocale(LC_MESSAGES, "C.UTF-8") ||
        setenv("LANGUAGE", language, 1) != 0)
        return;
    bindtextdomain("standoff", beside_program(folder) ? folder : LOCALEDIR);
    bind_textdomain_codeset("standoff", "UTF-8");
    textdomain("standoff");
}
