import MidasBase
import MidasIR

public enum ObjectTag {}
/// A piece of memory that a program allocates as one.
public typealias ObjectID = ID<ObjectTag>
public enum CellTag {}
/// A part of an object that the analysis tells apart: a declared field, a scalar, all elements of an
/// array together, a union as a whole.
public typealias CellID = ID<CellTag>

/// An abstract object.
public struct MemoryObject: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case global(SymbolID)
        case local(InstanceID, LocalID)
        /// What an allocating call gives.
        case heap(CallSite)
        case literal(StringID)
        case function(SymbolID)
        /// The aggregate that an instance returns.
        case result(InstanceID)
        /// Arguments beyond the last parameter of a variadic instance.
        case variadic(InstanceID)
        /// All objects of a type that code outside the tree owns and hands in: what parameters of
        /// entry functions point to, what undefined variables hold.
        case outside(TypeID)
        /// What the container in a cell holds: one element stands for all.
        case elements(CellID)
        /// Memory that a function outside the tree keeps and gives pointers into.
        case external(SymbolID)
        /// Hidden state of a library, by its number in the dictionary; `UInt16.max` is what the
        /// system keeps for descriptors.
        case hidden(UInt16)
        case unknown
    }

    public var kind: Kind
    /// Of memory that is allocated and used as bytes, the type of one.
    public var type: TypeID?
    /// Its cells are consecutive: `firstCell ..< firstCell + cellCount`.
    public var firstCell: CellID
    public var cellCount: UInt32
    /// Stands for exactly one object of a run at a time, so that a store overwrites.
    public var isSingle: Bool

    public init(
        kind: Kind, type: TypeID?, firstCell: CellID, cellCount: UInt32, isSingle: Bool
    ) {
        self.kind = kind
        self.type = type
        self.firstCell = firstCell
        self.cellCount = cellCount
        self.isSingle = isSingle
    }
}

/// A cell. The cells of an object are the leaves of its type in order of declaration: fields of
/// fields, one element for a whole array, one cell for a union. A pointer to a struct and a pointer
/// to its first field are the same cell; an access of type `T` covers as many cells from there as
/// `T` has leaves.
public struct Cell: Hashable, Sendable {
    public var object: ObjectID
    public var type: TypeID
    /// The innermost declared field, where the cell lies in a record.
    public var record: OptionalID<RecordTag>
    public var field: UInt32
    /// Lies in an array: a store to one element does not overwrite the others.
    public var isElement: Bool

    public init(
        object: ObjectID, type: TypeID, record: OptionalID<RecordTag>, field: UInt32,
        isElement: Bool
    ) {
        self.object = object
        self.type = type
        self.record = record
        self.field = field
        self.isElement = isElement
    }
}

public enum CellSetTag {}
/// A sorted set of cells, kept once.
public typealias CellSetID = ID<CellSetTag>

/// Sets of cells, each kept once, so that equal sets have one id.
public struct CellSets: Sendable {
    public private(set) var members: [CellID] = []
    public private(set) var slices: Arena<CellSetTag, Slice32> = Arena()
    private var known: [UInt64: [CellSetID]] = [:]

    public init() { _ = intern([]) }

    public static var empty: CellSetID { CellSetID(UInt32(0)) }

    /// `cells` are sorted and without doubles.
    public mutating func intern(_ cells: [CellID]) -> CellSetID {
        var hash = StableHash()
        for cell in cells { hash.combine(cell.raw) }
        let key = hash.finish()
        for id in known[key, default: []] where self[id].elementsEqual(cells) { return id }
        let slice = Slice32(start: UInt32(members.count), count: UInt32(cells.count))
        members.append(contentsOf: cells)
        let id = slices.append(slice)
        known[key, default: []].append(id)
        return id
    }

    public subscript(id: CellSetID) -> ArraySlice<CellID> { members[slices[id].range] }
}

/// Where pointers point and what places denote, for every instance.
public struct PointsToFacts: Sendable {
    public var objects: Arena<ObjectTag, MemoryObject> = Arena()
    public var cells: Arena<CellTag, Cell> = Arena()
    public var sets = CellSets()
    /// For every instance, by `PlaceID`: the cells that an access to the place touches, all leaves of
    /// its type included.
    public var placeCells: Arena<InstanceTag, [CellSetID]> = Arena()
    /// For every instance, by `InstructionID`: the cells that the value may point to (the first
    /// cell of what is pointed to), empty for what is no pointer.
    public var valueTargets: Arena<InstanceTag, [CellSetID]> = Arena()
    /// What the pointer in a cell may point to.
    public var cellTargets: Arena<CellTag, CellSetID> = Arena()
    /// What the scalar that an instance returns may point to.
    public var results: Arena<InstanceTag, CellSetID> = Arena()
    /// For every instance, by `LocalID`.
    public var localObjects: Arena<InstanceTag, [ObjectID]> = Arena()
    /// Objects of variables, and of functions whose address is taken.
    public var objectOfSymbol: [SymbolID: ObjectID] = [:]
    public var callGraph = CallGraph()
    /// By the cell of a container: what it holds.
    var elements: [CellID: ObjectID] = [:]
    var containers = ContainerTypes()
    /// What the outside calls: `main`, and the functions of a library that nothing in it calls.
    public var entered: [InstanceID] = []
    /// Limits that were hit, each with what it made coarser.
    public var caps: [String] = []
    /// Which callers share an instance for lack of room.
    public var sharing: [String] = []
    public var sizes = SolverSizes()

    public init() {}

    /// The object that a container lies in, outermost; other objects themselves.
    func holder(of object: ObjectID) -> ObjectID {
        var object = object
        while case .elements(let cell) = objects[object].kind { object = cells[cell].object }
        return object
    }

    /// Cells with those of what the containers among them hold, each behind the others.
    func withElements(_ cells: [CellID]) -> [CellID] {
        guard !elements.isEmpty else { return cells }
        var all = cells
        var seen: Set<ObjectID> = []
        var next = 0
        while next < all.count {
            if let object = elements[all[next]], seen.insert(object).inserted {
                let known = objects[object]
                all += (known.firstCell.raw..<known.firstCell.raw + known.cellCount).map {
                    CellID($0)
                }
            }
            next += 1
        }
        return all
    }
}
