import SwiftProtobufPluginLibrary

extension FileModel {
    /// What C's clients and servers include.
    var cHeader: String {
        let name = CName.includeGuard(stem, "_MIDAS_H")
        return """
            // Made by protoc-gen-midas from \(descriptor.name): change that instead.
            #ifndef \(name)
            #define \(name)

            #include "midas_rpc.h"
            #include "\(stem).pb-c.h"

            #ifdef __cplusplus
            extern "C" {
            #endif

            \(services.map { CWriter($0).header }.joined(separator: "\n"))
            #ifdef __cplusplus
            }
            #endif

            #endif

            """
    }

    var cSource: String {
        """
        // Made by protoc-gen-midas from \(descriptor.name): change that instead.
        #include "\(stem).midas.h"

        #include <stdlib.h>

        \(CWriter.helpers)
        \(services.map { CWriter($0).source }.joined(separator: "\n"))
        """
    }
}

/// Writes a service in C, over midas_rpc.h and protobuf-c.
private struct CWriter {
    let service: ServiceModel
    let prefix: String
    /// The type that handlers refuse with, and its name in functions.
    let reason: (type: String, function: String)?

    init(_ service: ServiceModel) {
        self.service = service
        prefix = (service.package.split(separator: ".").map(String.init) + [service.name])
            .map { CName.lower($0) }.joined(separator: "_")
        reason = service.reason.map { (CName.type($0), CName.function($0)) }
    }

    private func name(_ method: MethodModel) -> String { "\(prefix)_\(CName.lower(method.name))" }

    private var reasonParameter: String { reason.map { ", \($0.type) **reason" } ?? "" }

    // MARK: The header

    var header: String {
        """
        \(service.comment.comment("//"))// A handler must not block. It is given the decoded request, which is valid until it returns, and
        // returns what a `_reply` or `_refuse` function below gives, or MIDAS_RPC_LATER after
        // `midas_rpc_keep`. Methods without a handler are unknown.
        typedef struct \(prefix)_handlers {
            void *context;
        \(service.methods.map(handlerMember).joined())} \(prefix)_handlers;

        // Adds the methods to a server that does not run yet. The handlers outlive the server.
        int \(prefix)_serve(midas_rpc_server *server, const \(prefix)_handlers *handlers);

        \(refusalDeclarations)\(service.methods.map(declarations).joined(separator: "\n"))
        """
    }

    private func handlerMember(_ method: MethodModel) -> String {
        """
            int (*\(CName.lower(method.name)))(void *context, midas_rpc_request *call,
                const \(CName.type(method.input)) *request);

        """
    }

    private var refusalDeclarations: String {
        guard let reason else { return "" }
        return """
            // Refuse a call: within its handler, and one that was kept.
            int \(prefix)_refuse(midas_rpc_request *call, const \(reason.type) *reason);
            void \(prefix)_complete_refused(midas_rpc_pending *pending, const \(reason.type) *reason);


            """
    }

    private func declarations(_ method: MethodModel) -> String {
        let name = name(method)
        let input = CName.type(method.input)
        let output = CName.type(method.output)
        return """
            \(method.comment.comment("//"))// Calls and waits. With MIDAS_RPC_OK there is a reply\(reason == nil ? "" : ", with MIDAS_RPC_REFUSED a reason"), to be freed by
            // protobuf-c; a timeout of 0 is for ever.
            int \(name)(midas_rpc_client *client, const \(input) *request, uint64_t timeout,
                \(output) **reply\(reasonParameter));
            // Starts the call; `_finish` waits for its end and frees it.
            int \(name)_start(midas_rpc_client *client, const \(input) *request,
                uint64_t timeout, midas_rpc_call **call);
            int \(name)_finish(midas_rpc_call *call, \(output) **reply\(reasonParameter));
            // Answer a call: within its handler, and one that was kept.
            int \(name)_reply(midas_rpc_request *call, const \(output) *reply);
            void \(name)_complete(midas_rpc_pending *pending, const \(output) *reply);

            """
    }

    // MARK: The source

