#include "worker.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol.h"
#include "queue.h"

#define LINE_LENGTH 128

static void serve(int connection, unsigned worker)
{
    char line[LINE_LENGTH], answer[LINE_LENGTH];
    ssize_t length = read(connection, line, sizeof line - 1);

    if (length <= 0)
        return;
    line[length] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    execute(line, answer, sizeof answer);
    if (write(connection, answer, strlen(answer)) < 0)
        fprintf(stderr, "worker %u: client went away\n", worker);
}

static void *work(void *argument)
{
    unsigned worker = (unsigned)(uintptr_t)argument;

    for (;;) {
        int connection = queue_take();

        serve(connection, worker);
        close(connection);
    }
    return NULL;
}

int start_workers(unsigned count)
{
    unsigned i;

    for (i = 0; i < count; i++) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, work, (void *)(uintptr_t)i) != 0)
            return -1;
        pthread_detach(thread);
    }
    return 0;
}
