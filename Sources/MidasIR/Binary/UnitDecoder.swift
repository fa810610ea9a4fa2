import MidasBase

/// Reads the parts of a unit.
struct UnitDecoder {
    var reader: CompactReader
    private var lastPosition = SourcePosition.none

    init(_ bytes: UnsafeBufferPointer<UInt8>) { reader = CompactReader(bytes) }

    mutating func decode() throws -> Unit {
        var unit = Unit(path: "", language: try reader.enumerator())
        unit.lineCount = try reader.word()
        unit.strings = try strings()
        unit.path = try reader.id()
        unit.files = Arena(
            try reader.list { SourceFile(path: try $0.id(), isSystem: try $0.flag()) })
        unit.types = try types()
        unit.types.records = Arena(try all { try $0.record() })
        unit.symbols = Arena(try all { try $0.symbol() })
        unit.functions = try functions()
        unit.diagnostics = try all {
            UnitDiagnostic(
                severity: try $0.reader.enumerator(), message: try $0.reader.id(),
                position: try $0.position())
        }
        unit.coverage = try reader.list {
            ExpressionCoverage(kind: try $0.id(), total: try $0.word(), unknown: try $0.word())
        }
        guard reader.isAtEnd else { throw reader.malformed }
        return unit
    }

    private mutating func all<T>(_ read: (inout Self) throws -> T) throws -> [T] {
        let count = try reader.count()
        var elements: [T] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    private mutating func strings() throws -> StringTable {
        let lengths = try reader.list { try $0.word() }
        let bytes = try reader.raw(lengths.reduce(0) { $0 + Int($1) })
        guard let table = StringTable(bytes: bytes, lengths: lengths) else {
            throw reader.malformed
        }
        return table
    }

    mutating func position() throws -> SourcePosition {
        let file = try reader.number()
        guard file > 0 else { return .none }
        let line = Int64(lastPosition.line).addingReportingOverflow(try reader.signed())
        let column = try reader.word()
        let offset = Int64(lastPosition.offset).addingReportingOverflow(try reader.signed())
        guard let file = UInt32(exactly: file - 1), let line = UInt32(exactly: line.partialValue),
            let offset = UInt32(exactly: offset.partialValue)
        else { throw reader.malformed }
        lastPosition = SourcePosition(file: ID(file), line: line, column: column, offset: offset)
        return lastPosition
    }

    // MARK: Types

    private mutating func types() throws -> TypeTable {
        var types = TypeTable()
        let entries = try reader.count()
        types.reserveCapacity(entries)
        for index in 0..<entries {
            let node = try node()
            let size = try reader.number() &- 1
            let id = types.intern(node, size: size, alignment: try reader.word())
            guard id.index == index else { throw reader.malformed }
        }
        for index in 0..<(try reader.count()) {
            let type = FunctionType(
                result: try reader.id(), parameters: try reader.list { try $0.id() },
                isVariadic: try reader.flag(), hasNoPrototype: try reader.flag())
            guard types.intern(type).index == index else { throw reader.malformed }
        }
        return types
    }

    private mutating func node() throws -> TypeNode {
        switch try reader.byte() {
        case 0: .void
        case 1: .bool
        case 2: .integer(bits: try reader.halfWord(), signed: true)
        case 3: .integer(bits: try reader.halfWord(), signed: false)
        case 4: .enumeration(name: try reader.id(), underlying: try reader.id())
        case 5: .floating(try reader.enumerator())
        case 6: .complex(try reader.enumerator())
        case 7: .pointer(try reader.id())
        case 8: .reference(try reader.id(), rvalue: false)
        case 9: .reference(try reader.id(), rvalue: true)
        case 10: try memberPointer()
        case 11: .array(element: try reader.id(), count: try reader.number())
        case 12: .incompleteArray(element: try reader.id())
        case 13: .vector(element: try reader.id(), count: try reader.number())
        case 14: .record(try reader.id())
        case 15: .function(try reader.id())
        case 16: .atomic(try reader.id())
        case 17: .nullPointer
        case 18: .opaque(name: try reader.id())
        default: throw reader.malformed
        }
    }

    private mutating func memberPointer() throws -> TypeNode {
        let pointee: TypeID = try reader.id()
        return .memberPointer(record: try reader.id(), pointee: pointee)
    }

    private mutating func record() throws -> Record {
        var record = Record(
            name: try reader.id(), templateName: try reader.id(), usr: try reader.id(),
            kind: try reader.enumerator())
        record.isComplete = try reader.flag()
        record.isPolymorphic = try reader.flag()
        record.isLambda = try reader.flag()
        record.size = try reader.number() &- 1
        record.alignment = try reader.word()
        record.fields = try all { try $0.field() }
        record.bases = try reader.list {
            Base(record: try $0.id(), offset: try $0.number(), isVirtual: try $0.flag())
        }
        record.typeArguments = try reader.list { try $0.id() }
        record.destructor = try reader.optional()
        record.virtualMethods = try reader.list {
            VirtualMethod(method: try $0.id(), overridden: try $0.list { try $0.id() })
        }
        record.position = try position()
        return record
    }

    private mutating func field() throws -> Field {
        let name: StringID = try reader.id()
        let type: TypeID = try reader.id()
        let spelling: StringID = try reader.id()
        let offset = try reader.number()
        let width = try reader.number()
        guard width <= UInt64(UInt32.max) + 1 else { throw reader.malformed }
        return Field(
            name: name, type: type, typeSpelling: spelling, bitOffset: offset,
            bitWidth: width == 0 ? nil : UInt32(width - 1), position: try position())
    }

    // MARK: Symbols

    private mutating func symbol() throws -> Symbol {
        let kind: Symbol.Kind = try reader.enumerator()
        let linkage: Symbol.Linkage = try reader.enumerator()
        let flags = Symbol.Flags(rawValue: try reader.word())
        var symbol = Symbol(
            kind: kind, linkage: linkage, flags: flags, name: try reader.id(),
            qualifiedName: try reader.id(), usr: try reader.id(), type: try reader.id(),
            typeSpelling: try reader.id())
        symbol.record = try reader.optional()
        symbol.owner = try reader.optional()
        symbol.alias = try reader.id()
        symbol.attributes = try reader.list { try $0.id() }
        symbol.position = try position()
        symbol.body = try reader.optional()
        symbol.initializer = try reader.optional()
        return symbol
    }
}
