/// What is known of a type outside the tree.
public struct TypeModel: Hashable, Sendable {
    public enum Role: UInt8, Word {
        case plain
        case container, iterator, view, text, stream
        case uniquePointer, sharedPointer, weakPointer
        /// Holds any callable (`std::function`).
        case callable
        /// Holds at most one value of several types (`optional`, `variant`, `any`, `pair`, `tuple`).
        case wrapper
        case mutex
        /// Locks in its constructor, unlocks in its destructor.
        case guardObject
        case condition, barrier, semaphore, onceFlag
        /// Joins nothing in its destructor, or joins (`joinsOnDestruction`).
        case thread
        case future, promise
        case atomic
        case randomDevice, randomEngine, distribution
        case clock
        case allocator, locale, file
        /// Argument of a guard's constructor: the lock is only tried (`std::try_to_lock_t`).
        case tryTag
    }

    /// In which order iteration visits the elements.
    public enum Iteration: UInt8, Word {
        case none
        /// By position, as the program put them.
        case position
        /// By the comparison of the keys.
        case sorted
        /// By hash: differs as `orderingHash`, or as the hash function's own causes do.
        case hash
    }

    public var role: Role
    public var iteration: Iteration
    /// Which template argument is the key of an associative container.
    public var key: UInt8?
    /// Which template argument is the element (mapped) type.
    public var element: UInt8?
    /// The destructor joins (`std::jthread`, futures of `std::async`).
    public var joinsOnDestruction: Bool
    /// What differs about iteration, and when.
    public var outputs: [NondeterministicOutput]

    public init(
        _ role: Role, iteration: Iteration = .none, key: UInt8? = nil, element: UInt8? = nil,
        joinsOnDestruction: Bool = false, outputs: [NondeterministicOutput] = []
    ) {
        self.role = role
        self.iteration = iteration
        self.key = key
        self.element = element
        self.joinsOnDestruction = joinsOnDestruction
        self.outputs = outputs
    }
}
