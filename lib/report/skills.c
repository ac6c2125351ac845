/* The table of skills. Effective pauses are the eighth of active listening:
 * they are silences, not lines, and counted by themselves. */
#include "report/skills.h"

const Skill skills_known[] = {
    {"minimal encourager", SKILL_LISTENING},
    {"open question", SKILL_LISTENING | SKILL_QUESTION | SKILL_OPEN},
    {"mirroring", SKILL_LISTENING | SKILL_REFLECTION},
    {"emotion labelling", SKILL_LISTENING | SKILL_REFLECTION},
    {"paraphrase", SKILL_LISTENING | SKILL_REFLECTION},
    {"\"I\" message", SKILL_LISTENING},
    {"summary", SKILL_LISTENING | SKILL_REFLECTION},
    {"closed question", SKILL_QUESTION},
    {"why-question", SKILL_QUESTION},
    {"offering help", SKILL_SOLVING},
    {"trading", SKILL_SOLVING | SKILL_INFLUENCE},
    {"exit planning", SKILL_SOLVING | SKILL_INFLUENCE | SKILL_EXIT},
    {"unasked advice", SKILL_SOLVING | SKILL_INFLUENCE},
    {"promising too much", SKILL_SOLVING | SKILL_AUTHORITY},
    {"challenging the reasoning", SKILL_INFLUENCE},
    {"asking for a small step", SKILL_INFLUENCE},
    {"commanding", SKILL_INFLUENCE},
    {"repair", SKILL_REPAIR},
    {"asking about suicide", SKILL_SUICIDE},
    {"asking about a plan", SKILL_SUICIDE},
    {"exploring ambivalence", SKILL_SUICIDE},
    {"asking about a trusted person", SKILL_SUICIDE},
    {"noticing a sudden change", SKILL_SUICIDE},
    {"making a short agreement", SKILL_SUICIDE},
    {"getting through tonight", SKILL_SUICIDE},
};
const size_t skills_known_count = sizeof skills_known / sizeof *skills_known;

SkillClass skills_class(Str name)
{
    for (size_t i = 0; i < skills_known_count; i++)
        if (str_equal_c(name, skills_known[i].name))
            return skills_known[i].is;
    return 0;
}
