import MidasBase

/// Writes a unit in the text form of the IR.
///
/// The same unit gives the same text, and `UnitParser` gives the same unit back. A line starts with
/// what it describes; elements stand in the order of their ids. Text in single quotes behind an id
/// and after `;` is for people: the parser skips it. `Documentation/IR.md` has the grammar.
public struct UnitPrinter {
    /// The first line of a unit.
    public static let header = "midas-ir 1"

    let unit: Unit
    let describing: Describing
    var writer = TextWriter()

    private init(_ unit: Unit) {
        self.unit = unit
        describing = Describing(unit: unit)
    }

    /// The whole unit.
    public static func print(_ unit: Unit) -> String {
        var printer = UnitPrinter(unit)
        printer.printTables()
        for function in unit.functions.ids { printer.printFunction(function) }
        printer.printStatistics()
        return printer.writer.text
    }

    /// One function, for reading: its blocks, and where `tables` is set what they refer to. It does
    /// not parse without the unit's tables.
    public static func print(_ function: FunctionID, of unit: Unit, tables: Bool = false) -> String
    {
        var printer = UnitPrinter(unit)
        printer.printFunction(function, tables: tables)
        return printer.writer.text
    }

    /// A type as C has it, nearly: for messages.
    public static func describe(_ type: TypeID, in unit: Unit) -> String {
        Describing(unit: unit).type(type)
    }

    private mutating func printTables() {
        writer.word(Self.header)
        writer.endLine()
        writer.word("unit")
        writer.word("\(unit.language)")
        writer.quoted(unit.path, unit.strings)
        writer.named("lines", unit.lineCount)
        writer.endLine()
        for raw in 1..<max(1, unit.strings.count) {
            writer.word("string")
            writer.quoted(StringID(raw), unit.strings)
            writer.endLine()
        }
        for file in unit.files.elements {
            writer.word("file")
            writer.quoted(file.path, unit.strings)
            if file.isSystem { writer.word("system") }
            writer.endLine()
        }
        for id in unit.types.entries.ids { printType(id) }
        for type in unit.types.functionTypes.elements { printFunctionType(type) }
        for record in unit.types.records.elements { printRecord(record) }
        for symbol in unit.symbols.elements { printSymbol(symbol) }
    }

    private mutating func printStatistics() {
        for diagnostic in unit.diagnostics {
            writer.word("diagnostic")
            writer.word("\(diagnostic.severity)")
            writer.quoted(diagnostic.message, unit.strings)
            position(diagnostic.position)
            writer.endLine()
        }
        for entry in unit.coverage {
            writer.word("coverage")
            writer.quoted(entry.kind, unit.strings)
            writer.number(entry.total)
            writer.number(entry.unknown)
            writer.endLine()
        }
    }

    // MARK: Types

    private mutating func printType(_ id: TypeID) {
        let entry = unit.types.entries[id]
        writer.word("type")
        printNode(entry.node)
        writer.named("size", entry.size, omitting: TypeEntry.unknownSize)
        writer.named("align", entry.alignment)
        writer.endLine(remark: "t\(id.raw) \(describing.type(id))")
    }

    private mutating func printNode(_ node: TypeNode) {
        switch node {
        case .void: writer.word("void")
        case .bool: writer.word("bool")
        case .nullPointer: writer.word("nullPointer")
        case .integer(let bits, let signed):
            writer.word(signed ? "signed" : "unsigned")
            writer.number(bits)
        case .enumeration(let name, let underlying):
            writer.word("enumeration")
            writer.quoted(name, unit.strings)
            type(underlying)
        case .floating(let kind): writer.word("floating \(kind)")
        case .complex(let kind): writer.word("complex \(kind)")
        case .pointer(let inner): nested("pointer", inner)
        case .atomic(let inner): nested("atomic", inner)
        case .incompleteArray(let inner): nested("incompleteArray", inner)
        case .reference(let inner, let rvalue):
            nested(rvalue ? "rvalueReference" : "reference", inner)
        case .memberPointer(let record, let pointee):
            nested("memberPointer", pointee)
            self.record(record)
        case .array(let element, let count):
            nested("array", element)
            writer.number(count)
        case .vector(let element, let count):
            nested("vector", element)
            writer.number(count)
        case .record(let record):
            writer.word("record")
            self.record(record)
        case .function(let function):
            writer.word("function")
            writer.reference("y", function.raw)
        case .opaque(let name):
            writer.word("opaque")
            writer.quoted(name, unit.strings)
        }
    }

