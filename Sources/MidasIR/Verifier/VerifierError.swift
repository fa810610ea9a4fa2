import MidasBase

/// An invariant of the form that a unit breaks, and where.
public struct VerifierError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The qualified name of the function; empty for what belongs to the unit.
    public var function: String
    public var block: BlockID?
    public var instruction: InstructionID?
    public var message: String

    public init(
        function: String = "", block: BlockID? = nil, instruction: InstructionID? = nil,
        message: String
    ) {
        self.function = function
        self.block = block
        self.instruction = instruction
        self.message = message
    }

    /// `function 'main', block b2, instruction v7: …`.
    public var description: String {
        var places: [String] = []
        if !function.isEmpty { places.append("function '\(function)'") }
        if let block { places.append("block b\(block.raw)") }
        if let instruction { places.append("instruction v\(instruction.raw)") }
        return (places.isEmpty ? "unit" : places.joined(separator: ", ")) + ": " + message
    }
}
