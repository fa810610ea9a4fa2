import MidasBase

public enum TypeTag {}
public enum RecordTag {}
public enum SymbolTag {}
public enum FileTag {}
public enum FunctionTag {}
public enum BlockTag {}
public enum InstructionTag {}
public enum PlaceTag {}
public enum LocalTag {}
public enum CallTag {}
public enum ConstantTag {}
public enum RangeTag {}
public enum StatementTag {}
public enum AssemblyTag {}

/// A type in a `TypeTable`.
public typealias TypeID = ID<TypeTag>
/// A struct, class or union in a `TypeTable`.
public typealias RecordID = ID<RecordTag>
/// A function or a variable with static storage in a `SymbolTable`.
public typealias SymbolID = ID<SymbolTag>
/// A source file.
public typealias FileID = ID<FileTag>
/// A lowered body in a `Unit`.
public typealias FunctionID = ID<FunctionTag>
/// A basic block of one function.
public typealias BlockID = ID<BlockTag>
/// An instruction of one function, and the value that it computes.
public typealias InstructionID = ID<InstructionTag>
/// A place of one function.
public typealias PlaceID = ID<PlaceTag>
/// A parameter, a local variable or a temporary of one function.
public typealias LocalID = ID<LocalTag>
/// The call that a `call` instruction makes.
public typealias CallID = ID<CallTag>
/// A constant of one function.
public typealias ConstantID = ID<ConstantTag>
/// A source range of one function.
public typealias RangeID = ID<RangeTag>
/// A source statement of one function.
public typealias StatementID = ID<StatementTag>
/// An inline assembly block of one function.
public typealias AssemblyID = ID<AssemblyTag>
