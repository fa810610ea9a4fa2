import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR

/// A program written by hand, with the few types that tests need.
struct ProgramSketch {
    var program = Program(name: "sketch")
    let void: TypeID
    let int: TypeID
    let char: TypeID
    /// `void *`.
    let pointer: TypeID

    init() {
        void = program.types.intern(.void, size: TypeEntry.unknownSize, alignment: 1)
        int = program.types.intern(.integer(bits: 32, signed: true), size: 4, alignment: 4)
        char = program.types.intern(.integer(bits: 8, signed: true), size: 1, alignment: 1)
        pointer = program.types.intern(.pointer(void), size: 8, alignment: 8)
    }

    mutating func pointer(to type: TypeID) -> TypeID {
        program.types.intern(.pointer(type), size: 8, alignment: 8)
    }

    mutating func array(of type: TypeID, _ count: UInt64) -> TypeID {
        let size = program.types.size(type) * count
        return program.types.intern(
            .array(element: type, count: count), size: size,
            alignment: program.types.alignment(type))
    }

    /// A struct with members one after another, each aligned to its size.
    mutating func record(
        _ name: String, _ fields: [(String, TypeID)], kind: Record.Kind = .structure,
        bases: [Base] = []
    ) -> TypeID {
        let text = program.strings.intern(name)
        var record = Record(name: text, templateName: text, usr: text, kind: kind)
        record.isComplete = true
        record.bases = bases
        var end = bases.map { $0.offset + program.types.records[$0.record].size }.max() ?? 0
        var size: UInt64 = 0
        for (field, type) in fields {
            let alignment = UInt64(program.types.alignment(type))
            end = kind == .union ? 0 : (end + alignment - 1) / alignment * alignment
            record.fields.append(
                Field(
                    name: program.strings.intern(field), type: type,
                    typeSpelling: StringTable.empty, bitOffset: end * 8))
            end += program.types.size(type)
            size = max(size, end)
        }
        record.size = (max(size, end) + 7) / 8 * 8
        record.alignment = 8
        let id = program.types.records.append(record)
        return program.types.intern(.record(id), size: record.size, alignment: 8)
    }

    func recordID(_ type: TypeID) -> RecordID { program.types.record(type)! }

    /// A step to a member by its name.
    func member(_ name: String, of type: TypeID) -> Projection {
        let record = recordID(type)
        let fields = program.types.records[record].fields
        let index = fields.firstIndex { program.strings[$0.name] == name }!
        return .field(record, UInt32(index))
    }

    mutating func functionType(
        _ parameters: [TypeID], result: TypeID? = nil, isVariadic: Bool = false
    ) -> TypeID {
        let type = program.types.intern(
            FunctionType(
                result: result ?? void, parameters: parameters, isVariadic: isVariadic))
        return program.types.intern(
            .function(type), size: TypeEntry.unknownSize, alignment: 1)
    }

    mutating func symbol(
        _ name: String, _ kind: Symbol.Kind, _ type: TypeID, flags: Symbol.Flags = .isDefined,
        linkage: Symbol.Linkage = .external
    ) -> SymbolID {
        let text = program.strings.intern(name)
        return program.symbols.append(
            Symbol(
                kind: kind, linkage: linkage, flags: flags, name: text, qualifiedName: text,
                usr: text, type: type, typeSpelling: StringTable.empty))
    }

    mutating func global(_ name: String, _ type: TypeID) -> SymbolID {
        symbol(name, .variable, type)
    }

    mutating func external(
        _ name: String, _ parameters: [TypeID], result: TypeID? = nil
    ) -> SymbolID {
        symbol(name, .function, functionType(parameters, result: result), flags: [])
    }

    mutating func declare(
        _ name: String, _ parameters: [TypeID] = [], result: TypeID? = nil,
        flags: Symbol.Flags = .isDefined, linkage: Symbol.Linkage = .external
    ) -> SymbolID {
        let type = functionType(
            parameters, result: result, isVariadic: flags.contains(.isVariadic))
        let id = symbol(name, .function, type, flags: flags, linkage: linkage)
        if name == "main" { program.main = id }
        return id
    }

