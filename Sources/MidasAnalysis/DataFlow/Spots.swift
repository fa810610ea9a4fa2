import MidasBase

/// One of the lists of cells that calls access.
struct SpotID: Hashable {
    var index: Int
}

/// Lists of cells that calls access, each kept once with the nodes that all accesses to it share.
struct Spots {
    private(set) var cells: [[CellID]] = []
    /// By list: the node that loads come from and stores go to, as `FlowBuilder` numbers them.
    var loads: [UInt32] = []
    var stores: [UInt32] = []
    private var known: [[CellID]: Int] = [:]

    mutating func intern(_ list: [CellID]) -> SpotID {
        if let index = known[list] { return SpotID(index: index) }
        known[list] = cells.count
        cells.append(list)
        loads.append(.max)
        stores.append(.max)
        return SpotID(index: cells.count - 1)
    }
}
