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
    /* of what is counted across sessions */
    N_("Across sessions"),
    N_("Class"),
    N_("Trainee"),
    N_("Sessions"),
    N_("Turns"),
    N_("Turns in which nothing was recognised"),
    N_("Sessions of others, left out"),
    N_("Journals that end with a bad line, counted up to it"),
    N_("Sessions too long, counted in part"),
    N_("Sessions of one scenario too many, counted by name only"),
    N_("Times a skill had no room"),
    N_("Times a trainee had no room"),
    N_("How they ended"),
    N_("left before an ending"),
    N_("Skills: per cent of turns that show each"),
    N_("Skill"),
    N_("Skills"),
    N_("change"),
    N_("The change is in percentage points, from the first column with turns "
       "to the last. Few turns make large changes."),
    N_("All in one period: nothing to compare yet."),
    N_("Date"),
    N_("Scenario"),
    N_("Session by session"),
    N_("Sessions that are not shown"),
    N_("First"),
    N_("Last"),
    N_("Who was trained, by name"),
    N_("never heard"),
    N_("never ran"),
    N_("line"),
    N_("more"),
    N_("Moves that nobody found"),
    N_("- The scenario cannot be read any more; its skills are counted by the "
       "names of intents."),
    N_("Sessions of an older version, not counted for what ran"),
    N_("Times"),
    N_("Line"),
    N_("Lines in which nothing was recognised: what a new example could teach"),
    N_("Other lines"),
    N_("There were more different lines than could be kept: each came at least "
       "so often, and a rare one may be missing."),
    N_("helps"),
    N_("harms"),
    /* of what observers saw */
    N_("What observers saw"),
    N_("Area"),
    N_("What was seen"),
    N_("Level"),
    N_("Each observer fills in a sheet alone"),
    N_("'standoff rate' asks the same sheet and compares observers."),
    N_("needs two observers"),
    N_("nothing was rated by all who count"),
    N_("not defined: every rating is the same"),
    N_("n = {1}"),
    N_("in order"),
    N_("no order"),
    N_("Scale"),
    N_("Items"),
    N_("Raw agreement"),
    N_("Cohen's kappa"),
    N_("Fleiss' kappa"),
    N_("Krippendorff's alpha"),
    N_("How far the observers agree"),
    N_("Raw agreement is the share of pairs of observers who chose the same "
       "level; n is the number of items it rests on. Kappa takes off what "
       "chance alone would give, and is low when nearly all choose one level. "
       "Alpha counts near levels as nearer, and takes gaps."),
    N_("Words for kappa are those of Landis and Koch (1977), for alpha those "
       "of Krippendorff (2004): conventions, not verdicts. With a few dozen "
       "items all figures are rough. Where observers differ is worth more than "
       "how much."),
    N_("Who says what"),
    N_("The observers differ nowhere."),
    N_("To talk about: what observers saw differently, the farthest apart "
       "first"),
    N_("Remark"),
    N_("Remarks on items"),
    N_("Turn"),
    N_("Said"),
    N_("Recognised"),
    N_("What observers say it was"),
    N_("Where observers heard something else than the program"),
    N_("Figures elsewhere on this page go by what was recognised, not by these "
       "corrections."),
    N_("Observers"),
    N_("poor"),
    N_("slight"),
    N_("fair"),
    N_("moderate"),
    N_("substantial"),
    N_("almost perfect"),
    N_("reliable"),
    N_("tentative"),
    N_("unreliable"),
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
