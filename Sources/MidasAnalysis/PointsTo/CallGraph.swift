import MidasBase
import MidasIR

public enum InstanceTag {}
/// A function as it is analysed: for one context, where it is cloned by caller, else for all.
public typealias InstanceID = ID<InstanceTag>

public struct FunctionInstance: Hashable, Sendable {
    public var function: FunctionID
    /// The call that this clone is for, or the first of several with one receiver; `.none` for the
    /// instance that all other calls share.
    public var caller: OptionalID<InstanceTag>
    public var callSite: OptionalID<InstructionTag>

    public init(
        function: FunctionID, caller: OptionalID<InstanceTag> = .none,
        callSite: OptionalID<InstructionTag> = .none
    ) {
        self.function = function
        self.caller = caller
        self.callSite = callSite
    }
}

/// A call instruction of an instance.
public struct CallSite: Hashable, Sendable {
    public var instance: InstanceID
    public var instruction: InstructionID

    public init(instance: InstanceID, instruction: InstructionID) {
        self.instance = instance
        self.instruction = instruction
    }
}

/// Who is called.
public enum CallTarget: Hashable, Sendable {
    case instance(InstanceID)
    /// A function without a body in the program: the dictionary knows it, or nobody does.
    case external(SymbolID)
}

/// Who calls whom, after points-to. Calls that an external function makes back into the tree
/// (`qsort`'s comparison, a thread's start) are edges of their own kind.
public struct CallGraph: Sendable {
    public var instances: Arena<InstanceTag, FunctionInstance> = Arena()
    /// Targets of every call instruction, sorted; instances before externals.
    public var targets: [CallSite: [CallTarget]] = [:]
    /// Functions of the tree that the external callee of a call runs: at once, later, on a thread.
    public var callbacks: [CallSite: [Callback]] = [:]
    /// Indirect calls that nothing resolves.
    public var unresolved: [CallSite] = []

    public init() {}

    public struct Callback: Hashable, Sendable {
        public var target: InstanceID
        /// Which callback of the function's model it is (`FunctionModel.callbacks`), or
        /// `unknownModel`: a function without a model was given it.
        public var model: UInt16
        public static let unknownModel = UInt16.max

        public init(target: InstanceID, model: UInt16) {
            self.target = target
            self.model = model
        }
    }
}
