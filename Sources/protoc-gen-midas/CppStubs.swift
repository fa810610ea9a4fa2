import SwiftProtobufPluginLibrary

extension FileModel {
    /// Clients and servers in C++, in a header of its own.
    var cppHeader: String {
        let name = CName.includeGuard(stem, "_MIDAS_HPP")
        let namespace = descriptor.package.split(separator: ".").joined(separator: "::")
        let open = namespace.isEmpty ? "" : "namespace \(namespace) {\n\n"
        let close = namespace.isEmpty ? "" : "\n}  // namespace \(namespace)\n"
        return """
            // Made by protoc-gen-midas from \(descriptor.name): change that instead.
            #ifndef \(name)
            #define \(name)

            #include "midas_rpc.hpp"
            #include "\(stem).pb.h"

            \(open)\(services.map { CppWriter($0).text }.joined(separator: "\n"))\(close)
            #endif

            """
    }
}

/// Writes a service in C++, over midas_rpc.hpp and protobuf.
private struct CppWriter {
    let service: ServiceModel
    let reason: String

    init(_ service: ServiceModel) {
        self.service = service
        reason = service.reason.map(CppName.type) ?? "::midas::rpc::NoReason"
    }

    var text: String {
        """
        \(service.comment.comment("//"))class \(service.name)Client {
        public:
            explicit \(service.name)Client(::midas::rpc::Client &client) : client_(client) {}

        \(service.methods.map(calls).joined(separator: "\n"))
        private:
            ::midas::rpc::Client &client_;
        };

        // Handlers run on the server's thread and must not block: each returns what its `reply` gives
        // for an answer, a refusal, or a call that is kept for later.
        class \(service.name)Service {
        public:
            virtual ~\(service.name)Service() = default;

        \(service.methods.map(handler).joined(separator: "\n"))
            // Adds the methods to a server that does not run yet. The service outlives the server.
            void Register(::midas::rpc::Server &server) {
        \(service.methods.map(registration).joined())    }
        };

        """
    }

    private func calls(_ method: MethodModel) -> String {
        let types = "<\(CppName.type(method.output)), \(reason)>"
        let input = CppName.type(method.input)
        return """
            \(method.comment.comment("    //"))    ::midas::rpc::Call\(types) Start\(method.name)(
                    const \(input) &request, ::std::chrono::nanoseconds timeout = {}) {
                    return client_.Start\(types)(\(method.numberText), ::midas::rpc::Semantics::\(semantics(method)),
                        request, timeout);
                }

                ::midas::rpc::Outcome\(types) \(name(method))(
                    const \(input) &request, ::std::chrono::nanoseconds timeout = {}) {
                    return Start\(method.name)(request, timeout).Wait();
                }

            """
    }

    private func handler(_ method: MethodModel) -> String {
        """
        \(method.comment.comment("    //"))    virtual ::midas::rpc::Answer \(name(method))(
                const \(CppName.type(method.input)) &request,
                ::midas::rpc::Reply<\(CppName.type(method.output)), \(reason)> &reply) = 0;

        """
    }

    private func registration(_ method: MethodModel) -> String {
        let types = "\(CppName.type(method.input)), \(CppName.type(method.output)), \(reason)"
        return """
                    server.Add<\(types)>(\(method.numberText), ::midas::rpc::Semantics::\(semantics(method)),
                        [this](const auto &request, auto &reply) { return \(name(method))(request, reply); });

            """
    }

    /// The method's name; protoc marks C++'s own words in the same way.
    private func name(_ method: MethodModel) -> String {
        CppName.keywords.contains(method.name) ? method.name + "_" : method.name
    }

    private func semantics(_ method: MethodModel) -> String {
        method.isRepeatable ? "at_least_once" : "at_most_once"
    }
}
