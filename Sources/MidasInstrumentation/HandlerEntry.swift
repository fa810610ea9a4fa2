import MidasAnalysis
import MidasBase
import MidasIR

/// How the bytes of a request become a handler's arguments, and its result the reply.
struct HandlerEntry: Equatable {
    enum Shape: Equatable {
        /// Each argument by value, one after another as members of a structure.
        case values
        /// Two: where the bytes are and how many; the type of the first as it is written.
        case bytes(String)
        /// As `midas_function` of midas.h, which replies itself.
        case raw
    }

    var shape: Shape
    /// As a structure's members: `int n`.
    var members: [String] = []
    var names: [String] = []
    var hasResult: Bool

    /// - Parameter texts: the parameters as the definition spells them.
    /// - Throws: what cannot come in, or go out, as bytes.
    init(
        _ function: Function, _ program: Program, texts: [String]
    ) throws(RecordShape.Obstacle) {
        let parameters = function.locals.ids.prefix(Int(function.parameterCount)).map {
            function.locals[$0]
        }
        let pointers = parameters.map { program.types.isPointerLike($0.type) }
        let isRaw = pointers == [true, true, false]
        hasResult = program.types[function.resultType] != .void && !isRaw
        if hasResult, program.holdsPointers(function.resultType) {
            throw RecordShape.Obstacle("gives back a pointer, which means nothing elsewhere")
        }
        if isRaw {
            shape = .raw
        } else if pointers == [true, false], texts.count == 2 {
            shape = .bytes(Self.withoutName(texts[0]))
        } else {
            shape = .values
            guard !parameters.contains(where: { program.holdsPointers($0.type) }) else {
                throw RecordShape.Obstacle("takes pointers, which mean nothing elsewhere")
            }
            guard texts.count == parameters.count else {
                throw RecordShape.Obstacle("its head is not written as a prototype")
            }
            names = parameters.map { program.strings[$0.name] }
            guard !names.contains("") else {
                throw RecordShape.Obstacle("has a parameter without a name")
            }
            members = texts.map(Self.member)
        }
    }

    /// `const int n = 3` as a member that can be written: `int n`.
    private static func member(_ text: String) -> String {
        var text = String(text.prefix { $0 != "=" }).trimmed
        while text.hasPrefix("const ") { text = String(text.dropFirst(6)).trimmed }
        return text
    }

    private static func withoutName(_ text: String) -> String {
        var bytes = Array(text.utf8)
        while let last = bytes.last, last.isIdentifierPart { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self).trimmed
    }
}

extension UInt8 {
    fileprivate var isIdentifierPart: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
