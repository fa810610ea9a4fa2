import Foundation
import MidasInterpreter

/// The process: its end, its environment, the clock, jumps; and what C++ asks of its runtime.
extension LibraryHost {
    static let process: [String: Answer] = [
        "exit": { host, call, machine in
            try host.runExitHandlers(machine)
            return .exit(Int32(truncatingIfNeeded: call[0]))
        },
        "_exit": { host, call, _ in
            host.exitHandlers = []
            return .exit(Int32(truncatingIfNeeded: call[0]))
        },
        "_Exit": { host, call, _ in
            host.exitHandlers = []
            return .exit(Int32(truncatingIfNeeded: call[0]))
        },
        "abort": { _, _, _ in throw Trap(.aborted) },
        "__assert_fail": { host, call, machine in
            host.errors += try machine.string(call[0]) + [10]
            throw Trap(.aborted)
        },
        "atexit": { host, call, _ in
            host.exitHandlers.append((call[0], nil))
            return .value(0)
        },
        "__cxa_atexit": { host, call, _ in
            host.exitHandlers.append((call[0], call[1]))
            return .value(0)
        },
        "getenv": { host, call, machine in
            let name = String(decoding: try machine.string(call[0]), as: UTF8.self)
            guard let value = host.environment[name] else { return .value(0) }
            let address = try machine.allocate(UInt64(value.utf8.count + 1))
            try machine.write(Array(value.utf8) + [0], at: address)
            return .value(address)
        },
        "time": { host, call, machine in
            if call[0] != 0 { try machine.store(host.now, at: call[0]) }
            return .value(host.now)
        },
        "clock": { _, _, machine in .value(machine.stepCount) },
        "getpid": { _, _, _ in .value(4242) },
        "clock_gettime": { host, call, machine in
            try machine.store(host.now, at: call[1])
            try machine.store(0, at: call[1] + 8)
            return .value(0)
        },
        "gettimeofday": { host, call, machine in
            try machine.store(host.now, at: call[0])
            try machine.store(0, at: call[0] + 8)
            return .value(0)
        },
        "__errno_location": { host, call, machine in
            if let known = host.errnoAddress[call.thread] { return .value(known) }
            let address = try machine.allocate(4, zeroed: true)
            host.errnoAddress[call.thread] = address
            return .value(address)
        },
        "setjmp": { _, call, _ in .saveContext(call[0]) },
        "_setjmp": { _, call, _ in .saveContext(call[0]) },
        "sigsetjmp": { _, call, _ in .saveContext(call[0]) },
        "__sigsetjmp": { _, call, _ in .saveContext(call[0]) },
        "longjmp": jump, "siglongjmp": jump, "_longjmp": jump,
    ]

    @Sendable private static func jump(
        _ host: LibraryHost, _ call: ExternalCall, _ machine: Interpreter
    ) -> ExternalResult {
        .restoreContext(call[0], value: call[1] == 0 ? 1 : call[1])
    }

    static let cxx: [String: Answer] = {
        var all: [String: Answer] = [:]
        for name in ["operator new", "operator new[]"] {
            all[name] = { _, call, machine in .value(try machine.allocate(max(1, call[0]))) }
        }
        for name in ["operator delete", "operator delete[]"] {
            all[name] = { _, call, machine in
                // A deleting destructor may be given a base: the object is what it points into.
                if call[0] != 0 { try machine.free(call[0] & ~0xFFFF_FFFF) }
                return .void
            }
        }
        all["terminate"] = { _, _, _ in throw Trap(.aborted) }
        return all
    }()
}
