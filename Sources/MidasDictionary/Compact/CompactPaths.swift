extension Size: CompactCodable {
    func write(to writer: inout CompactWriter) {
        switch self {
        case .argument(let index):
            writer.write(0)
            writer.write(index)
        case .product(let first, let second):
            writer.write(1)
            writer.write(first)
            writer.write(second)
        case .result: writer.write(2)
        case .resultTimes(let index):
            writer.write(3)
            writer.write(index)
        case .unknown: writer.write(4)
        }
    }

    init(from reader: inout CompactReader) throws {
        switch try reader.byte() {
        case 0: self = .argument(try reader.byte())
        case 1: self = .product(try reader.byte(), try reader.byte())
        case 2: self = .result
        case 3: self = .resultTimes(try reader.byte())
        case 4: self = .unknown
        default: throw reader.malformed()
        }
    }
}

/// One byte of root and pointers, then what they need: most paths take two bytes.
extension Path: CompactCodable {
    func write(to writer: inout CompactWriter) {
        let hasMore = field != nil || part != .whole
        writer.write(root.tag | dereferences << 3 | (hasMore ? 0x80 : 0))
        if case .argument(let index) = root { writer.write(number: UInt64(index)) }
        if case .state(let id) = root { writer.write(id) }
        guard hasMore else { return }
        writer.write(field)
        part.write(to: &writer)
    }

    init(from reader: inout CompactReader) throws {
        let head = try reader.byte()
        let root: Root
        switch head & 7 {
        case 0: root = .result
        case 1: root = .argument(UInt8(truncatingIfNeeded: try reader.number()))
        case 2: root = .receiver
        case 3: root = .variadic
        case 4: root = .errno
        case 5: root = .state(try reader.state())
        case 6: root = .value
        default: root = .arguments
        }
        self.init(root, dereferences: head >> 3 & 0xF)
        guard head & 0x80 != 0 else { return }
        field = try reader.field()
        part = try reader.value()
    }
}

extension Path.Root {
    fileprivate var tag: UInt8 {
        switch self {
        case .result: 0
        case .argument: 1
        case .receiver: 2
        case .variadic: 3
        case .errno: 4
        case .state: 5
        case .value: 6
        case .arguments: 7
        }
    }
}

extension Path.Part: CompactCodable {
    func write(to writer: inout CompactWriter) {
        switch self {
        case .whole: writer.write(0)
        case .elements: writer.write(1)
        case .keys: writer.write(2)
        case .order: writer.write(3)
        case .reachable: writer.write(4)
        case .text: writer.write(5)
        case .bytes(let size):
            writer.write(6)
            size.write(to: &writer)
        }
    }

    init(from reader: inout CompactReader) throws {
        switch try reader.byte() {
        case 0: self = .whole
        case 1: self = .elements
        case 2: self = .keys
        case 3: self = .order
        case 4: self = .reachable
        case 5: self = .text
        case 6: self = .bytes(try reader.value())
        default: throw reader.malformed()
        }
    }
}

extension Condition: CompactCodable {
    func write(to writer: inout CompactWriter) {
        func write(_ tag: UInt8, _ argument: UInt8) {
            writer.write(tag)
            writer.write(argument)
        }
        switch self {
        case .equals(let argument, let value):
            write(0, argument)
            writer.write(signed: value)
        case .differs(let argument, let value):
            write(1, argument)
            writer.write(signed: value)
        case .hasBits(let argument, let bits):
            write(2, argument)
            writer.write(signed: bits)
        case .lacksBits(let argument, let bits):
            write(3, argument)
            writer.write(signed: bits)
        case .isConstant(let argument): write(4, argument)
        case .text(let argument, let text):
            write(5, argument)
            writer.write(text)
        case .differsText(let argument, let text):
            write(6, argument)
            writer.write(text)
        case .names(let argument, let pattern):
            write(7, argument)
            writer.write(pattern)
        case .channel(let argument, let kind):
            write(8, argument)
            writer.write(kind)
        case .argumentCount(let count): write(9, count)
        case .argumentType(let argument, let type):
            write(10, argument)
            writer.write(type)
        case .keyType(let type):
            writer.write(11)
            writer.write(type)
        case .totalOrder(let argument): write(12, argument)
        case .severalThreads: writer.write(13)
        case .unseeded(let id):
            writer.write(14)
            writer.write(id)
        }
    }

    init(from reader: inout CompactReader) throws {
        switch try reader.byte() {
        case 0: self = .equals(argument: try reader.byte(), try reader.signed())
        case 1: self = .differs(argument: try reader.byte(), try reader.signed())
        case 2: self = .hasBits(argument: try reader.byte(), try reader.signed())
        case 3: self = .lacksBits(argument: try reader.byte(), try reader.signed())
        case 4: self = .isConstant(argument: try reader.byte())
        case 5: self = .text(argument: try reader.byte(), try reader.string())
        case 6: self = .differsText(argument: try reader.byte(), try reader.string())
        case 7: self = .names(argument: try reader.byte(), try reader.string())
        case 8: self = .channel(argument: try reader.byte(), try reader.word())
        case 9: self = .argumentCount(try reader.byte())
        case 10: self = .argumentType(argument: try reader.byte(), try reader.word())
        case 11: self = .keyType(try reader.word())
        case 12: self = .totalOrder(argument: try reader.byte())
        case 13: self = .severalThreads
        case 14: self = .unseeded(try reader.state())
        default: throw reader.malformed()
        }
    }
}
