import MidasBase
import MidasIR

/// Executes a unit: the reference semantics of the IR.
///
/// Bytes lie as on x86-64 (little-endian, sizes and offsets from the type table). What the program
/// does not define goes to the host. The same unit, host answers and schedule give the same run.
public final class Interpreter {
    /// How a run ended.
    public enum Ending: Hashable, Sendable {
        case exited(Int32)
        case trapped(Trap)
        /// The budget of steps was used up.
        case outOfSteps
    }

    public struct Options: Sendable {
        /// Operations that all threads together may take.
        public var budget = 1_000_000_000
        /// What indeterminate bytes hold.
        public var fill: UInt8 = 0
        /// The number of the first object: addresses of two runs differ by this.
        public var firstObject: UInt32 = 1
        /// How many locals with an address may live at once in the first thread.
        public var localCapacity = 1 << 18

        public init() {}
    }

    /// A read of bytes that nothing has written, of more than one byte at once.
    public struct IndeterminateRead: Hashable, Sendable {
        public var place: String
    }

    let image: Image
    let host: any InterpreterHost
    let options: Options
    var threads: [Thread] = []
    var serial: UInt64 = 0
    /// Operations taken so far.
    public internal(set) var stepCount = 0
    /// The first reads of indeterminate bytes, each place once, at most 100.
    public private(set) var indeterminateReads: [IndeterminateRead] = []
    private var indeterminatePlaces: Set<Int> = []
    private(set) var current: Thread?
    var exceptions: [UInt64: ThrownObject] = [:]
    var guards: [UInt64: Bool] = [:]
    let virtualTables: VirtualTables

    public init(_ unit: Unit, host: any InterpreterHost, options: Options = Options()) {
        image = Image(
            unit, host: host, fill: options.fill, firstObject: options.firstObject)
        virtualTables = VirtualTables(image)
        self.host = host
        self.options = options
    }

    public var unit: Unit { image.unit }

    // MARK: Running

    /// Runs the program from its `main`: initialisers, then `main` with `arguments` (the program's
    /// name first), threads as the schedule has them.
    public func run(
        arguments: [String] = ["program"], schedule: some Schedule = RoundRobin()
    ) -> Ending {
        do {
            let main = try makeThread()
            if let code = try initialize(main) { return .exited(code) }
            return try runMain(main, arguments, schedule)
        } catch let trap as Trap {
            return .trapped(located(trap))
        } catch let end as ProgramEnd {
            return .exited(end.code)
        } catch {
            return .trapped(Trap(.unsupported("\(error)")))
        }
    }

    private func runMain(
        _ main: Thread, _ arguments: [String], _ schedule: some Schedule
    ) throws -> Ending {
        let symbol = unit.symbols.ids.first {
            unit.symbols[$0].kind == .function && image.name($0) == "main"
                && !unit.symbols[$0].body.isNone
        }
        guard let symbol, let code = image.code(of: symbol) else {
            throw Trap(.unknownFunction("main"))
        }
        try pushRoot(main, code, [UInt64(arguments.count), try argumentVector(arguments)])
        return try runThreads(schedule)
    }

    private func argumentVector(_ arguments: [String]) throws -> UInt64 {
        let size = UInt64(arguments.count + 1) * 8
        guard let vector = image.memory.allocate(size, zeroed: true) else {
            throw Trap(.outOfMemory)
        }
        for (index, argument) in arguments.enumerated() {
            let bytes = Array(argument.utf8) + [0]
            let address = try allocate(UInt64(bytes.count))
            try write(bytes, at: address)
            _ = image.memory.store(vector + UInt64(index) * 8, address, 8)
        }
        return vector
    }

    private func runThreads(_ schedule: some Schedule) throws -> Ending {
        var schedule = schedule
        while stepCount < options.budget {
            var ready = threads.filter { $0.state == .ready }.map(\.id)
            if ready.isEmpty {
                // A round in which every waiting thread asks again and none goes on is the end.
                guard try retryWaiting() else { throw Trap(.deadlock) }
                ready = threads.filter { $0.state == .ready }.map(\.id)
            }
            let (id, steps) =
                threads.count == 1
                ? (0, options.budget - stepCount) : schedule.next(among: ready)
            let thread = threads[id]
            current = thread
            let stop = try step(thread, steps: min(steps, options.budget - stepCount))
            switch stop {
            case .returned where id == 0:
                return .exited(Int32(truncatingIfNeeded: thread.rootResult.low))
            case .returned:
                finish(thread, thread.rootResult.low)
            case .ended:
                if id == 0, !threads.contains(where: { $0.state != .finished }) {
                    return .exited(0)
                }
            case .exit(let code): return .exited(code)
            case .waiting, .outOfSteps: break
            }
            if stop != .waiting { wakeAll() }
        }
        return .outOfSteps
    }

