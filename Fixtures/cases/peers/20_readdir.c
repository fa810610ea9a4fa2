#include <dirent.h>
#include <string.h>

char g[4096];  // midas: pure

void handle(void) {
    DIR *folder = opendir(".");
    if (!folder) return;
    struct dirent *entry;
    while ((entry = readdir(folder)))  // midas: source ordering effective
        strncat(g, entry->d_name, sizeof g - strlen(g) - 1);
    closedir(folder);
}
