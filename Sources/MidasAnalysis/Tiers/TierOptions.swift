/// What the configuration says of one tier, as far as it concerns one program.
public struct TierOptions: Sendable, Hashable {
    /// How a handler calls another tier.
    public struct NestedCall: Sendable, Hashable {
        /// The function that sends the message, and gives back the answer unless `receive` does.
        public var send: String
        /// The function that waits for the answer.
        public var receive: String?
        /// The tier that is called.
        public var tier: String
        /// Its handler.
        public var handler: String?
        /// Which arguments of `send` are the message, from 0; nil for all.
        public var arguments: [Int]?

        public init(
            send: String, receive: String? = nil, tier: String, handler: String? = nil,
            arguments: [Int]? = nil
        ) {
            self.send = send
            self.receive = receive
            self.tier = tier
            self.handler = handler
            self.arguments = arguments
        }
    }

    public var name: String
    /// Files that belong to it, as the program names them.
    public var files: Set<String>
    /// Functions that run its requests.
    public var handlers: [String]
    public var calls: [NestedCall]
    /// Functions whose arguments are the reply; with none it is what a handler returns, leaves behind
    /// its pointer parameters and writes out.
    public var replies: [String]

    public init(
        name: String, files: Set<String>, handlers: [String], calls: [NestedCall] = [],
        replies: [String] = []
    ) {
        self.name = name
        self.files = files
        self.handlers = handlers
        self.calls = calls
        self.replies = replies
    }
}
