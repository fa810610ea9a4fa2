#include "CTLS.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Types and numbers of OpenSSL's public ABI, which version 3 keeps (openssl/ssl.h, x509.h, bio.h).
typedef void SSL_CTX, SSL, SSL_METHOD, BIO, BIO_METHOD, X509, X509_NAME, X509_VERIFY_PARAM;
enum {
    SET_MIN_PROTOCOL = 123,
    TLS_1_3 = 0x0304,
    SET_SESSION_CACHE = 44,
    SET_SERVER_NAME = 55,
    VERIFY_PEER_OR_FAIL = 3,
    PEM_FILE = 1,
    ERROR_WANT_READ = 2,
    COMMON_NAME = 13,
};

#define FUNCTIONS(X)                                                                    \
    X(const SSL_METHOD *, TLS_server_method, (void))                                    \
    X(const SSL_METHOD *, TLS_client_method, (void))                                    \
    X(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *))                                     \
    X(void, SSL_CTX_free, (SSL_CTX *))                                                  \
    X(long, SSL_CTX_ctrl, (SSL_CTX *, int, long, void *))                               \
    X(void, SSL_CTX_set_verify, (SSL_CTX *, int, void *))                               \
    X(int, SSL_CTX_set_num_tickets, (SSL_CTX *, size_t))                                \
    X(int, SSL_CTX_load_verify_locations, (SSL_CTX *, const char *, const char *))      \
    X(int, SSL_CTX_use_certificate_chain_file, (SSL_CTX *, const char *))               \
    X(int, SSL_CTX_use_PrivateKey_file, (SSL_CTX *, const char *, int))                 \
    X(int, SSL_CTX_check_private_key, (const SSL_CTX *))                                \
    X(SSL *, SSL_new, (SSL_CTX *))                                                      \
    X(void, SSL_free, (SSL *))                                                          \
    X(long, SSL_ctrl, (SSL *, int, long, void *))                                       \
    X(void, SSL_set_bio, (SSL *, BIO *, BIO *))                                         \
    X(void, SSL_set_accept_state, (SSL *))                                              \
    X(void, SSL_set_connect_state, (SSL *))                                             \
    X(int, SSL_do_handshake, (SSL *))                                                   \
    X(int, SSL_read, (SSL *, void *, int))                                              \
    X(int, SSL_write, (SSL *, const void *, int))                                       \
    X(int, SSL_get_error, (const SSL *, int))                                           \
    X(long, SSL_get_verify_result, (const SSL *))                                       \
    X(int, SSL_set1_host, (SSL *, const char *))                                        \
    X(X509_VERIFY_PARAM *, SSL_get0_param, (SSL *))                                     \
    X(int, X509_VERIFY_PARAM_set1_ip_asc, (X509_VERIFY_PARAM *, const char *))          \
    X(X509 *, SSL_get1_peer_certificate, (const SSL *))                                 \
    X(X509_NAME *, X509_get_subject_name, (const X509 *))                               \
    X(int, X509_NAME_get_text_by_NID, (X509_NAME *, int, char *, int))                  \
    X(void, X509_free, (X509 *))                                                        \
    X(const char *, X509_verify_cert_error_string, (long))                              \
    X(const BIO_METHOD *, BIO_s_mem, (void))                                            \
    X(BIO *, BIO_new, (const BIO_METHOD *))                                             \
    X(int, BIO_write, (BIO *, const void *, int))                                       \
    X(int, BIO_read, (BIO *, void *, int))                                              \
    X(size_t, BIO_ctrl_pending, (BIO *))                                                \
    X(unsigned long, ERR_get_error, (void))                                             \
    X(void, ERR_clear_error, (void))                                                    \
    X(void, ERR_error_string_n, (unsigned long, char *, size_t))

#define DECLARE(result, name, parameters) result(*name) parameters;
static struct {
    FUNCTIONS(DECLARE)
} lib;

static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    // The library's own dependency, libcrypto, is found through it.
    void *library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return;
    int complete = 1;
#define LOAD(result, name, parameters)                 \
    *(void **)&lib.name = dlsym(library, #name);       \
    if (lib.name == NULL) complete = 0;
    FUNCTIONS(LOAD)
    is_loaded = complete;
}

struct midas_tls_context {
    SSL_CTX *context;
    int is_server;
};

struct midas_tls {
    SSL *ssl;
    BIO *input;
    BIO *output;
};

int midas_tls_is_available(void) {
    pthread_once(&once, load);
    return is_loaded;
}

static void describe(const char *what, char *error, size_t size) {
    char reason[256] = "";
    unsigned long code = lib.ERR_get_error();
    if (code != 0) lib.ERR_error_string_n(code, reason, sizeof reason);
    snprintf(error, size, "%s%s%s", what, code != 0 ? ": " : "", reason);
}

