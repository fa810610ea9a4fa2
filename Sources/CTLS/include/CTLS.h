/* The part of OpenSSL 3's libssl that MidasRPCTLS uses, loaded when it is first used: neither its
   headers nor the library are needed to build. Mutual TLS 1.3 over memory: bytes in, bytes out. */
#ifndef MIDAS_CTLS_H
#define MIDAS_CTLS_H

#include <stddef.h>
#include <sys/types.h>

/* Whether the library is there. */
int midas_tls_is_available(void);

typedef struct midas_tls_context midas_tls_context;
typedef struct midas_tls midas_tls;

/* What one side of many connections shares. The files are PEM: the certificates that are trusted,
   one's own chain and its key. NULL on failure; `error` then says why. */
midas_tls_context *midas_tls_context_make(int is_server, const char *authority,
                                          const char *certificate, const char *key, char *error,
                                          size_t error_size);
void midas_tls_context_free(midas_tls_context *context);

/* One connection. A client checks that the server's certificate names `host`, a name or an address.
   NULL on failure. */
midas_tls *midas_tls_make(midas_tls_context *context, const char *host);
void midas_tls_free(midas_tls *tls);

/* Takes bytes off the wire. */
int midas_tls_feed(midas_tls *tls, const void *bytes, size_t count);

/* Goes on with the handshake: 1 when it is done, 0 when it waits for bytes, -1 when it has failed. */
int midas_tls_handshake(midas_tls *tls);

/* The next bytes that were sent; 0 when there are none yet, -1 when the connection is over. */
ssize_t midas_tls_read(midas_tls *tls, void *buffer, size_t count);

/* Protects bytes; how many it took, -1 on failure. */
ssize_t midas_tls_write(midas_tls *tls, const void *bytes, size_t count);

/* Bytes for the wire. */
size_t midas_tls_output(midas_tls *tls);
ssize_t midas_tls_take(midas_tls *tls, void *buffer, size_t count);

/* The common name of the peer's certificate, after the handshake; -1 if there is none. */
ssize_t midas_tls_peer_name(midas_tls *tls, char *buffer, size_t count);

/* Why the last function of this thread failed. */
void midas_tls_error(midas_tls *tls, char *buffer, size_t count);

#endif
