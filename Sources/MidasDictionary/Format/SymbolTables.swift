/// The names that entries use and the compact form numbers: hidden states, fields, constants.
struct SymbolTables: Sendable {
    private(set) var states: [HiddenState] = []
    private(set) var fields: [String] = []
    /// Symbolic constants of conditions (`O_CREAT`) with their values on the platform.
    private(set) var constants: [String: Int64] = [:]
    private var stateIDs: [String: HiddenStateID] = [:]
    private var fieldIDs: [String: FieldID] = [:]

    init() {}

    /// Adds a state; the first declaration of a name stays.
    @discardableResult
    mutating func declare(_ state: HiddenState) -> Bool {
        guard stateIDs[state.name] == nil, states.count < Int(UInt16.max) else { return false }
        stateIDs[state.name] = HiddenStateID(UInt16(states.count))
        states.append(state)
        return true
    }

    /// The file that declares each constant, where it was read from one.
    private(set) var constantFiles: [String: String] = [:]

    mutating func declare(constant name: String, _ value: Int64, file: String = "") {
        constants[name] = value
        constantFiles[name] = file
    }

    func state(_ name: String) throws(SyntaxProblem) -> HiddenStateID {
        guard let id = stateIDs[name] else {
            throw .unknown("hidden state", name, among: states.map(\.name).sorted())
        }
        return id
    }

    mutating func field(_ name: String) -> FieldID {
        if let id = fieldIDs[name] { return id }
        let id = FieldID(UInt16(truncatingIfNeeded: fields.count))
        fields.append(name)
        fieldIDs[name] = id
        return id
    }
}
