import MidasAnalysis
import MidasBase
import MidasFindings
import MidasIR

/// A call of a source in the program's form.
struct FoundCall {
    let function: Function
    let instruction: InstructionID
    /// What is called, as the dictionary knows it.
    let name: String
    let range: SourceRange
    let resultType: TypeID
    /// The call is a statement of its own, so nobody asks for its result.
    let isStatement: Bool
    let isConstruction: Bool

    init(
        _ function: Function, _ instruction: InstructionID, name: String
    ) {
        self.function = function
        self.instruction = instruction
        self.name = name
        let step = function.instructions[instruction]
        let call = function.calls[CallID(step.extra)]
        range = function.ranges[step.range]
        resultType = call.result.id.map { function.places[$0].type } ?? step.type
        isConstruction = call.flags.contains(.isConstruction)
        let statement = function.statements[step.statement]
        let whole = function.ranges[statement.range]
        isStatement =
            statement.kind == .expression && whole.begin == range.begin && whole.end == range.end
    }

    private var arguments: ArraySlice<Operand> {
        function.arguments(of: CallID(function.instructions[instruction].extra))
    }

    /// Whether an argument is a null pointer.
    func isNull(argument index: Int) -> Bool {
        guard index < arguments.count else { return true }
        guard let constant = arguments[arguments.startIndex + index].constant else { return false }
        switch function.constants[constant] {
        case .null, .integer(0, _): return true
        default: return false
        }
    }

    /// What an argument points to, as the source says it: before conversions to what the callee takes.
    func pointee(of index: Int, _ program: Program) -> TypeID? {
        guard index < arguments.count else { return nil }
        var operand = arguments[arguments.startIndex + index]
        while let value = operand.value, function.instructions[value].opcode == .cast,
            !function.instructions[value].flags.contains(.isExplicit)
        {
            operand = function.instructions[value].a
        }
        guard let value = operand.value,
            let pointee = program.types.element(function.instructions[value].type)
        else { return constantPointee(operand, program) }
        return pointee
    }

    /// The address of a variable may be a constant.
    private func constantPointee(_ operand: Operand, _ program: Program) -> TypeID? {
        guard let constant = operand.constant,
            case .global(let symbol) = function.constants[constant]
        else { return nil }
        return program.symbols[symbol].type
    }
}

/// Finds calls by where they begin.
struct CallIndex {
    struct Key: Hashable {
        var location: Location
        var name: String
    }

    private(set) var calls: [Key: [FoundCall]] = [:]

    /// The calls of `program` at some locations. O(instructions).
    init(_ program: Program, at wanted: Set<Location>) {
        let files = program.files.elements.map { program.strings[$0.path] }
        let wantedFiles = Set(wanted.map(\.file))
        let isWanted = files.map(wantedFiles.contains)
        for function in program.functions.elements {
            for id in function.instructions.ids {
                let step = function.instructions[id]
                guard step.opcode == .call else { continue }
                let begin = function.ranges[step.range].begin
                guard !begin.isNone, isWanted[begin.file.index] else { continue }
                let location = Location(
                    file: files[begin.file.index], line: Int(begin.line),
                    column: Int(begin.column))
                guard wanted.contains(location) else { continue }
                add(id, function, at: location, program)
            }
        }
    }

    /// An indirect call stands under the empty name: what it calls the source says.
    private mutating func add(
        _ id: InstructionID, _ function: Function, at location: Location, _ program: Program
    ) {
        var name = ""
        switch function.calls[CallID(function.instructions[id].extra)].callee {
        case .direct(let symbol), .virtual(let symbol):
            name = program.strings[program.symbols[symbol].qualifiedName]
        case .indirect: break
        }
        calls[Key(location: location, name: name), default: []].append(
            FoundCall(function, id, name: name))
    }
}
