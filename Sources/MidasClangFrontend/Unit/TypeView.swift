import MidasBase
import MidasIR

/// The type table of the unit in the making, asked one question at a time: nothing is held while
/// the table grows.
struct TypeView {
    private let lowering: UnitLowering

    init(_ lowering: UnitLowering) { self.lowering = lowering }

    subscript(id: TypeID) -> TypeNode { lowering.unit.types[id] }

    func size(_ id: TypeID) -> UInt64 { lowering.unit.types.size(id) }
    func element(_ id: TypeID) -> TypeID? { lowering.unit.types.element(id) }
    func record(_ id: TypeID) -> RecordID? { lowering.unit.types.record(id) }
    func isAggregate(_ id: TypeID) -> Bool { lowering.unit.types.isAggregate(id) }
    func isPointerLike(_ id: TypeID) -> Bool { lowering.unit.types.isPointerLike(id) }
    func isFunction(_ id: TypeID) -> Bool { lowering.unit.types.isFunction(id) }
    func integer(_ id: TypeID) -> (bits: Int, signed: Bool)? { lowering.unit.types.integer(id) }

    var records: Arena<RecordTag, Record> { lowering.unit.types.records }
    var functionTypes: Arena<FunctionTypeTag, FunctionType> { lowering.unit.types.functionTypes }
}
