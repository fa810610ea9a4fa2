import MidasBase

/// Reads a unit from the text form that `UnitPrinter` writes.
public struct UnitParser {
    var scanner: TextScanner
    var unit: Unit

    /// The unit that the text describes; `parse(print(unit)) == unit`.
    ///
    /// - Throws: `TextFormError` where the text does not follow the grammar, `VerifierError` where
    ///   an id in it names nothing.
    public static func parse(_ text: String) throws -> Unit {
        var parser = try UnitParser(text)
        while try parser.scanner.nextLine() { try parser.parseLine() }
        try UnitVerifier.checkReferences(of: parser.unit)
        return parser.unit
    }

    private init(_ text: String) throws {
        scanner = TextScanner(text)
        unit = Unit(path: "", language: .c)
        guard try scanner.nextLine(),
            try scanner.word() + " " + scanner.word() == UnitPrinter.header
        else { throw scanner.error("the first line is not '\(UnitPrinter.header)'") }
        guard try scanner.nextLine() else { throw scanner.error("the unit is missing") }
        try scanner.expect("unit")
        unit.language = try scanner.word(of: Unit.Language.self, "language")
        let path = try scanner.string()
        unit.lineCount = try scanner.required("lines")
        try scanner.expectEnd()
        if !path.isEmpty { try parsePath(path) }
    }

    /// The path is a string of the table like any other: its id is fixed once that is read.
    private mutating func parsePath(_ path: [UInt8]) throws {
        while try scanner.nextLine(), scanner.take("string") {
            try parseString()
            if unit.strings.last == path { unit.path = StringID(unit.strings.count - 1) }
        }
        guard unit.path != StringTable.empty else {
            throw scanner.error("the path is not among the strings")
        }
        if !scanner.isAtEnd { try parseLine() }
    }

    private mutating func parseString() throws {
        let known = unit.strings.count
        _ = unit.strings.intern(try scanner.string())
        guard unit.strings.count == known + 1 else {
            throw scanner.error("the string was there before")
        }
        try scanner.expectEnd()
    }

    private mutating func parseLine() throws {
        let word = try scanner.word()
        switch word {
        case "string": return try parseString()
        case "file":
            let path = try string()
            unit.files.append(SourceFile(path: path, isSystem: scanner.take("system")))
        case "type": try parseType()
        case "functionType": try parseFunctionType()
        case "record": try parseRecord()
        case "field", "base", "argument", "method": try parseMember(word)
        case "symbol": try parseSymbol()
        case "function": try parseFunction()
        case "diagnostic":
            unit.diagnostics.append(
                UnitDiagnostic(
                    severity: try scanner.word(of: UnitDiagnostic.Severity.self, "severity"),
                    message: try string(), position: try position()))
        case "coverage":
            unit.coverage.append(
                ExpressionCoverage(
                    kind: try string(), total: try scanner.number(),
                    unknown: try scanner.number()))
        default:
            guard unit.functions.count > 0 else {
                throw scanner.error("'\(word)' starts no line")
            }
            try parseFunctionLine(word)
        }
        try scanner.expectEnd()
    }

    // MARK: Types

    private mutating func parseType() throws {
        let node = try node()
        let size = try scanner.named("size", UInt64.self) ?? TypeEntry.unknownSize
        let alignment = try scanner.required("align", UInt32.self)
        let known = unit.types.entries.count
        _ = unit.types.intern(node, size: size, alignment: alignment)
        guard unit.types.entries.count == known + 1 else {
            throw scanner.error("the type was there before")
        }
    }

    private mutating func node() throws -> TypeNode {
        let word = try scanner.word()
        switch word {
        case "void": return .void
        case "bool": return .bool
        case "nullPointer": return .nullPointer
        case "signed", "unsigned":
            return .integer(bits: try scanner.number(), signed: word == "signed")
        case "enumeration": return .enumeration(name: try string(), underlying: try type())
        case "floating": return .floating(try scanner.word(of: FloatKind.self, "format"))
        case "complex": return .complex(try scanner.word(of: FloatKind.self, "format"))
        case "pointer": return .pointer(try type())
        case "atomic": return .atomic(try type())
        case "incompleteArray": return .incompleteArray(element: try type())
        case "reference", "rvalueReference":
            return .reference(try type(), rvalue: word == "rvalueReference")
        case "memberPointer":
            let pointee = try type()
            return .memberPointer(record: try record(), pointee: pointee)
        case "array": return .array(element: try type(), count: try scanner.number())
        case "vector": return .vector(element: try type(), count: try scanner.number())
        case "record": return .record(try record())
        case "function": return .function(FunctionTypeID(try scanner.reference("y")))
        case "opaque": return .opaque(name: try string())
        default: throw scanner.error("'\(word)' is no kind of type")
        }
    }

