/* `standoff schema`: the form of the files as JSON Schema, for editors. */
#include "cmd/command.h"

#include <string.h>

#include "report/schema.h"
#include "scenario/keys.h"
#include "scenario/rubric.h"
#include "transcript/transcript.h"

static const SchemaKind kinds[] = {
    {"scenario", &scenario_shape, true},
    {"pack", &pack_shape, false},
    {"translation", &translation_shape, false},
    {"transcript", &transcript_shape, false},
    {"rubric", &rubric_shape, false},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* The row of a kind, or KINDS after a message. */
static size_t find_kind(const Invocation *invocation, const char *name)
{
    Buf list = {0};
    for (size_t i = 0; i < KINDS; i++) {
        if (!strcmp(name, kinds[i].name)) {
            buf_finish(&list);
            return i;
        }
        buf_printf(&list, "%s%s", i ? ", " : "", kinds[i].name);
    }
    usage_error(invocation, "kind '%.80s' is not known; choose one of %.*s",
                name, STR_ARGS(buf_str(&list)));
    buf_finish(&list);
    return KINDS;
}

static int run(const Invocation *invocation)
{
    const char *kind = option_value(invocation, "kind");
    size_t first = kind ? find_kind(invocation, kind) : 0;
    Buf out = {0};
    if (first == KINDS)
        return EXIT_USAGE;
    if (invocation->operand_count)
        return usage_error(invocation, "takes no file; see 'standoff schema "
                                       "--help'");
    schema_write(&kinds[first], kind ? 1 : KINDS, &out);
    if (out.failed)
        out_of_memory(NULL);
    print_out(buf_str(&out));
    buf_finish(&out);
    return EXIT_NOTHING_FOUND;
}

static const Option options[] = {
    {"kind", 0, "KIND",
     "of one kind only: scenario, pack, translation, transcript, rubric"},
    {0}};

const Command command_schema = {
    .name = "schema",
    .arguments = "",
    .summary = "prints the JSON Schema of scenario files, for editors",
    .about = "Without --kind the key 'kind' of a file decides which keys it "
             "may have. What a\nschema cannot say is said by 'standoff "
             "lint'.\n",
    .options = options,
    .run = run,
};
