/// How a call reads once it is recorded.
struct RecordText: Hashable {
    /// A macro of `midas_record.h` and what stands between the site and the call.
    struct Layer: Hashable {
        var macro: String
        var arguments: [String]
    }

    /// Outermost last.
    private var layers: [Layer] = []

    /// - Throws: an argument that would have to be written twice and may not.
    init(_ shape: RecordShape, _ call: CallText, isStatement: Bool) throws(RecordShape.Obstacle) {
        let fixed = shape.memory.filter { !$0.isCounted }
        let counted = shape.memory.filter(\.isCounted)
        if let memory = counted.first {
            layers.append(
                Layer(
                    macro: "MIDAS_RECORD_COUNTED",
                    arguments: [try Self.place(memory, call), try Self.unit(memory, call)]))
        } else if shape.recordsResult {
            layers.append(Layer(macro: "MIDAS_RECORD", arguments: []))
        }
        for memory in fixed {
            let isLast = layers.isEmpty && isStatement && memory == fixed.last && fixed.count == 1
            layers.append(
                Layer(
                    macro: isLast ? "MIDAS_RECORD_CALL" : "MIDAS_RECORD_MEMORY",
                    arguments: [try Self.place(memory, call), try Self.size(memory, call)]))
        }
    }

    func prefix(site: UInt32) -> String {
        layers.reversed().map { layer in
            let arguments = layer.arguments.map { "\($0), " }.joined()
            return "\(layer.macro)(\(Self.literal(site)), \(arguments)"
        }
        .joined()
    }

    /// The same for code that takes the values from a record.
    func replayPrefix(site: UInt32) -> String {
        prefix(site: site).replacing("MIDAS_RECORD", with: "MIDAS_REPLAY")
    }

    var suffix: String { String(repeating: ")", count: layers.count) }

    static func literal(_ site: UInt32) -> String {
        let digits = String(site, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits + "u"
    }

    // MARK: Arguments

    private static func place(
        _ memory: RecordShape.Memory, _ call: CallText
    ) throws(RecordShape.Obstacle) -> String {
        try repeatable(memory.argument, call)
    }

    private static func size(
        _ memory: RecordShape.Memory, _ call: CallText
    ) throws(RecordShape.Obstacle) -> String {
        switch memory.extent {
        case .object: return "sizeof *(\(try repeatable(memory.argument, call)))"
        case .arguments(let indices):
            var factors: [String] = []
            for index in indices { factors.append("(\(try repeatable(index, call)))") }
            return factors.joined(separator: " * ")
        case .result: return "0"
        }
    }

    private static func unit(
        _ memory: RecordShape.Memory, _ call: CallText
    ) throws(RecordShape.Obstacle) -> String {
        guard case .result(let times?) = memory.extent else { return "1" }
        return "(\(try repeatable(times, call)))"
    }

    private static func repeatable(
        _ index: Int, _ call: CallText
    ) throws(RecordShape.Obstacle) -> String {
        guard let text = call.argument(index) else {
            throw RecordShape.Obstacle("its arguments are not written out at the call")
        }
        guard TokenScanner.isRepeatable(text), !text.contains(UInt8(ascii: "\n")) else {
            throw RecordShape.Obstacle(
                "argument \(index + 1) would have to be evaluated twice; store it in a variable "
                    + "first")
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension RecordShape.Memory {
    fileprivate var isCounted: Bool {
        if case .result = extent { true } else { false }
    }
}
