import MidasBase

extension NondeterministicOutput: CompactCodable {
    func write(to writer: inout CompactWriter) {
        path.write(to: &writer)
        switch cause {
        case .refinement(let refinement): writer.write(refinement.rawValue)
        case .channel(let argument):
            writer.write(0xFE)
            writer.write(argument)
        case .receiverChannel: writer.write(0xFF)
        }
        writer.write(index: likelihood?.rawValue)
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        let path: Path = try reader.value()
        let cause: Cause
        switch try reader.byte() {
        case 0xFF: cause = .receiverChannel
        case 0xFE: cause = .channel(argument: try reader.byte())
        case let raw:
            guard let refinement = Refinement(rawValue: raw) else { throw reader.malformed() }
            cause = .refinement(refinement)
        }
        let likelihood = try reader.index().flatMap { Likelihood(rawValue: $0) }
        self.init(path, cause, when: try reader.values(), likelihood: likelihood)
    }
}

extension Flow: CompactCodable {
    func write(to writer: inout CompactWriter) {
        origin.write(to: &writer)
        writer.write(kind)
        target.write(to: &writer)
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        let origin: Path = try reader.value()
        self.init(origin, try reader.word(), try reader.value(), when: try reader.values())
    }
}

extension OrderRemoval: CompactCodable {
    func write(to writer: inout CompactWriter) {
        path.write(to: &writer)
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        self.init(try reader.value(), when: try reader.values())
    }
}

extension Overwrite: CompactCodable {
    func write(to writer: inout CompactWriter) {
        path.write(to: &writer)
        writer.write(flags: onSuccessOnly)
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        let path: Path = try reader.value()
        let onSuccessOnly = try reader.byte() & 1 != 0
        self.init(path, onSuccessOnly: onSuccessOnly, when: try reader.values())
    }
}

extension Synchronisation: CompactCodable {
    func write(to writer: inout CompactWriter) {
        writer.write(role)
        object.write(to: &writer)
        writer.write(second)
        writer.write(flags: isShared, isTimed)
        writer.write(success)
        writer.write(operation)
        writer.write(index: memoryOrder)
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        self.init(try reader.word(), object: try reader.value(), second: try reader.optional())
        let flags = try reader.byte()
        isShared = flags & 1 != 0
        isTimed = flags & 2 != 0
        success = try reader.word()
        operation = try reader.word()
        memoryOrder = try reader.index()
        conditions = try reader.values()
    }
}

extension Callback: CompactCodable {
    func write(to writer: inout CompactWriter) {
        function.write(to: &writer)
        meaning.write(to: &writer)
        writer.write(moment)
        writer.write(arguments)
        writer.write(result)
        writer.write(handle)
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        self.init(
            try reader.value(), as: try reader.value(), try reader.word(),
            arguments: try reader.values(), result: try reader.optional(),
            handle: try reader.optional(), when: try reader.values())
    }
}

extension Callback.Meaning: CompactCodable {
    /// 0 and 1 for what has no number, else the position of the template argument from 2 on.
    func write(to writer: inout CompactWriter) {
        switch self {
        case .callable: writer.write(number: 0)
        case .destruction: writer.write(number: 1)
        case .typeArgument(let position): writer.write(number: UInt64(position) + 2)
        }
    }

    init(from reader: inout CompactReader) throws {
        switch try reader.number() {
        case 0: self = .callable
        case 1: self = .destruction
        case let number:
            guard let position = UInt8(exactly: number - 2) else {
                throw reader.malformed()
            }
            self = .typeArgument(position)
        }
    }
}

extension InternalCallback: CompactCodable {
    func write(to writer: inout CompactWriter) {
        function.write(to: &writer)
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        self.init(try reader.value(), when: try reader.values())
    }
}

extension Callback.Argument: CompactCodable {
    func write(to writer: inout CompactWriter) {
        switch self {
        case .path(let path):
            writer.write(0)
            path.write(to: &writer)
        case .made(nil): writer.write(1)
        case .made(let refinement?):
            writer.write(2)
            writer.write(refinement.rawValue)
        }
    }

    init(from reader: inout CompactReader) throws {
        switch try reader.byte() {
        case 0: self = .path(try reader.value())
        case 1: self = .made(nil)
        default:
            guard let refinement = Refinement(rawValue: try reader.byte()) else {
                throw reader.malformed()
            }
            self = .made(refinement)
        }
    }
}

extension Allocation: CompactCodable {
    func write(to writer: inout CompactWriter) {
        pointer.write(to: &writer)
        size.write(to: &writer)
        writer.write(contents)
        writer.write(origin)
        writer.write(flags: releasesOrigin)
    }

    init(from reader: inout CompactReader) throws {
        self.init(
            try reader.value(), size: try reader.value(), contents: try reader.word(),
            origin: try reader.optional(), releasesOrigin: try reader.byte() & 1 != 0)
    }
}

extension Reference: CompactCodable {
    func write(to writer: inout CompactWriter) {
        pointer.write(to: &writer)
        target.write(to: &writer)
    }

    init(from reader: inout CompactReader) throws {
        self.init(try reader.value(), to: try reader.value())
    }
}

extension ChannelEffect: CompactCodable {
    func write(to writer: inout CompactWriter) {
        writer.write(role)
        writer.write(index: kind?.rawValue)
        for path in [channel, name, buffer, second] { writer.write(path) }
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        let role: Role = try reader.word()
        let kind = try reader.index().flatMap { ChannelKind(rawValue: $0) }
        self.init(
            role, try reader.optional(), kind: kind, name: try reader.optional(),
            buffer: try reader.optional(), second: try reader.optional(),
            when: try reader.values())
    }
}

extension Wait: CompactCodable {
    func write(to writer: inout CompactWriter) {
        writer.write(reason)
        writer.write(flags: isTimed, dispatches)
        writer.write(conditions)
    }

    init(from reader: inout CompactReader) throws {
        let reason: Reason = try reader.word()
        let flags = try reader.byte()
        self.init(
            reason, isTimed: flags & 1 != 0, dispatches: flags & 2 != 0, when: try reader.values())
    }
}

extension FormatString: CompactCodable {
    func write(to writer: inout CompactWriter) {
        writer.write(style)
        writer.write(format)
        writer.write(index: first)
        writer.write(index: list)
    }

    init(from reader: inout CompactReader) throws {
        self.init(
            try reader.word(), format: try reader.byte(), first: try reader.index(),
            list: try reader.index())
    }
}
