#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reply {
    char tag;
    int value;
};

struct reply last;   /* midas: deterministic */
int retries;         /* midas: deterministic */
void *cookie;        /* midas: deterministic */
unsigned long id;    /* midas: pure */
char text[64];       /* midas: pure */
int seeded;          /* midas: deterministic */

void start(void) {
    srand(42);
    seeded = rand(); /* midas: no-source */
}

void handle(int v) {
    struct reply r;
    memset(&r, 0, sizeof r);
    r.tag = 'x';
    r.value = v;
    memcpy(&last, &r, sizeof r);
    cookie = malloc(16);
    id = (unsigned long)cookie; /* midas: source address effective */
    snprintf(text, sizeof text, "at %p", cookie); /* midas: source address effective */
    retries = v * 2;
}
