// midas_rpc.h: remote calls from and to C. C99 and C++; link libmidas-rpc.
//
// The library prints nothing, installs no signal handlers and never calls exit. Strings and bytes
// that are given to it are copied before the function returns, and those that it gives belong to
// it for as long as is said. Times are in nanoseconds.
#ifndef MIDAS_RPC_H
#define MIDAS_RPC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Layout of everything below; a program and a library of different versions refuse each other.
#define MIDAS_RPC_ABI_VERSION 1u

// How a call or a function ended.
enum {
    MIDAS_RPC_OK = 0,
    MIDAS_RPC_REFUSED = 1,            // the handler refused; the bytes say why
    MIDAS_RPC_UNKNOWN_METHOD = 2,     // the server has no such method
    MIDAS_RPC_MALFORMED_REQUEST = 3,  // the server cannot read the request
    MIDAS_RPC_MALFORMED_REPLY = 4,    // the reply cannot be read
    MIDAS_RPC_OVERLOADED = 5,         // the server has too much to do
    MIDAS_RPC_REPLY_TOO_LARGE = 6,
    MIDAS_RPC_REQUEST_TOO_LARGE = 7,  // larger than the server takes; not sent
    MIDAS_RPC_TOO_MANY_CALLS = 8,     // over the window; not started
    MIDAS_RPC_DEADLINE_EXCEEDED = 9,  // no reply in time; it may have been executed
    MIDAS_RPC_OUTCOME_UNKNOWN = 10,   // executed once or not at all
    MIDAS_RPC_WRONG_VERSION = 11,     // the server speaks another version
    MIDAS_RPC_NOT_ACCEPTED = 12,      // the server does not let this client in
    MIDAS_RPC_UNTRUSTED = 13,         // one side does not trust the other's certificate
    MIDAS_RPC_CLOSED = 14,            // the client was closed
    MIDAS_RPC_CANCELLED = 15,
    MIDAS_RPC_INVALID = 16,           // an argument is wrong
    MIDAS_RPC_SYSTEM = 17,            // a system call failed
    MIDAS_RPC_LATER = 18              // from a handler: the reply is given later
};

// A few words for a result; never NULL, valid for ever.
const char *midas_rpc_describe(int result);

// Why the last function of this thread failed, in one line; never NULL. Valid until the next one.
const char *midas_rpc_error_message(void);

// What a call promises.
enum {
    MIDAS_RPC_AT_LEAST_ONCE = 0,  // it may be executed again when a reply is lost
    MIDAS_RPC_AT_MOST_ONCE = 1    // never twice
};

// The number of a method: FNV-1a of "package.Service/Method".
uint32_t midas_rpc_method_number(const char *name);

// PEM files for connections between machines (mutual TLS 1.3).
typedef struct midas_rpc_identity {
    size_t size;              // sizeof(midas_rpc_identity)
    const char *authority;    // certificates that are trusted
    const char *certificate;  // one's own chain
    const char *key;
} midas_rpc_identity;

// Where a server is: `path`, or host and port with an identity.
typedef struct midas_rpc_endpoint {
    size_t size;       // sizeof(midas_rpc_endpoint)
    const char *path;  // of a Unix socket; NULL: the fields below
    const char *host;
    uint16_t port;
    const midas_rpc_identity *identity;
} midas_rpc_endpoint;

// Clients -----------------------------------------------------------------------------------------
// A client may be used by several threads at a time.

typedef struct midas_rpc_client midas_rpc_client;
typedef struct midas_rpc_call midas_rpc_call;

typedef struct midas_rpc_client_config {
    size_t size;           // sizeof(midas_rpc_client_config)
    uint32_t abi_version;  // MIDAS_RPC_ABI_VERSION
    const midas_rpc_endpoint *endpoint;  // the server may come later: calls wait for it
    uint64_t client;       // names this client for the server
    uint64_t epoch;        // higher each time that a client of this number is started
} midas_rpc_client_config;

