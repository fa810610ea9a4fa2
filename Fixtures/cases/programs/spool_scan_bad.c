#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char names[64][256];   /* midas: pure */
static int count;             /* midas: contaminated */
static char sorted[64][256];

static int cmp(const void *a, const void *b) { return strcmp(a, b); }

void scan(void) {
    DIR *d = opendir("/var/spool/app");
    struct dirent *e;
    count = 0;
    while ((e = readdir(d)) != NULL && count < 64) { /* midas: source ordering effective */
        strcpy(names[count], e->d_name);
        count++;
    }
    closedir(d);
}

void scan_sorted(void) {
    DIR *d = opendir("/var/spool/app");
    struct dirent *e;
    int n = 0;
    while (n < 64 && (e = readdir(d))) strcpy(sorted[n++], e->d_name);
    closedir(d);
    qsort(sorted, n, sizeof sorted[0], cmp);
}
