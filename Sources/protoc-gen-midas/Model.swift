import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// A .proto file with services, as all languages see it.
struct FileModel {
    let descriptor: FileDescriptor
    /// The name without `.proto`.
    let stem: String
    let services: [ServiceModel]

    /// - Throws: for what cannot be had: streams, two methods of one number.
    init(_ file: FileDescriptor) throws {
        descriptor = file
        stem = file.name.hasSuffix(".proto") ? String(file.name.dropLast(6)) : file.name
        services = try file.services.map(ServiceModel.init)
        var names: [UInt32: String] = [:]
        for method in services.flatMap(\.methods) {
            if let other = names.updateValue(method.fullName, forKey: method.number) {
                throw PluginError(
                    "\(method.fullName) and \(other) have the same number: rename one")
            }
        }
    }
}

struct ServiceModel {
    let name: String
    let package: String
    let comment: [String]
    let methods: [MethodModel]
    /// What handlers refuse with: the message `<Service>Error` of the same file.
    let reason: Descriptor?

    init(_ service: ServiceDescriptor) throws {
        name = service.name
        package = service.file.package
        comment = lines(service.protoSourceComments(commentPrefix: ""))
        methods = try service.methods.map(MethodModel.init)
        reason = service.file.messages.first { $0.name == service.name + "Error" }
    }
}

struct MethodModel {
    let name: String
    /// `package.Service/Method`
    let fullName: String
    let number: UInt32
    /// Repeating it does no harm (`idempotency_level`): it may be executed more than once.
    let isRepeatable: Bool
    let input: Descriptor
    let output: Descriptor
    let comment: [String]

    init(_ method: MethodDescriptor) throws {
        name = method.name
        fullName = "\(method.service.fullName)/\(method.name)"
        guard !method.clientStreaming && !method.serverStreaming else {
            throw PluginError("\(fullName): streams are not supported")
        }
        // FNV-1a, as in the library.
        number = fullName.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        isRepeatable = method.options.idempotencyLevel != .idempotencyUnknown
        input = method.inputType
        output = method.outputType
        comment = lines(method.protoSourceComments(commentPrefix: ""))
    }

    /// The number as a literal that all three languages read.
    var numberText: String { "0x" + String(number, radix: 16, uppercase: true) }
}

/// A comment's lines without the blanks around them.
private func lines(_ comment: String) -> [String] {
    comment.split(separator: "\n", omittingEmptySubsequences: true).map {
        var line = $0
        while line.first == " " { line.removeFirst() }
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}

extension [String] {
    /// The lines as a comment: behind `prefix`, each with its end.
    func comment(_ prefix: String) -> String { map { "\(prefix) \($0)\n" }.joined() }
}
