/* Handlers set flags, nothing more. Between looking at the flags and sleeping
 * a signal could come in and be missed; so they are blocked there, and ppoll
 * lets them in. */
#include "cmd/signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>

#include "cmd/command.h"

static volatile sig_atomic_t ending, resized, stopping, continued;

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int events[] = {SIGWINCH, SIGTSTP, SIGCONT};
enum {
    ENDS = sizeof ends / sizeof *ends,
    EVENTS = sizeof events / sizeof *events,
};

/* A Ctrl-C never hides a signal that must end the program. */
static void note_end(int number)
{
    if (!ending || ending == SIGINT)
        ending = number;
}

static void note_event(int number)
{
    if (number == SIGWINCH)
        resized = 1;
    else if (number == SIGTSTP)
        stopping = 1;
    else
        continued = 1;
}

/* Without SA_RESTART: a call that waits returns. An ignored signal (nohup)
 * stays ignored. */
static void catch (int number, void (*handler)(int number))
{
    struct sigaction old, action = {.sa_handler = handler};
    sigfillset(&action.sa_mask);
    if (!sigaction(number, NULL, &old) && old.sa_handler == SIG_IGN)
        return;
    sigaction(number, &action, NULL);
}

void signals_catch(void)
{
    for (size_t i = 0; i < ENDS; i++)
        catch (ends[i], note_end);
}

void signals_catch_terminal(void)
{
    signals_catch();
    for (size_t i = 0; i < EVENTS; i++)
        catch (events[i], note_event);
}

int signal_pending(void)
{
    return ending;
}

void signal_forget(void)
{
    ending = 0;
}

static bool take(volatile sig_atomic_t *flag)
{
    bool was = *flag;
    *flag = 0;
    return was;
}

bool signal_resized(void)
{
    return take(&resized);
}

bool signal_stopping(void)
{
    return take(&stopping);
}

bool signal_continued(void)
{
    return take(&continued);
}

void signal_stop_here(void)
{
    struct sigaction old, action = {.sa_handler = SIG_DFL};
    sigaction(SIGTSTP, &action, &old);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &old, NULL);
}

static bool any_flag(void)
{
    return ending || resized || stopping || continued;
}

WaitResult signal_wait(int descriptor, int timeout)
{
    sigset_t caught, before;
    sigemptyset(&caught);
    for (size_t i = 0; i < ENDS; i++)
        sigaddset(&caught, ends[i]);
    for (size_t i = 0; i < EVENTS; i++)
        sigaddset(&caught, events[i]);
    sigprocmask(SIG_BLOCK, &caught, &before);
    int ready = -1, error = EINTR;
    if (!any_flag()) {
        struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
        struct timespec limit = {timeout / 1000,
                                 (long)(timeout % 1000) * 1000000};
        ready = ppoll(&wanted, 1, timeout < 0 ? NULL : &limit, &before);
        error = errno;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (ready == 0)
        return WAIT_TIMEOUT;
    return ready < 0 && error == EINTR ? WAIT_SIGNAL : WAIT_READABLE;
}
