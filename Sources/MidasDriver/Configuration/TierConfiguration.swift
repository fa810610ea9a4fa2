import MidasFindings

extension Configuration {
    /// A tier: one server program of several that call each other.
    public struct Tier: Equatable, Sendable {
        /// A name with its place in the configuration.
        public struct Name: Equatable, Sendable {
            public var text: String
            public var location: Location

            public init(_ text: String, _ location: Location) {
                self.text = text
                self.location = location
            }
        }

        /// How its handlers call another tier.
        public struct Call: Equatable, Sendable {
            /// The function that sends, and gives back the answer unless `receive` does.
            public var send: Name
            public var receive: Name?
            public var tier: Name
            public var handler: Name?
            /// Which arguments of `send` are the message; nil for all.
            public var arguments: [Int]?
        }

        public var name: Name
        /// Patterns over paths relative to the root; none for the whole tree.
        public var sources: [Glob] = []
        public var handlers: [Name] = []
        public var calls: [Call] = []
        public var replies: [Name] = []
    }
}