    private mutating func parseFunctionType() throws {
        let result = try type()
        var parameters: [TypeID] = []
        while scanner.isReference("t") { parameters.append(try type()) }
        let isVariadic = scanner.take("variadic")
        let known = unit.types.functionTypes.count
        _ = unit.types.intern(
            FunctionType(
                result: result, parameters: parameters, isVariadic: isVariadic,
                hasNoPrototype: scanner.take("noPrototype")))
        guard unit.types.functionTypes.count == known + 1 else {
            throw scanner.error("the function type was there before")
        }
    }

    private mutating func parseRecord() throws {
        let kind = try scanner.word(of: Record.Kind.self, "kind of record")
        var record = Record(
            name: try string(), templateName: try string(), usr: try string(), kind: kind)
        record.isComplete = scanner.take("complete")
        record.isPolymorphic = scanner.take("polymorphic")
        record.isLambda = scanner.take("lambda")
        if let size = try scanner.named("size", UInt64.self) { record.size = size }
        record.alignment = try scanner.required("align")
        if scanner.take("destructor") { record.destructor = OptionalID(try symbol()) }
        record.position = try position()
        unit.types.records.append(record)
    }

    private mutating func parseMember(_ word: String) throws {
        guard unit.types.records.count > 0 else { throw scanner.error("a record is missing") }
        let record = RecordID(unit.types.records.count - 1)
        switch word {
        case "field":
            let field = Field(
                name: try string(), type: try type(), typeSpelling: try string(),
                bitOffset: try scanner.required("bits"), bitWidth: try scanner.named("width"),
                position: try position())
            unit.types.records[record].fields.append(field)
        case "base":
            let base = Base(
                record: try self.record(), offset: try scanner.required("offset"),
                isVirtual: scanner.take("virtual"))
            unit.types.records[record].bases.append(base)
        case "argument": unit.types.records[record].typeArguments.append(try type())
        default:
            let method = try symbol()
            var overridden: [SymbolID] = []
            while !scanner.isAtEnd { overridden.append(try symbol()) }
            unit.types.records[record].virtualMethods.append(
                VirtualMethod(method: method, overridden: overridden))
        }
    }

    // MARK: Symbols

    private mutating func parseSymbol() throws {
        let kind = try scanner.word(of: Symbol.Kind.self, "kind of symbol")
        let linkage = try scanner.word(of: Symbol.Linkage.self, "linkage")
        let name = try string()
        let qualifiedName = try string()
        let usr = try string()
        let spelling = try string()
        let alias = try string()
        var symbol = Symbol(
            kind: kind, linkage: linkage, flags: [], name: name, qualifiedName: qualifiedName,
            usr: usr, type: try type(), typeSpelling: spelling)
        symbol.alias = alias
        symbol.position = try position()
        while let word = scanner.peek(), let bit = Words.bit(word, Words.symbolFlags) {
            symbol.flags.rawValue |= bit
            _ = try scanner.word()
        }
        if scanner.take("in") { symbol.record = OptionalID(try record()) }
        if scanner.take("owner") { symbol.owner = OptionalID(try self.symbol()) }
        if scanner.take("body") { symbol.body = OptionalID(ID(try scanner.reference("f"))) }
        if scanner.take("initializer") {
            symbol.initializer = OptionalID(ID(try scanner.reference("f")))
        }
        while scanner.isAtString { symbol.attributes.append(try string()) }
        unit.symbols.append(symbol)
    }

    // MARK: References

    mutating func type() throws -> TypeID { TypeID(try scanner.reference("t")) }

    mutating func record() throws -> RecordID { RecordID(try scanner.reference("r")) }

    mutating func symbol() throws -> SymbolID { SymbolID(try scanner.reference("@")) }

    /// A string that stands in the table of strings.
    mutating func string() throws -> StringID {
        let known = unit.strings.count
        let id = unit.strings.intern(try scanner.string())
        guard unit.strings.count == known else {
            throw scanner.error("a string is not in the table of strings")
        }
        return id
    }

    mutating func position() throws -> SourcePosition {
        let word = try scanner.word()
        if word == "-" { return .none }
        let parts = word.split(separator: ":").map { UInt32($0) }
        guard parts.count == 4, let file = parts[0], let line = parts[1], let column = parts[2],
            let offset = parts[3]
        else { throw scanner.error("'\(word)' should be FILE:LINE:COLUMN:OFFSET") }
        return SourcePosition(file: FileID(file), line: line, column: column, offset: offset)
    }
}

extension StringTable {
    /// The bytes of the string that was added last.
    fileprivate var last: [UInt8] { withBytes(StringID(count - 1)) { Array($0) } }
}