    /// Gives a declared function its body; parameters are named `a`, `b`, …
    mutating func define(_ symbol: SymbolID, _ body: (inout Body) -> Void) {
        guard case .function(let id) = program.types[program.symbols[symbol].type] else { return }
        let type = program.types.functionTypes[id]
        var builder = FunctionBuilder(symbol: symbol, resultType: type.result, range: .none)
        for (index, parameter) in type.parameters.enumerated() {
            let name = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
            builder.function.locals.append(
                Local(
                    kind: .parameter, name: program.strings.intern(name), type: parameter,
                    typeSpelling: StringTable.empty))
        }
        builder.function.parameterCount = UInt32(type.parameters.count)
        var sketch = Body(builder: builder, program: program)
        body(&sketch)
        sketch.builder.terminate(.return(.none))
        program = sketch.program
        let function = sketch.builder.finish()
        program.symbols[symbol].body = OptionalID(program.functions.append(function))
    }

    func facts(_ dictionary: NondeterminismDictionary = NondeterminismDictionary())
        -> PointsToFacts
    {
        PointsToAnalysis.run(program, models: ExternalModels(program, dictionary))
    }

    /// What the analysis of entries says, as text, only lines that begin with one of `words`.
    func entryLines(_ words: String...) -> [String] {
        let dictionary = NondeterminismDictionary.builtIn()
        let models = ExternalModels(program, dictionary)
        let facts = PointsToAnalysis.run(program, models: models)
        let text = EntryAnalysis.run(program, facts, models: models).text(of: program, facts)
        return text.split(separator: "\n").map(String.init)
            .filter { line in words.contains { line.hasPrefix($0) } }
    }

    /// The facts as text, only the lines of cells and calls that contain one of `words`.
    func lines(_ words: String...) -> [String] {
        facts().text(of: program).split(separator: "\n").map(String.init)
            .filter { line in words.isEmpty || words.contains { line.contains($0) } }
    }
}

/// A body in the making.
struct Body {
    var builder: FunctionBuilder
    var program: Program

    func parameter(_ index: Int) -> LocalID { LocalID(index) }

    mutating func local(_ name: String, _ type: TypeID) -> LocalID {
        builder.function.locals.append(
            Local(
                kind: .variable, name: program.strings.intern(name), type: type,
                typeSpelling: StringTable.empty))
    }

    mutating func place(_ root: PlaceRoot, _ type: TypeID, _ steps: Projection...) -> PlaceID {
        var reached = type
        for step in steps {
            switch step {
            case .field(let record, let index):
                reached = program.types.records[record].fields[Int(index)].type
            case .index: reached = program.types.element(reached)!
            case .base(let record, let index):
                let base = program.types.records[record].bases[Int(index)].record
                reached = program.types.find(.record(base))!
            case .bytes(_, let type): reached = type
            }
        }
        return builder.place(root, rootType: type, steps, type: reached)
    }

    mutating func place(_ local: LocalID, _ steps: Projection...) -> PlaceID {
        var place = builder.place(
            .local(local), rootType: builder.function.locals[local].type,
            type: builder.function.locals[local].type)
        for step in steps { place = then(place, step) }
        return place
    }

    mutating func place(_ global: SymbolID, _ steps: Projection...) -> PlaceID {
        let type = program.symbols[global].type
        var place = builder.place(.global(global), rootType: type, type: type)
        for step in steps { place = then(place, step) }
        return place
    }

    /// `pointer->step`, or `*pointer`.
    mutating func pointee(
        _ pointer: Operand, _ type: TypeID, _ steps: Projection...
    ) -> PlaceID {
        var place = builder.place(.pointer(pointer), rootType: type, type: type)
        for step in steps { place = then(place, step) }
        return place
    }

    private mutating func then(_ place: PlaceID, _ step: Projection) -> PlaceID {
        let type: TypeID
        switch step {
        case .field(let record, let index):
            type = program.types.records[record].fields[Int(index)].type
        case .index: type = program.types.element(builder.function.places[place].type)!
        case .base(let record, let index):
            let base = program.types.records[record].bases[Int(index)].record
            type = program.types.find(.record(base))!
        case .bytes(_, let other): type = other
        }
        return builder.place(place, then: step, type: type)
    }

