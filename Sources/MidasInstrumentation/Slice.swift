import MidasAnalysis
import MidasBase
import MidasIR

/// The statements of one segment of a handler that decide some variables: what has to be run again to
/// compute these from recorded values.
///
/// A backward closure over the statements' reads and writes of whole variables, and over the
/// conditions and early exits that decide whether they run (Weiser, "Program slicing", 1984).
struct Slice {
    /// Statements that stay as they are.
    private(set) var kept: Set<StatementID> = []
    /// Statements of which only the head stays, because something in them is kept.
    private(set) var heads: Set<StatementID> = []
    /// Globals that are computed; those besides the wanted ones are deterministic and needed.
    private(set) var computed: Set<SymbolID>
    /// Globals whose earlier contents have to be put back first.
    var restored: Set<SymbolID> { computed }

    /// Globals that kept statements name.
    private(set) var mentioned: Set<SymbolID> = []

    private let units: HandlerUnits
    /// The top-level statements of the segment, as positions in the text.
    private let segment: Range<Int>
    private let replays: Set<InstructionID>
    private var neededLocals: Set<LocalID> = []

    /// - Parameters:
    ///   - wanted: the variables that must come out equal.
    ///   - segment: from which position of the text to which the segment's statements begin.
    ///   - replays: calls whose values come from the record.
    /// - Throws: what stands against running it again.
    init(
        _ units: HandlerUnits, wanted: Set<SymbolID>, segment: Range<Int>,
        replays: Set<InstructionID>, functions: inout ReplayableFunctions
    ) throws(RecordShape.Obstacle) {
        self.units = units
        self.segment = segment
        self.replays = replays
        computed = []
        try checkWrites(&functions)
        let written = writtenGlobals(&functions)
        computed = wanted.intersection(written)
        var isChanged = true
        while isChanged {
            isChanged = false
            for unit in ordered() where !isIn(unit.statement) {
                let access = effects(of: unit, &functions)
                if isNeeded(unit, access) {
                    keep(unit.statement)
                    isChanged = true
                }
            }
            if keepExits() { isChanged = true }
            if try extend(written, &functions) { isChanged = true }
        }
    }

    private func ordered() -> [HandlerUnits.Unit] {
        units.units.values.filter { segment.contains(units.begin($0.statement)) }
            .sorted { units.begin($0.statement) < units.begin($1.statement) }
    }

    private func isIn(_ statement: StatementID) -> Bool {
        kept.contains(statement) || heads.contains(statement)
    }

    // MARK: What statements do

    /// What a statement reads and writes, functions that it calls included.
    private func effects(
        of unit: HandlerUnits.Unit, _ functions: inout ReplayableFunctions
    ) -> VariableAccess {
        var access = unit.access
        for callee in unit.access.callees.sorted() {
            access.formUnion(functions.effects(of: callee))
        }
        return access
    }

    private func writtenGlobals(_ functions: inout ReplayableFunctions) -> Set<SymbolID> {
        var all: Set<SymbolID> = []
        for unit in ordered() {
            all.formUnion(effects(of: unit, &functions).writes.compactMap(\.global))
        }
        return all
    }

    /// Nothing of the segment may write what is not known.
    private func checkWrites(
        _ functions: inout ReplayableFunctions
    ) throws(RecordShape.Obstacle) {
        for unit in ordered() {
            let access = effects(of: unit, &functions)
            if let obstacle = access.obstacle { throw RecordShape.Obstacle(obstacle) }
            for call in unit.instructions where !replays.contains(call) {
                try checkPointers(call, functions)
            }
        }
    }

    /// A function that may write behind its pointers gets only pointers to variables that are known.
    private func checkPointers(
        _ id: InstructionID, _ functions: ReplayableFunctions
    ) throws(RecordShape.Obstacle) {
        let function = units.function
        guard function.instructions[id].opcode == .call else { return }
        let call = CallID(function.instructions[id].extra)
        guard case .direct(let symbol) = function.calls[call].callee,
            functions.mayWrite(symbol)
        else { return }
        let scan = functions.scan(function)
        for operand in function.arguments(of: call)
        where scan.isPointer(operand) && scan.origin(operand) == .unknown {
            throw RecordShape.Obstacle(
                "hands a pointer of unknown target to \(functions.name(symbol))")
        }
    }

    // MARK: Closure

    private func isNeeded(_ unit: HandlerUnits.Unit, _ access: VariableAccess) -> Bool {
        declares(unit)
            || access.writes.contains { variable in
                switch variable {
                case .global(let symbol): computed.contains(symbol)
                case .local(let local): neededLocals.contains(local)
                }
            }
    }