    /// Makes every waiting thread ask again; true where one of them went on.
    private func retryWaiting() throws -> Bool {
        var moved = false
        for thread in threads where thread.state == .waiting {
            thread.state = .ready
            current = thread
            let before = stepCount
            let stop = try step(thread, steps: 1)
            if stop != .waiting || stepCount - before > 1 { moved = true }
            if stop == .returned { finish(thread, thread.rootResult.low) }
            if case .exit(let code) = stop { throw ProgramEnd(code: code) }
        }
        return moved
    }

    private func wakeAll() {
        for thread in threads where thread.state == .waiting { thread.state = .ready }
    }

    func finish(_ thread: Thread, _ result: UInt64) {
        thread.result = result
        thread.state = .finished
    }

    func makeThread() throws -> Thread {
        let capacity = threads.isEmpty ? options.localCapacity : min(options.localCapacity, 1 << 14)
        guard
            let thread = Thread(
                id: threads.count, memory: image.memory, objectCapacity: capacity)
        else { throw Trap(.outOfMemory) }
        threads.append(thread)
        return thread
    }

    /// Calls a function of the program and comes back with its result: for callbacks of the host.
    /// The thread does not give way meanwhile.
    public func call(_ function: UInt64, _ arguments: [UInt64]) throws -> Scalar {
        guard let symbol = image.symbol(at: function) else {
            throw Trap(.invalidAddress(function))
        }
        let thread = try current ?? makeThread()
        guard let code = image.code(of: image.definition(of: symbol)) else {
            let result = try host.call(
                ExternalCall(
                    function: image.name(symbol), arguments: arguments.map { Scalar($0) },
                    types: arguments.map { _ in image.anyPointer },
                    resultType: image.anyPointer, resultAddress: 0, thread: thread.id), in: self)
            if case .value(let value) = result { return value }
            return Scalar(0)
        }
        return try runNested(thread, code, arguments)
    }

    func runNested(
        _ thread: Thread, _ code: UnsafeMutablePointer<FunctionCode>, _ arguments: [UInt64]
    ) throws -> Scalar {
        try pushRoot(thread, code, arguments)
        while true {
            guard stepCount < options.budget else {
                throw Trap(.unsupported("budget in a callback"))
            }
            switch try step(thread, steps: options.budget - stepCount) {
            case .returned: return thread.rootResult
            case .exit(let code): throw ProgramEnd(code: code)
            case .waiting: throw Trap(.unsupported("a callback that waits"))
            case .ended: throw Trap(.unsupported("a callback that ends its thread"))
            case .outOfSteps: break
            }
        }
    }

    /// Thrown where the program ends in the middle of a nested run.
    struct ProgramEnd: Error { var code: Int32 }

    /// Starts a thread; its number.
    public func startThread(_ function: UInt64, _ argument: UInt64) throws -> Int {
        guard let symbol = image.symbol(at: function),
            let code = image.code(of: image.definition(of: symbol))
        else { throw Trap(.invalidAddress(function)) }
        let thread = try makeThread()
        try pushRoot(thread, code, [argument])
        return thread.id
    }

    /// What a thread returned, if it has ended.
    public func result(ofThread id: Int) -> UInt64? {
        guard threads.indices.contains(id), threads[id].state == .finished else { return nil }
        return threads[id].result
    }

    // MARK: Initialisers

    /// Runs the initialisers of variables, those that only store constants first, then functions
    /// that run before `main`. The exit code where one of them ends the program.
    private func initialize(_ thread: Thread) throws -> Int32? {
        current = thread
        let variables = unit.symbols.ids.filter {
            !unit.symbols[$0].initializer.isNone
                && !unit.symbols[$0].flags.contains(.isThreadLocal)
        }
        let isConstant = { (id: SymbolID) in self.isConstantInitializer(id) }
        let order =
            variables.filter(isConstant)
            + variables.filter { !isConstant($0) }.sorted {
                unit.symbols[$0].initializer.raw < unit.symbols[$1].initializer.raw
            }
        for symbol in order {
            guard let body = unit.symbols[symbol].initializer.id else { continue }
            _ = try runNested(thread, image.codes + body.index, [])
        }
        for symbol in unit.symbols.ids where unit.symbols[symbol].flags.contains(.runsAtStart) {
            guard let code = image.code(of: symbol) else { continue }
            _ = try runNested(thread, code, [])
        }
        return nil
    }