    mutating func load(_ place: PlaceID) -> Operand {
        builder.emit(.load, type: builder.function.places[place].type, place: place)
    }

    mutating func load(_ local: LocalID) -> Operand {
        let place = place(local)
        return load(place)
    }

    mutating func store(_ value: Operand, _ place: PlaceID) {
        builder.emit(.store, type: builder.function.places[place].type, a: value, place: place)
    }

    mutating func store(_ value: Operand, _ local: LocalID) {
        let place = place(local)
        store(value, place)
    }

    mutating func address(_ place: PlaceID) -> Operand {
        let type = program.types.intern(
            .pointer(builder.function.places[place].type), size: 8, alignment: 8)
        return builder.emit(.addressOf, type: type, place: place)
    }

    mutating func address(_ symbol: SymbolID) -> Operand {
        program.symbols[symbol].kind == .function
            ? builder.constant(.function(symbol)) : builder.constant(.global(symbol))
    }

    mutating func cast(_ value: Operand, _ type: TypeID) -> Operand {
        builder.emit(.cast, detail: CastKind.pointer.rawValue, type: type, a: value)
    }

    mutating func integer(_ value: Int) -> Operand {
        let type = program.types.intern(
            .integer(bits: 64, signed: true), size: 8, alignment: 8)
        return builder.constant(.integer(UInt64(bitPattern: Int64(value)), type))
    }

    mutating func add(_ pointer: Operand, _ count: Operand, _ type: TypeID) -> Operand {
        builder.emit(.pointerAdd, type: type, a: pointer, b: count)
    }

    @discardableResult
    mutating func call(_ symbol: SymbolID, _ arguments: Operand...) -> Operand {
        let type = program.symbols[symbol].type
        return builder.call(.direct(symbol), arguments, type: type, resultType: result(of: type))
    }

    @discardableResult
    mutating func call(
        through pointer: Operand, _ type: TypeID, _ arguments: Operand...
    ) -> Operand {
        builder.call(.indirect(pointer), arguments, type: type, resultType: result(of: type))
    }

    @discardableResult
    mutating func callVirtual(_ method: SymbolID, _ arguments: Operand...) -> Operand {
        let type = program.symbols[method].type
        return builder.call(.virtual(method), arguments, type: type, resultType: result(of: type))
    }

    private func result(of type: TypeID) -> TypeID {
        guard case .function(let id) = program.types[type] else { return type }
        return program.types.functionTypes[id].result
    }

    /// `while (condition) body`, with what `condition` emits.
    mutating func loop(
        while condition: (inout Body) -> Operand, _ body: (inout Body) -> Void
    ) {
        let header = builder.makeBlock()
        let inside = builder.makeBlock()
        let after = builder.makeBlock()
        builder.jump(to: header)
        builder.continueIn(header)
        let value = condition(&self)
        builder.terminate(.branch(value, inside, after))
        builder.continueIn(inside)
        body(&self)
        builder.jump(to: header)
        builder.continueIn(after)
    }

    /// `if (a == number) body else other`.
    mutating func when(
        _ value: Operand, is number: Int, _ body: (inout Body) -> Void,
        otherwise other: (inout Body) -> Void = { _ in }
    ) {
        let type = program.types.intern(.integer(bits: 32, signed: true), size: 4, alignment: 4)
        let test = builder.emit(
            .compare, detail: Comparison.equal.rawValue, type: type, a: value, b: integer(number))
        let yes = builder.makeBlock()
        let no = builder.makeBlock()
        let after = builder.makeBlock()
        builder.terminate(.branch(test, yes, no))
        builder.continueIn(yes)
        body(&self)
        builder.jump(to: after)
        builder.continueIn(no)
        other(&self)
        builder.jump(to: after)
        builder.continueIn(after)
    }

    mutating func giveBack(_ value: Operand) { builder.terminate(.return(value)) }
}
