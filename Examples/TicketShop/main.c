// A ticket shop in two tiers, written by hand against midas.h: what the instrumenter generates
// looks the same.
//
//   TicketShop replica FOLDER TIER ID FOUNDING STATE   serves until SIGTERM, then writes its state
//   TicketShop client FOLDER COUNT                     buys COUNT tickets, prints the last receipt
//
// Tier 0 sells: it draws a serial number and a time, and asks tier 1 for the payment, which draws
// whether the bank accepts. Every replica draws differently; all must end with the same state.
#define _GNU_SOURCE
#include <midas.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BUY = 1, PAY = 2 };
enum { SITE_SERIAL = 1, SITE_TIME = 2, SITE_BANK = 3, SITE_NOTE = 4 };

// The persistent state of both tiers.
static struct {
    uint64_t sold, refused, serials, log;
    char *note;
} shop;

static midas_runtime *runtime;

static uint64_t mix(uint64_t a, uint64_t b) {
    a ^= b + 0x9E3779B97F4A7C15ull + (a << 6) + (a >> 2);
    return a * 0xBF58476D1CE4E5B9ull;
}

static uint64_t draw_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

// Keeps a note of the last ticket on the heap; its bytes are drawn.
static void write_note(uint64_t serial) {
    char text[32];
    snprintf(text, sizeof text, "pid %d", (int)getpid());
    midas_record_bytes(SITE_NOTE, text, sizeof text);
    midas_touch(&shop.note, sizeof shop.note);
    midas_free(shop.note);
    shop.note = midas_malloc(64);
    snprintf(shop.note, 64, "%llu by %.31s", (unsigned long long)serial, text);
}

static void buy(void *context, const void *arguments, size_t count) {
    (void)context;
    uint64_t amount = 0;
    memcpy(&amount, arguments, count < 8 ? count : 8);
    midas_touch(&shop, sizeof shop);
    uint64_t serial = midas_record_u64(SITE_SERIAL, (uint64_t)random());
    shop.serials = mix(shop.serials, serial);
    // One ticket in eight is given away: whether tier 1 is asked at all depends on the draw.
    if (serial % 8 == 0) {
        shop.sold++;
        write_note(serial);
        midas_reply(&serial, sizeof serial);
        return;
    }
    const void *answer = NULL;
    size_t answered = 0;
    uint64_t price[2] = {amount, serial};
    int result = midas_call(1, PAY, price, sizeof price, &answer, &answered);
    midas_touch(&shop, sizeof shop);
    uint64_t accepted = 0;
    if (result == MIDAS_OK && answered == 8)
        memcpy(&accepted, answer, 8);
    uint64_t now = midas_record_u64(SITE_TIME, draw_time());
    if (accepted)
        shop.sold++;
    else
        shop.refused++;
    shop.log = mix(shop.log, now ^ serial ^ accepted);
    write_note(serial);
    uint64_t receipt = mix(serial, now);
    midas_reply(&receipt, sizeof receipt);
}

static void pay(void *context, const void *arguments, size_t count) {
    (void)context;
    uint64_t price[2] = {0, 0};
    memcpy(price, arguments, count < sizeof price ? count : sizeof price);
    midas_touch(&shop, sizeof shop);
    uint64_t bank = midas_record_u64(SITE_BANK, (uint64_t)random());
    uint64_t accepted = bank % 4 != 0;
    if (accepted)
        shop.sold++;
    else
        shop.refused++;
    shop.log = mix(shop.log, bank ^ price[1]);
    midas_reply(&accepted, sizeof accepted);
}

static void stop(int signal_number) {
    (void)signal_number;
    midas_stop(runtime);
}

static int fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, midas_error_message());
    return 1;
}

static int replica(char **arguments) {
    midas_config config = {.size = sizeof config,
                           .abi_version = MIDAS_ABI_VERSION,
                           .folder = arguments[0],
                           .ring = "ticket shop",
                           .tier = (uint32_t)atoi(arguments[1]),
                           .replica = (uint32_t)atoi(arguments[2]),
                           .founding_members = (uint32_t)atoi(arguments[3])};
    srandom((unsigned)getpid());
    runtime = midas_create(&config);
    if (!runtime)
        return fail("create");
    midas_handler handler = {.size = sizeof handler};
    handler.id = config.tier == 0 ? BUY : PAY;
    handler.function = config.tier == 0 ? buy : pay;
    handler.callees = config.tier == 0 ? 1u << 1 : 0;
    if (midas_handle(runtime, &handler) != MIDAS_OK)
        return fail("handle");
    signal(SIGTERM, stop);
    if (midas_run(runtime) != MIDAS_OK)
        return fail("run");
    FILE *state = fopen(arguments[4], "w");
    if (!state)
        return 1;
    fprintf(state, "%llu %llu %llu %llu %s\n", (unsigned long long)shop.sold,
            (unsigned long long)shop.refused, (unsigned long long)shop.serials,
            (unsigned long long)shop.log, shop.note ? shop.note : "-");
    fclose(state);
    midas_destroy(runtime);
    free(shop.note);
    return 0;
}

static int client(char **arguments) {
    midas_client *client = midas_client_open(arguments[0], "ticket shop", 0, 20000);
    if (!client)
        return fail("open");
    uint64_t receipt = 0;
    for (int index = 0; index < atoi(arguments[1]); index++) {
        uint64_t amount = (uint64_t)index;
        size_t size = 0;
        int result = midas_client_call(client, BUY, &amount, sizeof amount, &receipt,
                                       sizeof receipt, &size, 20000);
        if (result != MIDAS_OK)
            return fail("buy");
    }
    printf("%llu\n", (unsigned long long)receipt);
    midas_client_close(client);
    return 0;
}

int main(int count, char **arguments) {
    if (count == 7 && strcmp(arguments[1], "replica") == 0)
        return replica(arguments + 2);
    if (count == 4 && strcmp(arguments[1], "client") == 0)
        return client(arguments + 2);
    fprintf(stderr, "usage: TicketShop replica FOLDER TIER ID FOUNDING STATE | client FOLDER COUNT\n");
    return 2;
}