    private mutating func nested(_ word: String, _ inner: TypeID) {
        writer.word(word)
        type(inner)
    }

    private mutating func printFunctionType(_ function: FunctionType) {
        writer.word("functionType")
        type(function.result)
        for parameter in function.parameters { type(parameter) }
        if function.isVariadic { writer.word("variadic") }
        if function.hasNoPrototype { writer.word("noPrototype") }
        writer.endLine()
    }

    private mutating func printRecord(_ record: Record) {
        writer.word("record")
        writer.word("\(record.kind)")
        for text in [record.name, record.templateName, record.usr] {
            writer.quoted(text, unit.strings)
        }
        if record.isComplete { writer.word("complete") }
        if record.isPolymorphic { writer.word("polymorphic") }
        if record.isLambda { writer.word("lambda") }
        writer.named("size", record.size, omitting: TypeEntry.unknownSize)
        writer.named("align", record.alignment)
        if let destructor = record.destructor.id {
            writer.word("destructor")
            symbol(destructor)
        }
        position(record.position)
        writer.endLine()
        for field in record.fields { printField(field) }
        for base in record.bases {
            writer.indent()
            writer.word("base")
            self.record(base.record)
            writer.named("offset", base.offset)
            if base.isVirtual { writer.word("virtual") }
            writer.endLine()
        }
        for argument in record.typeArguments {
            writer.indent()
            nested("argument", argument)
            writer.endLine()
        }
        for method in record.virtualMethods {
            writer.indent()
            writer.word("method")
            symbol(method.method)
            for overridden in method.overridden { symbol(overridden) }
            writer.endLine()
        }
    }

    private mutating func printField(_ field: Field) {
        writer.indent()
        writer.word("field")
        writer.quoted(field.name, unit.strings)
        type(field.type)
        writer.quoted(field.typeSpelling, unit.strings)
        writer.named("bits", field.bitOffset)
        if let width = field.bitWidth { writer.named("width", width) }
        position(field.position)
        writer.endLine()
    }

    // MARK: Symbols

    private mutating func printSymbol(_ symbol: Symbol) {
        writer.word("symbol")
        writer.word("\(symbol.kind)")
        writer.word("\(symbol.linkage)")
        for text in [
            symbol.name, symbol.qualifiedName, symbol.usr, symbol.typeSpelling, symbol.alias,
        ] { writer.quoted(text, unit.strings) }
        type(symbol.type)
        position(symbol.position)
        for word in Words.flags(symbol.flags.rawValue, Words.symbolFlags) { writer.word(word) }
        if let record = symbol.record.id {
            writer.word("in")
            self.record(record)
        }
        if let owner = symbol.owner.id {
            writer.word("owner")
            self.symbol(owner)
        }
        if let body = symbol.body.id {
            writer.word("body")
            writer.reference("f", body.raw)
        }
        if let initializer = symbol.initializer.id {
            writer.word("initializer")
            writer.reference("f", initializer.raw)
        }
        for attribute in symbol.attributes { writer.quoted(attribute, unit.strings) }
        writer.endLine()
    }

    // MARK: References

    mutating func type(_ id: TypeID) { writer.reference("t", id.raw, describing.type(id)) }

    mutating func record(_ id: RecordID) { writer.reference("r", id.raw, describing.record(id)) }

    mutating func symbol(_ id: SymbolID) { writer.reference("@", id.raw, describing.symbol(id)) }

    /// `FILE:LINE:COLUMN:OFFSET`, or `-` for none.
    mutating func position(_ position: SourcePosition) {
        guard position != .none else { return writer.word("-") }
        writer.word(
            "\(position.file.raw):\(position.line):\(position.column):\(position.offset)")
    }
}