    /// What all services of a file share.
    static let helpers = """
        static void *packed(const ProtobufCMessage *message, size_t *count) {
            *count = protobuf_c_message_get_packed_size(message);
            void *bytes = malloc(*count + 1);
            if (bytes == NULL) abort();
            protobuf_c_message_pack(message, bytes);
            return bytes;
        }

        static int answer(midas_rpc_request *call, const ProtobufCMessage *message, int result) {
            size_t count;
            void *bytes = packed(message, &count);
            midas_rpc_reply(call, bytes, count);
            free(bytes);
            return result;
        }

        static void complete(midas_rpc_pending *pending, const ProtobufCMessage *message, int result) {
            size_t count;
            void *bytes = packed(message, &count);
            midas_rpc_complete(pending, result, bytes, count);
            free(bytes);
        }

        static int start(midas_rpc_client *client, uint32_t method, int semantics,
                         const ProtobufCMessage *request, uint64_t timeout, midas_rpc_call **call) {
            size_t count;
            void *bytes = packed(request, &count);
            int result = midas_rpc_start(client, method, semantics, bytes, count, timeout, call);
            free(bytes);
            return result;
        }

        // Waits for a call and decodes what it gives; `reason` may be NULL.
        static int finish(midas_rpc_call *call, const ProtobufCMessageDescriptor *reply_type,
                          ProtobufCMessage **reply, const ProtobufCMessageDescriptor *reason_type,
                          ProtobufCMessage **reason) {
            const void *bytes;
            size_t count;
            int result = midas_rpc_wait(call, &bytes, &count);
            const ProtobufCMessageDescriptor *type =
                result == MIDAS_RPC_OK ? reply_type : result == MIDAS_RPC_REFUSED ? reason_type : NULL;
            ProtobufCMessage *message = NULL;
            if (type != NULL) {
                message = protobuf_c_message_unpack(type, NULL, count, bytes);
                if (message == NULL) result = MIDAS_RPC_MALFORMED_REPLY;
            }
            if (message != NULL && result == MIDAS_RPC_OK) *reply = message;
            else if (message != NULL && reason != NULL) *reason = message;
            else if (message != NULL) protobuf_c_message_free_unpacked(message, NULL);
            midas_rpc_call_destroy(call);
            return result;
        }

        """

    var source: String {
        """
        \(service.methods.map(handler).joined(separator: "\n"))
        int \(prefix)_serve(midas_rpc_server *server, const \(prefix)_handlers *handlers) {
            int result = MIDAS_RPC_OK;
        \(service.methods.map(registration).joined())    return result;
        }

        \(refusals)\(service.methods.map(functions).joined(separator: "\n"))
        """
    }

    private func semantics(_ method: MethodModel) -> String {
        method.isRepeatable ? "MIDAS_RPC_AT_LEAST_ONCE" : "MIDAS_RPC_AT_MOST_ONCE"
    }

    private func handler(_ method: MethodModel) -> String {
        let input = CName.type(method.input)
        let function = CName.function(method.input)
        return """
            static int handle_\(name(method))(void *context, midas_rpc_request *call, const void *bytes,
                                              size_t count) {
                const \(prefix)_handlers *handlers = context;
                ProtobufCMessage *request =
                    protobuf_c_message_unpack(&\(function)__descriptor, NULL, count, bytes);
                if (request == NULL) return MIDAS_RPC_MALFORMED_REQUEST;
                int result = handlers->\(CName.lower(method.name))(handlers->context, call,
                                                (const \(input) *)request);
                protobuf_c_message_free_unpacked(request, NULL);
                return result;
            }

            """
    }

    private func registration(_ method: MethodModel) -> String {
        """
            if (result == MIDAS_RPC_OK && handlers->\(CName.lower(method.name)) != NULL)
                result = midas_rpc_server_add(server, \(method.numberText), \(semantics(method)),
                                              handle_\(name(method)), (void *)handlers);

        """
    }

    private var refusals: String {
        guard let reason else { return "" }
        return """
            int \(prefix)_refuse(midas_rpc_request *call, const \(reason.type) *reason) {
                return answer(call, &reason->base, MIDAS_RPC_REFUSED);
            }

            void \(prefix)_complete_refused(midas_rpc_pending *pending, const \(reason.type) *reason) {
                complete(pending, &reason->base, MIDAS_RPC_REFUSED);
            }


            """
    }

    private func functions(_ method: MethodModel) -> String {
        let name = name(method)
        let input = CName.type(method.input)
        let output = CName.type(method.output)
        let outputName = CName.function(method.output)
        let reasonArguments = reason.map {
            "&\($0.function)__descriptor,\n                  (ProtobufCMessage **)reason"
        }
        return """
            int \(name)_start(midas_rpc_client *client, const \(input) *request,
                uint64_t timeout, midas_rpc_call **call) {
                return start(client, \(method.numberText), \(semantics(method)), &request->base,
                             timeout, call);
            }

            int \(name)_finish(midas_rpc_call *call, \(output) **reply\(reasonParameter)) {
                return finish(call, &\(outputName)__descriptor, (ProtobufCMessage **)reply,
                              \(reasonArguments ?? "NULL, NULL"));
            }

            int \(name)(midas_rpc_client *client, const \(input) *request, uint64_t timeout,
                \(output) **reply\(reasonParameter)) {
                midas_rpc_call *call;
                int result = \(name)_start(client, request, timeout, &call);
                if (result != MIDAS_RPC_OK) return result;
                return \(name)_finish(call, reply\(reason == nil ? "" : ", reason"));
            }

            int \(name)_reply(midas_rpc_request *call, const \(output) *reply) {
                return answer(call, &reply->base, MIDAS_RPC_OK);
            }

            void \(name)_complete(midas_rpc_pending *pending, const \(output) *reply) {
                complete(pending, &reply->base, MIDAS_RPC_OK);
            }

            """
    }
}
