// peer server SOCKET: the shop in C. peer client SOCKET: calls every method in every way and prints
// what comes of it. peer once SOCKET: makes one call and says how it ended.
#include "shop.midas.h"

#include <stdio.h>
#include <string.h>

#define PATIENCE 20000000000ull

// The server ----------------------------------------------------------------------------------------

typedef struct shop {
    uint32_t sold;
    midas_rpc_pending *waiting;  // one at a time is enough here
    uint32_t limit;
} shop;

static void tell(shop *shop) {
    if (shop->waiting == NULL || 10 - shop->sold >= shop->limit) return;
    Tickets__LeftReply reply = TICKETS__LEFT_REPLY__INIT;
    reply.left = 10 - shop->sold;
    tickets_shop_await_complete(shop->waiting, &reply);
    shop->waiting = NULL;
}

static int reserve(void *context, midas_rpc_request *call, const Tickets__ReserveRequest *request) {
    shop *shop = context;
    Tickets__ShopError error = TICKETS__SHOP_ERROR__INIT;
    error.left = 10 - shop->sold;
    if (request->name[0] == 0) {
        error.code = TICKETS__SHOP_ERROR__CODE__NO_NAME;
        return tickets_shop_refuse(call, &error);
    }
    if (request->seats > error.left) {
        error.code = TICKETS__SHOP_ERROR__CODE__SOLD_OUT;
        return tickets_shop_refuse(call, &error);
    }
    uint32_t seats[10];
    for (uint32_t i = 0; i < request->seats; i++) seats[i] = ++shop->sold;
    Tickets__ReserveReply reply = TICKETS__RESERVE_REPLY__INIT;
    reply.name = request->name;
    reply.n_seats = request->seats;
    reply.seats = seats;
    int result = tickets_shop_reserve_reply(call, &reply);
    tell(shop);
    return result;
}

static int left(void *context, midas_rpc_request *call, const Tickets__LeftRequest *request) {
    (void)request;
    Tickets__LeftReply reply = TICKETS__LEFT_REPLY__INIT;
    reply.left = 10 - ((shop *)context)->sold;
    return tickets_shop_left_reply(call, &reply);
}

static int await(void *context, midas_rpc_request *call, const Tickets__AwaitRequest *request) {
    shop *shop = context;
    shop->waiting = midas_rpc_keep(call);
    shop->limit = request->left;
    tell(shop);
    return MIDAS_RPC_LATER;
}

static void ready(void *context, uint16_t port) {
    (void)context, (void)port;
    puts("ready");
    fflush(stdout);
}

static int serve(const midas_rpc_endpoint *endpoint) {
    static shop state;
    static const tickets_shop_handlers handlers = {&state, reserve, left, await};
    midas_rpc_server_config config = {sizeof config, MIDAS_RPC_ABI_VERSION, endpoint, NULL, 0, 0};
    midas_rpc_server *server = midas_rpc_server_create(&config);
    if (server == NULL || tickets_shop_serve(server, &handlers) != MIDAS_RPC_OK) return 1;
    int result = midas_rpc_server_run(server, ready, NULL);
    midas_rpc_server_destroy(server);
    return result;
}

// The client ----------------------------------------------------------------------------------------

static void show(int result, Tickets__ReserveReply *reply, Tickets__ShopError *reason) {
    if (result == MIDAS_RPC_OK) {
        printf("%s has", reply->name);
        for (size_t i = 0; i < reply->n_seats; i++) printf(" %u", reply->seats[i]);
        printf("\n");
        tickets__reserve_reply__free_unpacked(reply, NULL);
    } else if (result == MIDAS_RPC_REFUSED) {
        printf("refused: %d, %u left\n", (int)reason->code, reason->left);
        tickets__shop_error__free_unpacked(reason, NULL);
    } else {
        printf("%s\n", midas_rpc_describe(result));
    }
}

static void ask(midas_rpc_client *client, const char *name, uint32_t seats) {
    Tickets__ReserveRequest request = TICKETS__RESERVE_REQUEST__INIT;
    request.name = (char *)name;
    request.seats = seats;
    Tickets__ReserveReply *reply = NULL;
    Tickets__ShopError *reason = NULL;
    int result = tickets_shop_reserve(client, &request, PATIENCE, &reply, &reason);
    show(result, reply, reason);
}

static void ask_raw(midas_rpc_client *client, const char *method, const char *bytes) {
    midas_rpc_call *call;
    int result = midas_rpc_start(client, midas_rpc_method_number(method), MIDAS_RPC_AT_MOST_ONCE,
                                 bytes, strlen(bytes), PATIENCE, &call);
    if (result == MIDAS_RPC_OK) {
        result = midas_rpc_wait(call, NULL, NULL);
        midas_rpc_call_destroy(call);
    }
    printf("%s\n", midas_rpc_describe(result));
}

// Several calls under way at once; one that is answered when another has been executed.
static void ask_together(midas_rpc_client *client) {
    Tickets__AwaitRequest await_request = TICKETS__AWAIT_REQUEST__INIT;
    Tickets__ReserveRequest request = TICKETS__RESERVE_REQUEST__INIT;
    Tickets__LeftReply *left = NULL;
    Tickets__ShopError *reason = NULL;
    midas_rpc_call *waiting;
    midas_rpc_call *calls[3];
    await_request.left = 7;
    request.seats = 2;
    request.name = "bob";
    int result = tickets_shop_await_start(client, &await_request, PATIENCE, &waiting);
    if (result != MIDAS_RPC_OK) return;
    for (int i = 0; i < 3; i++)
        if (tickets_shop_reserve_start(client, &request, PATIENCE, &calls[i]) != MIDAS_RPC_OK) return;
    result = tickets_shop_await_finish(waiting, &left, &reason);
    int is_less = result == MIDAS_RPC_OK && left->left < 7;
    printf("later: %s\n", is_less ? "fewer are left" : midas_rpc_describe(result));
    if (left != NULL) tickets__left_reply__free_unpacked(left, NULL);
    for (int i = 0; i < 3; i++) {
        Tickets__ReserveReply *reply = NULL;
        result = tickets_shop_reserve_finish(calls[i], &reply, &reason);
        show(result, reply, reason);
    }
}

static void ask_left(midas_rpc_client *client) {
    Tickets__LeftRequest request = TICKETS__LEFT_REQUEST__INIT;
    Tickets__LeftReply *reply = NULL;
    int result = tickets_shop_left(client, &request, PATIENCE, &reply, NULL);
    printf("left: %d\n", result == MIDAS_RPC_OK ? (int)reply->left : -result);
    if (reply != NULL) tickets__left_reply__free_unpacked(reply, NULL);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    midas_rpc_endpoint endpoint = {sizeof endpoint, arguments[2], NULL, 0, NULL};
    if (strcmp(arguments[1], "server") == 0) return serve(&endpoint);
    midas_rpc_client_config config = {sizeof config, MIDAS_RPC_ABI_VERSION, &endpoint, 1, 0};
    midas_rpc_client *client = midas_rpc_client_create(&config);
    if (client == NULL) return 1;
    ask(client, "anna", 3);
    if (strcmp(arguments[1], "client") == 0) {
        ask(client, "anna", 99);
        ask(client, "", 1);
        ask_together(client);
        ask_left(client);
        ask_raw(client, "tickets.Shop/Cancel", "");
        ask_raw(client, "tickets.Shop/Reserve", "\xff\xff\xff");
    }
    midas_rpc_client_destroy(client);
    return 0;
}