// Only TLS 1.3, both sides show certificates, no sessions are resumed.
static const char *set_up(SSL_CTX *context, const char *authority, const char *certificate,
                          const char *key) {
    if (lib.SSL_CTX_ctrl(context, SET_MIN_PROTOCOL, TLS_1_3, NULL) != 1) return "TLS 1.3";
    lib.SSL_CTX_ctrl(context, SET_SESSION_CACHE, 0, NULL);
    lib.SSL_CTX_set_num_tickets(context, 0);
    lib.SSL_CTX_set_verify(context, VERIFY_PEER_OR_FAIL, NULL);
    if (lib.SSL_CTX_load_verify_locations(context, authority, NULL) != 1) return authority;
    if (certificate == NULL) return NULL;
    if (lib.SSL_CTX_use_certificate_chain_file(context, certificate) != 1) return certificate;
    if (lib.SSL_CTX_use_PrivateKey_file(context, key, PEM_FILE) != 1) return key;
    if (lib.SSL_CTX_check_private_key(context) != 1) return "the key is not the certificate's";
    return NULL;
}

midas_tls_context *midas_tls_context_make(int is_server, const char *authority,
                                          const char *certificate, const char *key, char *error,
                                          size_t error_size) {
    if (!midas_tls_is_available()) {
        snprintf(error, error_size, "libssl.so.3 cannot be loaded");
        return NULL;
    }
    lib.ERR_clear_error();
    SSL_CTX *made = lib.SSL_CTX_new(is_server ? lib.TLS_server_method() : lib.TLS_client_method());
    midas_tls_context *context = made == NULL ? NULL : malloc(sizeof *context);
    const char *failed =
        context == NULL ? "no memory" : set_up(made, authority, certificate, key);
    if (failed != NULL) {
        describe(failed, error, error_size);
        if (made != NULL) lib.SSL_CTX_free(made);
        free(context);
        return NULL;
    }
    context->context = made;
    context->is_server = is_server;
    return context;
}

void midas_tls_context_free(midas_tls_context *context) {
    lib.SSL_CTX_free(context->context);
    free(context);
}

static int expect_host(SSL *ssl, const char *host) {
    unsigned char address[sizeof(struct in6_addr)];
    if (inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1)
        return lib.X509_VERIFY_PARAM_set1_ip_asc(lib.SSL_get0_param(ssl), host);
    lib.SSL_ctrl(ssl, SET_SERVER_NAME, 0, (void *)host);
    return lib.SSL_set1_host(ssl, host);
}

midas_tls *midas_tls_make(midas_tls_context *context, const char *host) {
    midas_tls *tls = malloc(sizeof *tls);
    SSL *ssl = lib.SSL_new(context->context);
    BIO *input = lib.BIO_new(lib.BIO_s_mem());
    BIO *output = lib.BIO_new(lib.BIO_s_mem());
    // Running out of memory here ends the process, as it does in Swift.
    if (tls == NULL || ssl == NULL || input == NULL || output == NULL) abort();
    lib.SSL_set_bio(ssl, input, output);
    if (context->is_server) lib.SSL_set_accept_state(ssl);
    else lib.SSL_set_connect_state(ssl);
    *tls = (midas_tls){ssl, input, output};
    if (!context->is_server && expect_host(ssl, host) != 1) {
        midas_tls_free(tls);
        return NULL;
    }
    return tls;
}

void midas_tls_free(midas_tls *tls) {
    lib.SSL_free(tls->ssl);
    free(tls);
}

int midas_tls_feed(midas_tls *tls, const void *bytes, size_t count) {
    return lib.BIO_write(tls->input, bytes, (int)count) == (int)count;
}

int midas_tls_handshake(midas_tls *tls) {
    lib.ERR_clear_error();
    int result = lib.SSL_do_handshake(tls->ssl);
    if (result == 1) return 1;
    return lib.SSL_get_error(tls->ssl, result) == ERROR_WANT_READ ? 0 : -1;
}

ssize_t midas_tls_read(midas_tls *tls, void *buffer, size_t count) {
    lib.ERR_clear_error();
    int result = lib.SSL_read(tls->ssl, buffer, (int)count);
    if (result > 0) return result;
    return lib.SSL_get_error(tls->ssl, result) == ERROR_WANT_READ ? 0 : -1;
}

ssize_t midas_tls_write(midas_tls *tls, const void *bytes, size_t count) {
    lib.ERR_clear_error();
    int result = lib.SSL_write(tls->ssl, bytes, (int)count);
    return result > 0 ? result : -1;
}

size_t midas_tls_output(midas_tls *tls) { return lib.BIO_ctrl_pending(tls->output); }

ssize_t midas_tls_take(midas_tls *tls, void *buffer, size_t count) {
    return lib.BIO_read(tls->output, buffer, (int)count);
}

ssize_t midas_tls_peer_name(midas_tls *tls, char *buffer, size_t count) {
    X509 *certificate = lib.SSL_get1_peer_certificate(tls->ssl);
    if (certificate == NULL || lib.SSL_get_verify_result(tls->ssl) != 0) {
        if (certificate != NULL) lib.X509_free(certificate);
        return -1;
    }
    X509_NAME *subject = lib.X509_get_subject_name(certificate);
    int length = lib.X509_NAME_get_text_by_NID(subject, COMMON_NAME, buffer, (int)count);
    lib.X509_free(certificate);
    return length;
}

void midas_tls_error(midas_tls *tls, char *buffer, size_t count) {
    long verification = lib.SSL_get_verify_result(tls->ssl);
    describe(verification != 0 ? lib.X509_verify_cert_error_string(verification) : "TLS", buffer,
             count);
}
