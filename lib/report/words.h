/* Marks a text of the program's own that people read, for those who translate:
 * po/POTFILES names the files that have such texts. */
#ifndef STANDOFF_REPORT_WORDS_H
#define STANDOFF_REPORT_WORDS_H

#define N_(text) text

#endif
