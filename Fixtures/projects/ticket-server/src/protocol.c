#include "protocol.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "store.h"

static void buy(const char *name, char *answer, size_t size)
{
    uint32_t token = 0;
    unsigned number = store_buy(name, &token);

    if (number)
        snprintf(answer, size, "OK %u %08x\n", number, (unsigned)token);
    else
        snprintf(answer, size, "SOLD OUT\n");
}

static void refund(const char *argument, char *answer, size_t size)
{
    unsigned number = 0;

    if (sscanf(argument, "%u", &number) == 1 && store_refund(number))
        snprintf(answer, size, "OK\n");
    else
        snprintf(answer, size, "NO SUCH TICKET\n");
}

static void stats(char *answer, size_t size)
{
    struct store_stats stats = store_stats();

    snprintf(answer, size, "sold %u refunded %u requests %lu uptime %ld\n", stats.sold,
             stats.refunded, stats.requests, (long)(time(NULL) - stats.started));
}

void execute(const char *line, char *answer, size_t size)
{
    store_count_request();
    if (strncmp(line, "BUY ", 4) == 0)
        buy(line + 4, answer, size);
    else if (strncmp(line, "REFUND ", 7) == 0)
        refund(line + 7, answer, size);
    else if (strcmp(line, "STATS") == 0)
        stats(answer, size);
    else
        snprintf(answer, size, "WHAT?\n");
}