    /// Keeps a statement, and the heads of those around it.
    private mutating func keep(_ statement: StatementID) {
        if units.isTarget(statement) {
            heads.insert(statement)
        } else if units.controlled(statement).isEmpty || units.kind(statement) == .body {
            kept.insert(statement)
        } else {
            heads.insert(statement)
        }
        var current = units.parent(statement)
        while current.raw > 0 {
            heads.insert(current)
            current = units.parent(current)
        }
        for head in heads { kept.formUnion(units.head(head)) }
    }

    /// Exits that decide whether kept statements run: returns before or around them, and what leaves
    /// or goes on with a kept loop.
    private mutating func keepExits() -> Bool {
        let last = kept.map { units.begin($0) }.max() ?? 0
        var isChanged = false
        for id in units.function.statements.ids
        where segment.contains(units.begin(id)) && !isIn(id) {
            let loops = units.loops(around: id)
            let isInKeptLoop = loops.contains { heads.contains($0) }
            let decides: Bool
            switch units.kind(id) {
            case .return: decides = units.begin(id) < last || isInKeptLoop
            case .break, .continue:
                decides = units.target(ofJump: id).map { heads.contains($0) } ?? false
            // Where a jump leads to may be anywhere.
            case .goto, .label: decides = !kept.isEmpty || !heads.isEmpty
            // All cases stay: which of them is entered depends on the others.
            case .case, .default: decides = heads.contains(units.switchAround(id))
            default: decides = false
            }
            if decides {
                keep(id)
                isChanged = true
            }
        }
        return isChanged
    }

    /// Takes in what kept statements read.
    private mutating func extend(
        _ written: Set<SymbolID>, _ functions: inout ReplayableFunctions
    ) throws(RecordShape.Obstacle) -> Bool {
        var isChanged = false
        for unit in ordered() where isIn(unit.statement) {
            if units.kind(unit.statement) == .return { continue }
            let access = effects(of: unit, &functions)
            if access.readsBlindly { throw RecordShape.Obstacle("reads through a pointer") }
            mentioned.formUnion(access.reads.union(access.writes).compactMap(\.global))
            for variable in access.reads.union(access.writes) {
                switch variable {
                case .local(let local):
                    if neededLocals.insert(local).inserted { isChanged = true }
                case .global(let symbol):
                    if written.contains(symbol), computed.insert(symbol).inserted {
                        isChanged = true
                    }
                }
            }
            try checkCalls(unit, &functions)
        }
        return isChanged
    }

    private func checkCalls(
        _ unit: HandlerUnits.Unit, _ functions: inout ReplayableFunctions
    ) throws(RecordShape.Obstacle) {
        let function = units.function
        for id in unit.instructions
        where function.instructions[id].opcode == .call && !replays.contains(id) {
            let call = function.calls[CallID(function.instructions[id].extra)]
            guard case .direct(let symbol) = call.callee else { continue }
            if let obstacle = functions.obstacle(toRunAgain: symbol) {
                throw RecordShape.Obstacle(obstacle)
            }
        }
    }

    // MARK: What comes from before the segment

    /// Declarations before the segment whose variables it needs; these must hold nothing from there.
    func earlierDeclarations(_ program: Program) throws(RecordShape.Obstacle) -> [StatementID] {
        var found: Set<StatementID> = []
        for unit in units.units.values where units.begin(unit.statement) < segment.lowerBound {
            for variable in unit.access.writes.sorted() {
                guard case .local(let local) = variable, neededLocals.contains(local) else {
                    continue
                }
                let name = program.strings[units.function.locals[local].name]
                throw RecordShape.Obstacle("needs what an earlier segment left in '\(name)'")
            }
            guard declares(unit) else { continue }
            guard unit.access.callees.isEmpty, unit.access.externals.isEmpty else {
                throw RecordShape.Obstacle("declares several variables together, some by calls")
            }
            found.insert(unit.statement)
        }
        return found.sorted { units.begin($0) < units.begin($1) }
    }

    /// Whether a unit declares a local variable that is needed.
    private func declares(_ unit: HandlerUnits.Unit) -> Bool {
        unit.instructions.contains { id in
            let step = units.function.instructions[id]
            guard step.opcode == .storageLive, let place = step.place.id,
                case .local(let local) = units.function.places[place].root
            else { return false }
            return neededLocals.contains(local)
        }
    }
}

extension ReplayableFunctions {
    func scan(_ function: Function) -> AccessScan {
        AccessScan(program: program, function: function)
    }

    func name(_ symbol: SymbolID) -> String {
        program.strings[program.symbols[symbol].qualifiedName]
    }

    /// Whether a call of a function may write behind its pointer arguments.
    func mayWrite(_ symbol: SymbolID) -> Bool {
        if program.body(of: symbol) == nil { return mayWriteBehindPointers(symbol) }
        return true
    }
}

extension AccessScan {
    func isPointer(_ operand: Operand) -> Bool {
        guard let value = operand.value else { return false }
        return program.types.isPointerLike(function.instructions[value].type)
    }
}
