// For the library's own use: sets what midas_rpc_error_message returns.
#ifndef MIDAS_RPC_MESSAGE_H
#define MIDAS_RPC_MESSAGE_H

void midas_rpc_error_set(const char *text);

#endif
