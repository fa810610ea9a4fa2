import SwiftProtobufPluginLibrary

extension FileModel {
    /// Clients and servers in Swift, over MidasStubs.
    func swiftStubs(isPublic: Bool) -> String {
        let namer = SwiftProtobufNamer(
            currentFile: descriptor, protoFileToModuleMappings: ProtoFileToModuleMappings())
        let writer = SwiftWriter(
            namer: namer, access: isPublic ? "public " : "",
            prefix: namer.typePrefix(forFile: descriptor))
        return """
            // Made by protoc-gen-midas from \(descriptor.name): change that instead.
            // swift-format-ignore-file

            import MidasRPC
            import MidasStubs
            import SwiftProtobuf

            \(services.map(writer.service).joined(separator: "\n\n"))

            """
    }
}

/// Writes services in Swift.
private struct SwiftWriter {
    let namer: SwiftProtobufNamer
    let access: String
    let prefix: String
    /// Names that a function may have only between backticks.
    private static let keywords: Set<String> = [
        "as", "async", "await", "break", "case", "catch", "class", "consume", "continue", "copy",
        "default", "defer", "deinit", "do",
        "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard",
        "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator",
        "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static",
        "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias",
        "var", "where", "while",
    ]

    func service(_ service: ServiceModel) -> String {
        let reason = service.reason.map(namer.fullName(message:)) ?? "Google_Protobuf_Empty"
        return """
            \(service.comment.comment("///"))\(access)enum \(prefix)\(service.name) {
            \(service.methods.map { method($0, reason) }.joined(separator: "\n"))

                /// Answers at once, on the server's thread, and must not block.
                \(access)protocol Handlers: Sendable {
            \(service.methods.map { handler($0, reason, "") }.joined())    }

                /// May take its time: each call is a task.
                \(access)protocol AsyncHandlers: Sendable {
            \(service.methods.map { handler($0, reason, "async ") }.joined())    }

                \(access)static func register(_ handlers: some Handlers, to service: inout Service) {
            \(service.methods.map { registration($0, reason, "", "") }.joined())    }

                \(access)static func register(async handlers: some AsyncHandlers, to service: inout Service) {
            \(service.methods.map { registration($0, reason, "async", "await ") }.joined())    }

                \(access)struct Client: Sendable {
                    \(access)let client: RPCClient

                    \(access)init(_ client: RPCClient) { self.client = client }

            \(service.methods.map { calls($0, reason, service.name) }.joined(separator: "\n"))    }
            }
            """
    }

    private func method(_ method: MethodModel, _ reason: String) -> String {
        """
            \(access)static let \(name(method)) = StubMethod<
                \(input(method)), \(output(method)), \(reason)
            >(
                name: "\(method.fullName)", number: \(method.numberText),
                semantics: .\(method.isRepeatable ? "atLeastOnce" : "atMostOnce"))
        """
    }

    private func handler(_ method: MethodModel, _ reason: String, _ effect: String) -> String {
        """
        \(method.comment.comment("        ///"))        func \(name(method))(
                    _ request: \(input(method)), from peer: Peer?
                ) \(effect)throws(Refusal<\(reason)>) -> \(output(method))

        """
    }

    private func registration(
        _ method: MethodModel, _ reason: String, _ label: String, _ effect: String
    ) -> String {
        let argument = label.isEmpty ? name(method) : "\(label): \(name(method))"
        return """
                    service.add(\(argument)) { (request, peer) throws(Refusal<\(reason)>) in
                        try \(effect)handlers.\(name(method))(request, from: peer)
                    }

            """
    }

    private func calls(_ method: MethodModel, _ reason: String, _ service: String) -> String {
        let comment = method.comment.comment("        ///")
        let parameters = "_ request: \(input(method)), timeout: Duration? = nil"
        return """
            \(comment)        \(access)func start\(method.name)(
                        \(parameters)
                    ) throws(StubError<\(reason)>) -> StubCall<\(output(method)), \(reason)> {
                        try client.start(\(prefix)\(service).\(name(method)), request, timeout: timeout)
                    }

            \(comment)        \(access)func \(name(method))(
                        \(parameters)
                    ) throws(StubError<\(reason)>) -> \(output(method)) {
                        try start\(method.name)(request, timeout: timeout).wait()
                    }

            \(comment)        \(access)func \(name(method))(
                        \(parameters)
                    ) async throws(StubError<\(reason)>) -> \(output(method)) {
                        try await start\(method.name)(request, timeout: timeout).result()
                    }

            """
    }

    private func name(_ method: MethodModel) -> String {
        let name = method.name.prefix(1).lowercased() + method.name.dropFirst()
        return SwiftWriter.keywords.contains(name) ? "`\(name)`" : name
    }

    private func input(_ method: MethodModel) -> String { namer.fullName(message: method.input) }
    private func output(_ method: MethodModel) -> String { namer.fullName(message: method.output) }
}