// Makes a client. NULL on failure.
midas_rpc_client *midas_rpc_client_create(const midas_rpc_client_config *config);

// Ends all calls with MIDAS_RPC_CLOSED and frees the client. Its calls are freed by their owners.
void midas_rpc_client_destroy(midas_rpc_client *client);

// Reads what has come and sends what waits, for at most so many milliseconds. Needed only where
// nobody waits for a call.
void midas_rpc_process(midas_rpc_client *client, int milliseconds);

// Starts a call. `timeout` 0: for ever. On success `*call` is to be freed.
int midas_rpc_start(midas_rpc_client *client, uint32_t method, int semantics, const void *request,
                    size_t count, uint64_t timeout, midas_rpc_call **call);

// Whether the call has ended: waiting for it does not block.
int midas_rpc_is_complete(const midas_rpc_call *call);

// Waits for the end. With MIDAS_RPC_OK and MIDAS_RPC_REFUSED there are bytes, valid until the call
// is freed. May be asked again; by one thread at a time.
int midas_rpc_wait(midas_rpc_call *call, const void **bytes, size_t *count);

// Frees a call; one that is under way is cancelled.
void midas_rpc_call_destroy(midas_rpc_call *call);

// Servers -----------------------------------------------------------------------------------------
// Methods are added before `midas_rpc_server_run`; `midas_rpc_server_stop` and `midas_rpc_complete`
// may be called from any thread.

typedef struct midas_rpc_server midas_rpc_server;
typedef struct midas_rpc_request midas_rpc_request;
typedef struct midas_rpc_pending midas_rpc_pending;

typedef struct midas_rpc_server_config {
    size_t size;              // sizeof(midas_rpc_server_config)
    uint32_t abi_version;     // MIDAS_RPC_ABI_VERSION
    const midas_rpc_endpoint *endpoint;  // port 0: any free one
    const char *const *names;  // between machines: whose certificates are let in; NULL: all that
    size_t name_count;         // the authority has signed. Unix sockets: this user's processes
    uint32_t maximum_payload;  // of a request or a reply, in bytes; 0: a mebibyte
} midas_rpc_server_config;

// Makes a server. NULL on failure.
midas_rpc_server *midas_rpc_server_create(const midas_rpc_server_config *config);

// Runs on the server's thread and must not block. The request lives until the handler returns.
// Returns MIDAS_RPC_OK with a reply given, MIDAS_RPC_REFUSED with a reason given,
// MIDAS_RPC_MALFORMED_REQUEST, or MIDAS_RPC_LATER after `midas_rpc_keep`.
typedef int (*midas_rpc_handler)(void *context, midas_rpc_request *request, const void *bytes,
                                 size_t count);

// Adds a method.
int midas_rpc_server_add(midas_rpc_server *server, uint32_t method, int semantics,
                         midas_rpc_handler handler, void *context);

// Adds bytes to the reply, or to the reason of a refusal.
void midas_rpc_reply(midas_rpc_request *request, const void *bytes, size_t count);

// Keeps the call for later: it is to be completed, which frees it.
midas_rpc_pending *midas_rpc_keep(midas_rpc_request *request);

// Completes a call that was kept. `result`: MIDAS_RPC_OK, MIDAS_RPC_REFUSED or
// MIDAS_RPC_MALFORMED_REQUEST.
void midas_rpc_complete(midas_rpc_pending *pending, int result, const void *bytes, size_t count);

// The name on the peer's certificate, NULL on Unix sockets. Valid until the handler returns.
const char *midas_rpc_peer_name(const midas_rpc_request *request);

// Serves until it is stopped. `ready`, if it is not NULL, is called once clients can connect, with
// the port, 0 for a Unix socket.
int midas_rpc_server_run(midas_rpc_server *server, void (*ready)(void *context, uint16_t port),
                         void *context);

void midas_rpc_server_stop(midas_rpc_server *server);

// Frees a server; not while it runs.
void midas_rpc_server_destroy(midas_rpc_server *server);

#ifdef __cplusplus
}
#endif

#endif
