import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// What is recorded at a call.
struct RecordShape: Equatable {
    /// Memory that the call fills.
    struct Memory: Equatable {
        enum Extent: Equatable {
            /// The whole object that the argument points to.
            case object
            /// As many bytes as these arguments' product.
            case arguments([Int])
            /// As many bytes as the result says, times an argument.
            case result(times: Int?)
        }

        var argument: Int
        var extent: Extent
    }

    var recordsResult: Bool
    var memory: [Memory]

    /// Why a call cannot be recorded, and what to do instead.
    struct Obstacle: Error, Equatable {
        var reason: String
        init(_ reason: String) { self.reason = reason }
    }
}

/// Decides from the dictionary and the types at a call what has to be recorded there.
struct RecordShapes {
    let program: Program
    let dictionary: NondeterminismDictionary

    /// - Parameter details: the refinements of the effective sources at the call.
    func shape(
        of call: FoundCall, details: Set<String>
    ) throws(RecordShape.Obstacle) -> RecordShape {
        guard let model = dictionary.function(call.name) else {
            throw RecordShape.Obstacle("nothing is known of \(call.name)")
        }
        var shape = RecordShape(recordsResult: false, memory: [])
        for path in paths(model, details) { try add(path, call, &shape) }
        if shape.memory.contains(where: { if case .result = $0.extent { true } else { false } }) {
            shape.recordsResult = true
        }
        if shape.recordsResult { try checkResult(call) }
        guard shape.recordsResult || !shape.memory.isEmpty else {
            throw RecordShape.Obstacle(
                "what differs does not come out of the call's result or arguments; compute it once, "
                    + "into a variable, and record that")
        }
        return shape
    }

    /// The places at which the values of some refinements come out.
    private func paths(_ model: FunctionModel, _ details: Set<String>) -> [Path] {
        var paths: [Path] = []
        for output in model.outputs {
            switch output.cause {
            case .refinement(let refinement):
                if details.contains(refinement.name) { paths.append(output.path) }
            case .channel, .receiverChannel: paths.append(output.path)
            }
        }
        for flow in model.flows {
            guard case .state(let id) = flow.origin.root,
                let initial = dictionary.state(id).initial, details.contains(initial.name)
            else { continue }
            if case .state = flow.target.root { continue }
            paths.append(flow.target)
        }
        return paths
    }

    private func add(
        _ path: Path, _ call: FoundCall, _ shape: inout RecordShape
    ) throws(RecordShape.Obstacle) {
        switch path.root {
        case .result, .value:
            guard path.dereferences == 0, path.part == .whole else {
                throw RecordShape.Obstacle(
                    "its result points into memory of the library; copy what it points to into a "
                        + "variable and record that with MIDAS_RECORD_OBJECT")
            }
            shape.recordsResult = true
        case .argument(let index):
            guard path.dereferences == 1 else {
                throw RecordShape.Obstacle(
                    "what it fills lies behind two pointers or in a container; copy it into a "
                        + "variable and record that with MIDAS_RECORD_OBJECT")
            }
            if call.isNull(argument: Int(index)) { return }
            let memory = RecordShape.Memory(
                argument: Int(index), extent: try extent(path, Int(index), call))
            if let known = shape.memory.firstIndex(where: { $0.argument == memory.argument }) {
                if shape.memory[known].extent != memory.extent, memory.extent == .object {
                    shape.memory[known] = memory
                }
                return
            }
            shape.memory.append(memory)
        case .errno: return
        case .state: return
        case .receiver, .variadic, .arguments:
            throw RecordShape.Obstacle(
                "it fills an object or a list of arguments; copy the values into a variable and "
                    + "record that with MIDAS_RECORD_OBJECT")
        }
    }

    private func extent(
        _ path: Path, _ index: Int, _ call: FoundCall
    ) throws(RecordShape.Obstacle) -> RecordShape.Memory.Extent {
        switch path.part {
        case .bytes(.argument(let size)): return .arguments([Int(size)])
        case .bytes(.product(let a, let b)): return .arguments([Int(a), Int(b)])
        case .bytes(.result): return .result(times: nil)
        case .bytes(.resultTimes(let size)): return .result(times: Int(size))
        case .whole:
            guard let pointee = call.pointee(of: index, program),
                program.types.size(pointee) != TypeEntry.unknownSize
            else { break }
            if program.holdsPointers(pointee) {
                throw RecordShape.Obstacle(
                    "what it fills holds pointers; record the members that are used, one by one, "
                        + "with MIDAS_RECORD_OBJECT")
            }
            return .object
        default: break
        }
        throw RecordShape.Obstacle(
            "how much it fills is not said by its arguments; record the part that is used with "
                + "MIDAS_RECORD_OBJECT")
    }

    private func checkResult(_ call: FoundCall) throws(RecordShape.Obstacle) {
        let type = call.resultType
        if program.types.isPointerLike(type) {
            throw RecordShape.Obstacle(
                "its result is a pointer, which means nothing in another replica; copy what it "
                    + "points to into a variable and record that with MIDAS_RECORD_OBJECT")
        }
        if program.holdsPointers(type) || isManaged(type) {
            throw RecordShape.Obstacle(
                "its result is an object with pointers or a destructor; record a plain value "
                    + "computed from it with MIDAS_RECORD")
        }
        if case .void = program.types[type] {
            throw RecordShape.Obstacle("it has no result")
        }
    }

    // MARK: Types

    /// Whether an object of the type may not be copied byte by byte.
    private func isManaged(_ type: TypeID) -> Bool {
        guard let record = program.types.record(type) else { return false }
        return !program.types.records[record].destructor.isNone
    }
}
