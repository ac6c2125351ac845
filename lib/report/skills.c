/* The table of skills. Effective pauses are the eighth of active listening:
 * they are silences, not lines, and counted by themselves. */
#include "report/skills.h"

#include "report/words.h"

const Skill skills_known[] = {
    {N_("minimal encourager"), SKILL_LISTENING},
    {N_("open question"), SKILL_LISTENING | SKILL_QUESTION | SKILL_OPEN},
    {N_("mirroring"), SKILL_LISTENING | SKILL_REFLECTION},
    {N_("emotion labelling"), SKILL_LISTENING | SKILL_REFLECTION},
    {N_("paraphrase"), SKILL_LISTENING | SKILL_REFLECTION},
    {N_("\"I\" message"), SKILL_LISTENING},
    {N_("summary"), SKILL_LISTENING | SKILL_REFLECTION},
    {N_("closed question"), SKILL_QUESTION},
    {N_("why-question"), SKILL_QUESTION},
    {N_("offering help"), SKILL_SOLVING},
    {N_("trading"), SKILL_SOLVING | SKILL_INFLUENCE},
    {N_("exit planning"), SKILL_SOLVING | SKILL_INFLUENCE | SKILL_EXIT},
    {N_("unasked advice"), SKILL_SOLVING | SKILL_INFLUENCE},
    {N_("promising too much"), SKILL_SOLVING | SKILL_AUTHORITY},
    {N_("challenging the reasoning"), SKILL_INFLUENCE},
    {N_("asking for a small step"), SKILL_INFLUENCE},
    {N_("commanding"), SKILL_INFLUENCE},
    {N_("repair"), SKILL_REPAIR},
    {N_("asking about suicide"), SKILL_SUICIDE},
    {N_("asking about a plan"), SKILL_SUICIDE},
    {N_("exploring ambivalence"), SKILL_SUICIDE},
    {N_("asking about a trusted person"), SKILL_SUICIDE},
    {N_("noticing a sudden change"), SKILL_SUICIDE},
    {N_("making a short agreement"), SKILL_SUICIDE},
    {N_("getting through tonight"), SKILL_SUICIDE},
    {N_("introduction"), 0},
    {N_("affirmation"), 0},
    {N_("deferring"), 0},
    {N_("closing"), 0},
    {N_("common ground"), 0},
    {N_("asking about safety"), 0},
    {N_("telling to calm down"), 0},
    {N_("threatening"), 0},
    {N_("minimising"), 0},
    {N_("arguing"), 0},
    {N_("flat refusal"), 0},
    {N_("false empathy"), 0},
    {N_("insulting"), 0},
    {N_("soliciting demands"), 0},
    {N_("two questions at once"), 0},
    {N_("staying"), 0},
    {N_("sharing the delusion"), 0},
    {N_("saying the terms back"), 0},
    {N_("running down a leader"), 0},
    {N_("repeating in the same words"), 0},
    {N_("pressing medicine"), 0},
    {N_("own perception"), 0},
    {N_("making him feel guilty"), 0},
    {N_("laughing"), 0},
    {N_("honesty about limits"), 0},
    {N_("daring him"), 0},
    {N_("bringing a checked message"), 0},
    {N_("asking from the person's perspective"), 0},
    {N_("asking about sleep"), 0},
    {N_("asking about orders of the voices"), 0},
    {N_("asking about medicine"), 0},
    {N_("arguing with the delusion"), 0},
    {N_("answering the fear of being seen"), 0},
    {N_("answering the fear of being locked away"), 0},
    {N_("answering the fear for his daughter"), 0},
    {N_("announcing"), 0},
};
const size_t skills_known_count = sizeof skills_known / sizeof *skills_known;

SkillClass skills_class(Str name)
{
    for (size_t i = 0; i < skills_known_count; i++)
        if (str_equal_c(name, skills_known[i].name))
            return skills_known[i].is;
    return 0;
}
