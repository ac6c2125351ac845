/* What the field calls a skill: which of those that packs name are active
 * listening, which reflect, ask, solve or influence. A table of data; the names
 * are those of `skill:` in the shipped packs and scenarios. */
#ifndef STANDOFF_REPORT_SKILLS_H
#define STANDOFF_REPORT_SKILLS_H

#include "base/str.h"

typedef enum {
    SKILL_LISTENING = 1 << 0, /* Noesner and Webster, 1997, "Crisis
                                 intervention: using active listening skills in
                                 negotiations" */
    SKILL_REFLECTION = 1 << 1,
    SKILL_QUESTION = 1 << 2,
    SKILL_OPEN = 1 << 3,
    SKILL_SOLVING = 1 << 4,
    SKILL_INFLUENCE = 1 << 5,
    SKILL_REPAIR = 1 << 6,
    SKILL_AUTHORITY = 1 << 7, /* promises what a negotiator cannot decide */
    SKILL_SUICIDE = 1 << 8,   /* part of asking and talking about it */
    SKILL_EXIT = 1 << 9,
} SkillBit;

typedef unsigned SkillClass; /* SkillBits */

typedef struct {
    const char *name; /* as packs write it; English */
    SkillClass is;
} Skill;

/* All that are known, the eight of active listening first. */
extern const Skill skills_known[];
extern const size_t skills_known_count;

/* The class of a skill by its name; 0 when it is none of the known. */
SkillClass skills_class(Str name);

#endif
