import MidasAnalysis
import MidasBase
import MidasIR

/// The statements of a handler as units that are kept or left out as a whole, each with what it reads
/// and writes.
struct HandlerUnits {
    struct Unit {
        var statement: StatementID
        var access = VariableAccess()
        var instructions: [InstructionID] = []
    }

    let function: Function
    /// By statement that instructions belong to; operands of `&&` and arms of `?:` belong to the
    /// statement around them.
    private(set) var units: [StatementID: Unit] = [:]
    private(set) var children: [StatementID: [StatementID]] = [:]
    /// The compound statement that is the body.
    let body: StatementID

    /// - Throws: what of the function's form is not run again.
    init(_ function: Function, _ program: Program) throws(RecordShape.Obstacle) {
        self.function = function
        var body: StatementID?
        for id in function.statements.ids {
            let statement = function.statements[id]
            if id.raw > 0 { children[statement.parent, default: []].append(id) }
            if statement.kind == .compound, statement.parent.raw == 0, body == nil { body = id }
            try Self.check(statement, function)
        }
        guard let body else { throw RecordShape.Obstacle("has no body that was understood") }
        self.body = body
        guard function.holes.isEmpty else {
            throw RecordShape.Obstacle("holds code that was not understood")
        }
        let scan = AccessScan(program: program, function: function)
        for id in function.instructions.ids {
            let owner = Self.owner(of: function.instructions[id].statement, function)
            var unit = units[owner] ?? Unit(statement: owner)
            unit.access.formUnion(scan.access(of: id))
            unit.instructions.append(id)
            units[owner] = unit
        }
        for key in children.keys {
            children[key]?.sort {
                function.ranges[function.statements[$0].range].begin.offset
                    < function.ranges[function.statements[$1].range].begin.offset
            }
        }
    }

    private static func check(
        _ statement: Statement, _ function: Function
    ) throws(RecordShape.Obstacle) {
        switch statement.kind {
        case .indirectGoto, .assembly, .try, .catch, .rangeFor:
            throw RecordShape.Obstacle("holds a statement of a kind that slices do not have")
        default: break
        }
        let range = function.ranges[statement.range]
        if range.isFromMacroBody, statement.kind != .body {
            throw RecordShape.Obstacle("holds statements out of a macro")
        }
    }

    static func owner(of statement: StatementID, _ function: Function) -> StatementID {
        var statement = statement
        while function.statements[statement].kind == .conditionalOperand {
            statement = function.statements[statement].parent
        }
        return statement
    }

    /// From the body's beginning to its end.
    var whole: Range<Int> { begin(body)..<end(body) }

    var hasLabels: Bool { function.statements.elements.contains { $0.kind == .label } }

    func kind(_ statement: StatementID) -> Statement.Kind { function.statements[statement].kind }

    func parent(_ statement: StatementID) -> StatementID { function.statements[statement].parent }

    func begin(_ statement: StatementID) -> Int {
        Int(function.ranges[function.statements[statement].range].begin.offset)
    }

    func end(_ statement: StatementID) -> Int {
        Int(function.ranges[function.statements[statement].range].end.offset)
    }

    /// The statements that are run under the control of one: the arms of an `if`, the body of a loop,
    /// the members of a compound statement.
    func controlled(_ statement: StatementID) -> [StatementID] {
        let all = (children[statement] ?? []).filter { kind($0) != .conditionalOperand }
        switch kind(statement) {
        case .for, .while, .switch: return all.last.map { [$0] } ?? []
        case .do: return all.first.map { [$0] } ?? []
        case .if, .compound, .body, .case, .default, .label: return all
        default: return []
        }
    }

    /// The statements in the head of a `for`.
    func head(_ statement: StatementID) -> [StatementID] {
        guard kind(statement) == .for else { return [] }
        return (children[statement] ?? []).filter { kind($0) != .conditionalOperand }.dropLast()
    }

    /// The statement of the body's top level that holds one.
    func top(of statement: StatementID) -> StatementID {
        var statement = statement
        while parent(statement) != body && statement.raw > 0 { statement = parent(statement) }
        return statement
    }

    /// The loop or `switch` that a `break` leaves, the loop that a `continue` goes on with.
    func target(ofJump statement: StatementID) -> StatementID? {
        let kinds: Set<Statement.Kind> =
            kind(statement) == .break ? [.for, .while, .do, .switch] : [.for, .while, .do]
        var current = parent(statement)
        while current.raw > 0 {
            if kinds.contains(kind(current)) { return current }
            current = parent(current)
        }
        return nil
    }

    /// The `switch` that a case belongs to; the body where it has none.
    func switchAround(_ statement: StatementID) -> StatementID {
        var current = parent(statement)
        while current.raw > 0, kind(current) != .switch { current = parent(current) }
        return current.raw > 0 ? current : body
    }

    /// Statements that a jump may lead to are there whenever what is around them is.
    func isTarget(_ statement: StatementID) -> Bool {
        [.case, .default, .label].contains(kind(statement))
    }

    /// The loops around a statement.
    func loops(around statement: StatementID) -> [StatementID] {
        var found: [StatementID] = []
        var current = parent(statement)
        while current != body && current.raw > 0 {
            if [.for, .while, .do].contains(kind(current)) { found.append(current) }
            current = parent(current)
        }
        return found
    }
}
