import MidasBase

/// Checks that every id, slice and position of a unit names something: what readers of units may
/// rely on without checks of their own. One pass, O(size of the unit).
struct ReferenceChecker {
    let unit: Unit
    private let strings: Int
    private let files: Int
    private let types: Int
    private let records: Int
    private let symbols: Int

    init(_ unit: Unit) {
        self.unit = unit
        strings = unit.strings.count
        files = unit.files.count
        types = unit.types.entries.count
        records = unit.types.records.count
        symbols = unit.symbols.count
    }

    func check() throws {
        try string(unit.path)
        for file in unit.files.elements { try string(file.path) }
        for entry in unit.types.entries.elements { try node(entry.node) }
        for function in unit.types.functionTypes.elements {
            try type(function.result)
            for parameter in function.parameters { try type(parameter) }
        }
        for record in unit.types.records.elements { try check(record) }
        for symbol in unit.symbols.elements { try check(symbol) }
        for function in unit.functions.elements { try FunctionReferences(self, function).check() }
        for diagnostic in unit.diagnostics {
            try string(diagnostic.message)
            try position(diagnostic.position)
        }
        for entry in unit.coverage { try string(entry.kind) }
    }

    private func node(_ node: TypeNode) throws {
        switch node {
        case .void, .bool, .integer, .floating, .complex, .nullPointer: break
        case .enumeration(let name, let underlying):
            try string(name)
            try type(underlying)
        case .pointer(let inner), .reference(let inner, _), .atomic(let inner): try type(inner)
        case .memberPointer(let record, let pointee):
            try self.record(record)
            try type(pointee)
        case .array(let element, _), .incompleteArray(let element), .vector(let element, _):
            try type(element)
        case .record(let record): try self.record(record)
        case .function(let function):
            try require(function.index < unit.types.functionTypes.count, "a function type")
        case .opaque(let name): try string(name)
        }
    }

    private func check(_ record: Record) throws {
        for text in [record.name, record.templateName, record.usr] { try string(text) }
        try position(record.position)
        if let destructor = record.destructor.id { try symbol(destructor) }
        for field in record.fields {
            try string(field.name)
            try type(field.type)
            try string(field.typeSpelling)
            try position(field.position)
        }
        for base in record.bases { try self.record(base.record) }
        for argument in record.typeArguments { try type(argument) }
        for method in record.virtualMethods {
            try symbol(method.method)
            for overridden in method.overridden { try symbol(overridden) }
        }
    }

    private func check(_ symbol: Symbol) throws {
        for text in [symbol.name, symbol.qualifiedName, symbol.usr, symbol.typeSpelling] {
            try string(text)
        }
        try string(symbol.alias)
        for attribute in symbol.attributes { try string(attribute) }
        try type(symbol.type)
        try position(symbol.position)
        if let record = symbol.record.id { try self.record(record) }
        if let owner = symbol.owner.id { try self.symbol(owner) }
        for function in [symbol.body.id, symbol.initializer.id] {
            guard let function else { continue }
            try require(function.index < unit.functions.count, "a function")
        }
    }

    // MARK: Ids of the unit

    func string(_ id: StringID) throws { try require(id.index < strings, "a string") }
    func type(_ id: TypeID) throws { try require(id.index < types, "a type") }
    func record(_ id: RecordID) throws { try require(id.index < records, "a record") }
    func symbol(_ id: SymbolID) throws { try require(id.index < symbols, "a symbol") }

    func position(_ position: SourcePosition) throws {
        try require(position.isNone || position.file.index < files, "a file")
    }

    @inline(__always)
    func require(_ condition: Bool, _ what: StaticString) throws {
        guard condition else {
            throw VerifierError(message: "an id names \(what) that is not there")
        }
    }
}

/// The same for one function.
struct FunctionReferences {
    private let outer: ReferenceChecker
    private let function: Function
    private let types: Int
    private let operandLimits: (Int, Int, Int)

    init(_ outer: ReferenceChecker, _ function: Function) {
        self.outer = outer
        self.function = function
        types = outer.unit.types.entries.count
        operandLimits = (
            function.instructions.count, function.constants.count, function.places.count
        )
    }

    func check() throws {
        do {
            try outer.symbol(function.symbol)
            try outer.type(function.resultType)
            try require(Int(function.parameterCount) <= function.locals.count, "a parameter")
            try range(function.range)
            try checkTables()
            try checkBlocks()
            for instruction in function.instructions.elements { try check(instruction) }
        } catch var error as VerifierError {
            if function.symbol.index < outer.unit.symbols.count {
                let name = outer.unit.symbols[function.symbol].qualifiedName
                error.function =
                    name.index < outer.unit.strings.count
                    ? outer.unit.strings[name] : ""
            }
            throw error
        }
    }

    private func checkTables() throws {
        for local in function.locals.elements {
            try outer.string(local.name)
            try outer.type(local.type)
            try outer.string(local.typeSpelling)
            try outer.position(local.position)
        }
        for constant in function.constants.elements { try check(constant) }
        for place in function.places.elements { try check(place) }
        for step in function.projections { try check(step) }
        for call in function.calls.elements { try check(call) }
        for operand in function.operands { try self.operand(operand) }
        for arm in function.switchCases { try block(arm.target) }
        for target in function.jumpTargets { try block(target) }
        for assembly in function.assemblies.elements { try check(assembly) }
        for range in function.ranges.elements {
            try outer.position(range.begin)
            try outer.position(range.end)
            try outer.position(range.spelling)
            try outer.string(range.macro)
        }
        for statement in function.statements.elements {
            try self.statement(statement.parent)
            try range(statement.range)
        }
        for hole in function.holes {
            try outer.string(hole.reason)
            try range(hole.range)
        }
    }

