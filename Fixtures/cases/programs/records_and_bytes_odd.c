/* Padding in a checksum, addresses as numbers, draws from the clock's seed beside draws from one given. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct record { int id; char kind; double weight; };
struct node { int key; struct node *left, *right; unsigned priority; };

static struct record table[256];
static int used;                  // midas: deterministic
static char packet[512];
static struct node *root;
static int depth;                 // midas: contaminated
static int inserted;              // midas: deterministic
static unsigned long checksum;    // midas: pure
static unsigned long fields_sum;  // midas: deterministic
static struct record *heaviest;
static int heaviest_id;           // midas: deterministic
static char *names[64];
static int name_count;            // midas: deterministic
static int by_length[64];         
static pid_t owner;               // midas: pure
static unsigned seed;             // midas: deterministic
static int drawn;                 // midas: deterministic
static void *cookie;              // midas: deterministic
static int slot;                  // midas: pure

static struct node *insert(struct node *n, int key) {
    if (!n) {
        n = malloc(sizeof *n);
        n->key = key;
        n->left = n->right = NULL;
        n->priority = (unsigned)rand();
        inserted++;
        return n;
    }
    if (key < n->key) n->left = insert(n->left, key);
    else if (key > n->key) n->right = insert(n->right, key);
    return n;
}

static int height(const struct node *n, unsigned limit) {
    if (!n) return 0;
    int l = height(n->left, limit), r = height(n->right, limit);
    return 1 + (l > r ? l : r) + (n->priority > limit);
}

static void add(int id, char kind, double weight) {
    struct record r;
    r.id = id;
    r.kind = kind;
    r.weight = weight;
    table[used++ % 256] = r;
    const unsigned char *bytes = (const unsigned char *)&r;
    for (size_t i = 0; i < sizeof r; i++) checksum = checksum * 31 + bytes[i];
    fields_sum += (unsigned long)r.id + (unsigned char)r.kind;
    heaviest = &table[0];
    for (int i = 1; i < used && i < 256; i++)
        if (table[i].weight > heaviest->weight) heaviest = &table[i];
    heaviest_id = heaviest->id;
}

static int longer(const void *a, const void *b) {
    return (int)strlen(*(char *const *)a) - (int)strlen(*(char *const *)b);
}

int main(int argc, char **argv) {
    srand((unsigned)time(NULL));
    seed = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
    owner = getpid();
    cookie = malloc(16);
    slot = (int)((unsigned long)cookie >> 4 & 15);
    int fd = accept(socket(AF_INET, SOCK_STREAM, 0), NULL, NULL);
    char line[128];
    while (recv(fd, line, sizeof line, 0) > 0) {
        if (line[0] == 't') { root = insert(root, line[1]); depth = height(root, 1000); }
        if (line[0] == 'r') add(line[1], line[2], line[3]);
        if (line[0] == 'd') drawn = rand_r(&seed) % 6;
        if (line[0] == 'n' && name_count < 64) names[name_count++] = strdup(line + 1);
        if (line[0] == 's') qsort(names, (size_t)name_count, sizeof *names, longer);
    }
    return 0;
}
