/// Mistakes that an analysis may be told to make, so that tests can show that they would be noticed.
/// Each takes one step of the reasoning away; none is on unless a test asks for it.
package struct AnalysisFaults: OptionSet, Hashable, Sendable {
    package var rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A store through a pointer to one of several variables overwrites each of them.
    package static let strongStores = Self(rawValue: 1 << 0)
    /// A store to one element of an array overwrites all.
    package static let wholeElements = Self(rawValue: 1 << 1)
    /// A store through a pointer reaches the first of its targets only.
    package static let missingAlias = Self(rawValue: 1 << 2)
    /// What the last of the paths that meet brings is forgotten.
    package static let narrowJoins = Self(rawValue: 1 << 3)
    /// Branches decide nothing.
    package static let missingControl = Self(rawValue: 1 << 4)
    /// What a callee writes to its callers' locals is lost.
    package static let missingOutParameters = Self(rawValue: 1 << 5)
    /// Of the targets of a call only the first is called.
    package static let missingTargets = Self(rawValue: 1 << 6)
    /// A request finds nothing of what the requests before it left.
    package static let missingCarryOver = Self(rawValue: 1 << 7)
    /// The copy of an aggregate copies the first cell.
    package static let shortCopies = Self(rawValue: 1 << 8)
    /// What a function of the tree returns is lost.
    package static let missingResults = Self(rawValue: 1 << 9)

    /// Every fault, with its name.
    package static let all: [(name: String, fault: AnalysisFaults)] = [
        ("strongStores", .strongStores), ("wholeElements", .wholeElements),
        ("missingAlias", .missingAlias), ("narrowJoins", .narrowJoins),
        ("missingControl", .missingControl), ("missingOutParameters", .missingOutParameters),
        ("missingTargets", .missingTargets), ("missingCarryOver", .missingCarryOver),
        ("shortCopies", .shortCopies), ("missingResults", .missingResults),
    ]
}