    private func check(_ constant: Constant) throws {
        switch constant {
        case .integer(_, let type), .floating(_, let type), .null(let type),
            .memberOffset(_, let type), .undefined(let type):
            try outer.type(type)
        case .string(let text, let type, let macro):
            try outer.string(text)
            try outer.type(type)
            try outer.string(macro)
        case .function(let symbol), .global(let symbol): try outer.symbol(symbol)
        case .label(let block): try self.block(block)
        case .memberFunction(let symbol, let type):
            try outer.symbol(symbol)
            try outer.type(type)
        }
    }

    private func check(_ place: Place) throws {
        switch place.root {
        case .local(let local): try require(local.index < function.locals.count, "a local")
        case .global(let symbol): try outer.symbol(symbol)
        case .pointer(let operand): try self.operand(operand)
        case .result: break
        }
        try outer.type(place.rootType)
        try slice(place.projections, function.projections.count)
        try outer.type(place.type)
    }

    private func check(_ step: Projection) throws {
        let records = outer.unit.types.records
        switch step {
        case .field(let record, let position):
            try outer.record(record)
            try require(Int(position) < records[record].fields.count, "a field")
        case .base(let record, let position):
            try outer.record(record)
            try require(Int(position) < records[record].bases.count, "a base")
        case .index(let operand): try self.operand(operand)
        case .bytes(_, let type): try outer.type(type)
        }
    }

    private func check(_ call: Call) throws {
        switch call.callee {
        case .direct(let symbol), .virtual(let symbol): try outer.symbol(symbol)
        case .indirect(let operand): try self.operand(operand)
        }
        try slice(call.arguments, function.operands.count)
        if let result = call.result.id { try place(result) }
        try outer.type(call.type)
    }

    private func check(_ assembly: Assembly) throws {
        try outer.string(assembly.template)
        for output in assembly.outputs { try place(output) }
        for input in assembly.inputs { try operand(input) }
        for constraint in assembly.constraints { try outer.string(constraint) }
        for target in assembly.targets { try block(target) }
    }

    // MARK: Blocks

    private func checkBlocks() throws {
        try require(!function.blocks.isEmpty, "an entry block")
        var end: UInt32 = 0
        for block in function.blocks.elements {
            try require(block.start == end && block.end >= block.start, "instructions")
            end = block.end
            if let unwind = block.unwind.id { try self.block(unwind) }
            try range(block.terminatorRange)
            try statement(block.terminatorStatement)
            try check(block.terminator)
        }
        try require(Int(end) == function.instructions.count, "instructions")
    }

    private func check(_ terminator: Terminator) throws {
        switch terminator {
        case .jump(let target): try block(target)
        case .branch(let condition, let first, let second):
            try operand(condition)
            try block(first)
            try block(second)
        case .switch(let value, let cases, let otherwise):
            try operand(value)
            try slice(cases, function.switchCases.count)
            try block(otherwise)
        case .indirectJump(let value, let targets):
            try operand(value)
            try slice(targets, function.jumpTargets.count)
        case .return(let value), .throw(let value), .resume(let value): try operand(value)
        case .unreachable: break
        }
    }

    private func check(_ instruction: Instruction) throws {
        try require(instruction.type.index < types, "a type")
        try operand(instruction.a)
        try operand(instruction.b)
        if let place = instruction.place.id { try self.place(place) }
        try range(instruction.range)
        try statement(instruction.statement)
        let extra = Int(instruction.extra)
        switch instruction.opcode {
        case .copy, .compareExchange, .variadicArgumentInto, .variadicCopy:
            try require(extra < function.places.count, "a place")
        case .call, .unknown: try require(extra < function.calls.count, "a call")
        case .assembly: try require(extra < function.assemblies.count, "an assembly block")
        case .initializeBytes, .hole: try outer.string(StringID(extra))
        case .atomicUpdate:
            try require(extra < AtomicOperation.allCases.count, "an atomic operation")
        default: break
        }
    }

    // MARK: Ids of the function

    @inline(__always)
    private func operand(_ operand: Operand) throws {
        let payload = Int(operand.payload)
        switch operand.kind {
        case .none: try require(payload == 0, "an operand")
        case .value: try require(payload < operandLimits.0, "an instruction")
        case .constant: try require(payload < operandLimits.1, "a constant")
        case .place: try require(payload < operandLimits.2, "a place")
        }
    }

    private func place(_ id: PlaceID) throws {
        try require(id.index < function.places.count, "a place")
    }

    private func block(_ id: BlockID) throws {
        try require(id.index < function.blocks.count, "a block")
    }

    private func range(_ id: RangeID) throws {
        try require(id.index < function.ranges.count, "a range")
    }

    private func statement(_ id: StatementID) throws {
        try require(id.index < function.statements.count, "a statement")
    }

    private func slice(_ slice: Slice32, _ count: Int) throws {
        try require(slice.range.upperBound <= count, "elements of a list")
    }

    @inline(__always)
    private func require(_ condition: Bool, _ what: StaticString) throws {
        try outer.require(condition, what)
    }
}
