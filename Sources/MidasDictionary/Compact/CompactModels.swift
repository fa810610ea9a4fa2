import MidasBase

/// Only the kinds of statements that an entry has are written, announced by a bit each.
extension FunctionModel: CompactCodable {
    func write(to writer: inout CompactWriter) {
        writer.write(kind)
        writer.write(number: UInt64(traits.rawValue))
        let present = [
            outputs.isEmpty, flows.isEmpty, orderRemovals.isEmpty, overwrites.isEmpty,
            synchronisations.isEmpty, callbacks.isEmpty, allocations.isEmpty, releases.isEmpty,
            references.isEmpty, channels.isEmpty, waits.isEmpty, format == nil,
            internalCallbacks.isEmpty,
        ]
        var mask: UInt64 = 0
        for (bit, isEmpty) in present.enumerated() where !isEmpty { mask |= 1 << UInt64(bit) }
        writer.write(number: mask)
        func write<T: CompactCodable>(_ values: [T]) {
            if !values.isEmpty { writer.write(values) }
        }
        write(outputs)
        write(flows)
        write(orderRemovals)
        write(overwrites)
        write(synchronisations)
        write(callbacks)
        write(allocations)
        write(releases)
        write(references)
        write(channels)
        write(waits)
        format?.write(to: &writer)
        write(internalCallbacks)
    }

    init(from reader: inout CompactReader) throws {
        let kind: Kind = try reader.word()
        self.init(kind, traits: Traits(rawValue: UInt16(truncatingIfNeeded: try reader.number())))
        let mask = try reader.number()
        func read<T: CompactCodable>(_ bit: UInt64, _: T.Type = T.self) throws -> [T] {
            mask & 1 << bit == 0 ? [] : try reader.values()
        }
        outputs = try read(0)
        flows = try read(1)
        orderRemovals = try read(2)
        overwrites = try read(3)
        synchronisations = try read(4)
        callbacks = try read(5)
        allocations = try read(6)
        releases = try read(7)
        references = try read(8)
        channels = try read(9)
        waits = try read(10)
        if mask & 1 << 11 != 0 { format = try reader.value() }
        internalCallbacks = try read(12)
    }
}

extension TypeModel: CompactCodable {
    func write(to writer: inout CompactWriter) {
        writer.write(role)
        writer.write(iteration)
        writer.write(index: key)
        writer.write(index: element)
        writer.write(flags: joinsOnDestruction)
        writer.write(outputs)
    }

    init(from reader: inout CompactReader) throws {
        self.init(
            try reader.word(), iteration: try reader.word(), key: try reader.index(),
            element: try reader.index(), joinsOnDestruction: try reader.byte() & 1 != 0,
            outputs: try reader.values())
    }
}

/// The model first: looking a function up reads no further.
extension DictionaryEntry: CompactCodable {
    func write(to writer: inout CompactWriter) {
        switch content {
        case .function(let model):
            writer.write(0)
            model.write(to: &writer)
        case .type(let model):
            writer.write(1)
            model.write(to: &writer)
        }
        writer.write(name)
        writer.write(number: UInt64(aliases.count))
        for alias in aliases { writer.write(alias) }
        writer.write(number: UInt64(siblings.count))
        for sibling in siblings {
            writer.write(sibling.name)
            writer.write(sibling.signature)
        }
        for text in [signature, library, header, threadSafety, note, file] { writer.write(text) }
        writer.write(index: number.map { _ in 1 })
        if let number { writer.write(number: UInt64(number)) }
        writer.write(number: UInt64(evidence.count))
        for item in evidence { writer.write(item) }
    }

    init(from reader: inout CompactReader) throws {
        let content: Content =
            try reader.byte() == 0 ? .function(try reader.value()) : .type(try reader.value())
        self.init(name: try reader.string(), content: content)
        for _ in 0..<(try reader.input.readCount()) { aliases.append(try reader.string()) }
        for _ in 0..<(try reader.input.readCount()) {
            siblings.append(
                Sibling(name: try reader.string(), signature: try reader.string()))
        }
        signature = try reader.string()
        library = try reader.string()
        header = try reader.string()
        threadSafety = try reader.string()
        note = try reader.string()
        file = try reader.string()
        if try reader.index() != nil { number = Int(truncatingIfNeeded: try reader.number()) }
        for _ in 0..<(try reader.input.readCount()) { evidence.append(try reader.string()) }
    }
}
