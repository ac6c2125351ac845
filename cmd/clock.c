/* Scenario time from CLOCK_MONOTONIC. Times are kept as a base and the instant
 * it was set, so that nothing adds up rounding. */
#include "cmd/clock.h"

#include <stdio.h>
#include <time.h>

int64_t clock_machine(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Clock clock_make(bool real, double speed)
{
    int64_t now = clock_machine();
    return (Clock){.real = real, .speed = speed, .since = now, .seen = now};
}

int64_t clock_time(const Clock *clock)
{
    if (!clock->running)
        return clock->base;
    double passed = (double)(clock_machine() - clock->since) * clock->speed;
    return clock->base + (int64_t)passed;
}

void clock_set(Clock *clock, int64_t t)
{
    if (t == clock_time(clock))
        return;
    clock->base = t;
    clock->since = clock_machine();
}

void clock_run(Clock *clock, bool running)
{
    if (!clock->real || running == clock->running)
        return;
    clock->base = clock_time(clock);
    clock->since = clock->seen = clock_machine();
    clock->running = running;
}

int64_t clock_look(Clock *clock, bool known)
{
    int64_t now = clock_machine();
    int64_t gap = now - clock->seen;
    clock->seen = now;
    if (!clock->running || (!known && gap <= CLOCK_GAP))
        return 0;
    clock->since += gap;
    return gap;
}

int clock_sleep(const Clock *clock, int64_t due)
{
    if (!clock->running)
        return -1;
    if (due < 0)
        return CLOCK_TURN;
    double left = (double)(due - clock_time(clock)) / clock->speed;
    if (left <= 0)
        return 0;
    return left >= CLOCK_TURN ? CLOCK_TURN : (int)left + 1;
}

int64_t clock_wall(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *clock_stamp(char out[CLOCK_STAMP])
{
    time_t now = time(NULL);
    struct tm local;
    if (!localtime_r(&now, &local) ||
        !strftime(out, CLOCK_STAMP, "%Y%m%d-%H%M%S", &local))
        snprintf(out, CLOCK_STAMP, "session");
    return out;
}
