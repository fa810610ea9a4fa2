import MidasBase

/// Writes the parts of a unit.
struct UnitEncoder {
    var writer = CompactWriter()
    private var lastPosition = SourcePosition.none

    mutating func encode(_ unit: Unit) {
        writer.enumerator(unit.language)
        writer.number(unit.lineCount)
        encode(unit.strings)
        writer.id(unit.path)
        writer.list(unit.files.elements) {
            $0.id($1.path)
            $0.flag($1.isSystem)
        }
        writer.list(unit.types.entries.elements) {
            Self.encode($1.node, &$0)
            $0.number($1.size &+ 1)
            $0.number($1.alignment)
        }
        writer.list(unit.types.functionTypes.elements) {
            $0.id($1.result)
            $0.list($1.parameters) { $0.id($1) }
            $0.flag($1.isVariadic)
            $0.flag($1.hasNoPrototype)
        }
        encodeAll(unit.types.records.elements) { $0.encode($1) }
        encodeAll(unit.symbols.elements) { $0.encode($1) }
        encodeAll(unit.functions.elements) { $0.encode($1) }
        encodeAll(unit.diagnostics) {
            $0.writer.enumerator($1.severity)
            $0.writer.id($1.message)
            $0.encode($1.position)
        }
        writer.list(unit.coverage) {
            $0.id($1.kind)
            $0.number($1.total)
            $0.number($1.unknown)
        }
    }

    mutating func encodeAll<T>(_ elements: [T], _ encode: (inout Self, T) -> Void) {
        writer.count(elements.count)
        for element in elements { encode(&self, element) }
    }

    /// Lengths first, then all bytes; the empty string is known.
    private mutating func encode(_ strings: StringTable) {
        writer.count(strings.count - 1)
        for raw in 1..<max(1, strings.count) { writer.count(strings.length(StringID(raw))) }
        writer.bytes += strings.bytes
    }

    /// As the difference to the position before: most are in the same file and near.
    mutating func encode(_ position: SourcePosition) {
        guard position != .none else { return writer.number(UInt64(0)) }
        writer.number(UInt64(position.file.raw) + 1)
        writer.signed(Int64(position.line) - Int64(lastPosition.line))
        writer.number(position.column)
        writer.signed(Int64(position.offset) - Int64(lastPosition.offset))
        lastPosition = position
    }

    private static func encode(_ node: TypeNode, _ writer: inout CompactWriter) {
        switch node {
        case .void: writer.bytes.append(0)
        case .bool: writer.bytes.append(1)
        case .integer(let bits, let signed):
            writer.bytes.append(signed ? 2 : 3)
            writer.number(bits)
        case .enumeration(let name, let underlying):
            writer.bytes.append(4)
            writer.id(name)
            writer.id(underlying)
        case .floating(let kind): writer.bytes += [5, kind.rawValue]
        case .complex(let kind): writer.bytes += [6, kind.rawValue]
        case .pointer(let inner): tagged(7, inner, &writer)
        case .reference(let inner, let rvalue): tagged(rvalue ? 9 : 8, inner, &writer)
        case .memberPointer(let record, let pointee):
            tagged(10, pointee, &writer)
            writer.id(record)
        case .array(let element, let count):
            tagged(11, element, &writer)
            writer.number(count)
        case .incompleteArray(let element): tagged(12, element, &writer)
        case .vector(let element, let count):
            tagged(13, element, &writer)
            writer.number(count)
        case .record(let record): tagged(14, record, &writer)
        case .function(let function): tagged(15, function, &writer)
        case .atomic(let inner): tagged(16, inner, &writer)
        case .nullPointer: writer.bytes.append(17)
        case .opaque(let name): tagged(18, name, &writer)
        }
    }

    private static func tagged<Tag>(_ tag: UInt8, _ id: ID<Tag>, _ writer: inout CompactWriter) {
        writer.bytes.append(tag)
        writer.id(id)
    }

    private mutating func encode(_ record: Record) {
        writer.id(record.name)
        writer.id(record.templateName)
        writer.id(record.usr)
        writer.enumerator(record.kind)
        writer.flag(record.isComplete)
        writer.flag(record.isPolymorphic)
        writer.flag(record.isLambda)
        writer.number(record.size &+ 1)
        writer.number(record.alignment)
        encodeAll(record.fields) { $0.encode($1) }
        writer.list(record.bases) {
            $0.id($1.record)
            $0.number($1.offset)
            $0.flag($1.isVirtual)
        }
        writer.list(record.typeArguments) { $0.id($1) }
        writer.optional(record.destructor)
        writer.list(record.virtualMethods) {
            $0.id($1.method)
            $0.list($1.overridden) { $0.id($1) }
        }
        encode(record.position)
    }

    private mutating func encode(_ field: Field) {
        writer.id(field.name)
        writer.id(field.type)
        writer.id(field.typeSpelling)
        writer.number(field.bitOffset)
        writer.number(field.bitWidth.map { UInt64($0) + 1 } ?? 0)
        encode(field.position)
    }

    private mutating func encode(_ symbol: Symbol) {
        writer.enumerator(symbol.kind)
        writer.enumerator(symbol.linkage)
        writer.number(symbol.flags.rawValue)
        writer.id(symbol.name)
        writer.id(symbol.qualifiedName)
        writer.id(symbol.usr)
        writer.id(symbol.type)
        writer.id(symbol.typeSpelling)
        writer.optional(symbol.record)
        writer.optional(symbol.owner)
        writer.id(symbol.alias)
        writer.list(symbol.attributes) { $0.id($1) }
        encode(symbol.position)
        writer.optional(symbol.body)
        writer.optional(symbol.initializer)
    }
}