    private func isConstantInitializer(_ id: SymbolID) -> Bool {
        guard let body = unit.symbols[id].initializer.id else { return true }
        return !unit.functions[body].instructions.elements.contains {
            $0.opcode == .load || $0.opcode == .call || $0.opcode == .setDynamicType
        }
    }

    // MARK: Memory, for hosts

    public func allocate(_ size: UInt64, zeroed: Bool = false) throws -> UInt64 {
        guard let address = image.memory.allocate(size, zeroed: zeroed) else {
            throw Trap(.outOfMemory)
        }
        return address
    }

    /// Nil where there is no room.
    public func tryAllocate(_ size: UInt64, zeroed: Bool = false) -> UInt64? {
        image.memory.allocate(size, zeroed: zeroed)
    }

    public func free(_ address: UInt64) throws {
        guard image.memory.free(address) else { throw Trap(.invalidAddress(address)) }
    }

    /// The size of the object that the address points into.
    public func objectSize(_ address: UInt64) -> UInt64 { image.memory.size(of: address) }

    public func read(_ address: UInt64, _ count: Int) throws -> [UInt8] {
        guard count > 0 else { return [] }
        guard let (bytes, _) = image.memory.readable(address, count) else {
            throw Trap(.invalidAddress(address))
        }
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    public func write(_ bytes: [UInt8], at address: UInt64) throws {
        guard bytes.withUnsafeBytes({ image.memory.write(address, $0) }) else {
            throw Trap(.invalidAddress(address))
        }
    }

    public func copy(to target: UInt64, from source: UInt64, _ count: Int) throws {
        guard image.memory.copy(to: target, from: source, count) else {
            throw Trap(.invalidAddress(image.memory.size(of: target) == 0 ? target : source))
        }
    }

    public func set(_ address: UInt64, _ value: UInt8, _ count: Int) throws {
        guard image.memory.set(address, value, count) else {
            throw Trap(.invalidAddress(address))
        }
    }

    /// A little-endian number of at most 8 bytes.
    public func load(_ address: UInt64, _ size: Int = 8) throws -> UInt64 {
        guard let value = image.memory.load(address, size) else {
            throw Trap(.invalidAddress(address))
        }
        return value
    }

    public func store(_ value: UInt64, at address: UInt64, _ size: Int = 8) throws {
        guard image.memory.store(address, value, size) else {
            throw Trap(.invalidAddress(address))
        }
    }

    /// The bytes up to the first zero, at most `limit`.
    public func string(_ address: UInt64, limit: Int = .max) throws -> [UInt8] {
        var text: [UInt8] = []
        var place = address
        while text.count < limit {
            let byte = UInt8(truncatingIfNeeded: try load(place, 1))
            if byte == 0 { break }
            text.append(byte)
            place += 1
        }
        return text
    }

    // MARK: Places

    /// The trap with the function and line that the current thread is at.
    private func located(_ trap: Trap) -> Trap {
        var trap = trap
        if trap.place.isEmpty, let thread = current, thread.depth > 0 {
            trap.place = place(of: thread.frames[thread.depth - 1], behind: nil)
        }
        return trap
    }

    private func place(
        of frame: Frame, behind next: UnsafeMutablePointer<Operation>?
    ) -> String {
        let name = image.name(unit.functions[frame.code.pointee.function].symbol)
        let position = position(of: frame, behind: next)
        guard !position.isNone else { return name }
        return "\(name), \(unit.strings[unit.files[position.file].path]):\(position.line)"
    }

    func position(
        of frame: Frame, behind next: UnsafeMutablePointer<Operation>?
    ) -> SourcePosition {
        let id = frame.code.pointee.function
        let index = (next ?? frame.next) - frame.code.pointee.operations - 1
        let origins = image.details[id.index].origins
        guard origins.indices.contains(index) else { return .none }
        return unit.functions[id].ranges[origins[index]].begin
    }

    /// Notes a read of indeterminate bytes; single bytes may be copied.
    @inline(never)
    func noteIndeterminate(
        _ thread: Thread, _ next: UnsafeMutablePointer<Operation>, _ kind: Kind
    ) {
        guard kind.size > 1, indeterminateReads.count < 100,
            indeterminatePlaces.insert(Int(bitPattern: next)).inserted
        else { return }
        let frame = thread.frames[thread.depth - 1]
        indeterminateReads.append(IndeterminateRead(place: place(of: frame, behind: next)))
    }
}
