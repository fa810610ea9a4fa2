import Foundation
import MidasInterpreter

/// `stdlib.h`'s numbers and `math.h`.
extension LibraryHost {
    static let numbers: [String: Answer] = [
        "abs": { _, call, _ in .value(abs(Int(Int32(truncatingIfNeeded: call[0])))) },
        "labs": { _, call, _ in .value(abs(Int(bitPattern: UInt(call[0])))) },
        "llabs": { _, call, _ in .value(abs(Int(bitPattern: UInt(call[0])))) },
        "atoi": { _, call, machine in
            .value(try parse(call[0], 10, machine).value)
        },
        "atol": { _, call, machine in .value(try parse(call[0], 10, machine).value) },
        "atoll": { _, call, machine in .value(try parse(call[0], 10, machine).value) },
        "strtol": parseInteger, "strtoll": parseInteger, "strtoul": parseInteger,
        "strtoull": parseInteger,
        "strtod": { _, call, machine in
            var text = try machine.string(call[0]).map { CChar(bitPattern: $0) } + [0]
            let (value, used) = text.withUnsafeMutableBufferPointer { buffer in
                var end: UnsafeMutablePointer<CChar>?
                let value = strtod(buffer.baseAddress!, &end)
                return (value, end! - buffer.baseAddress!)
            }
            if call[1] != 0 { try machine.store(call[0] + UInt64(used), at: call[1]) }
            return .value(Scalar(value))
        },
        "atof": { _, call, machine in
            let text = String(decoding: try machine.string(call[0]), as: UTF8.self)
            return .value(Scalar(strtod(text, nil)))
        },
        "rand": { host, _, _ in .value(host.nextRandom()) },
        "random": { host, _, _ in .value(host.nextRandom()) },
        "srand": { host, call, _ in
            host.randomState = call[0]
            return .void
        },
        "srandom": { host, call, _ in
            host.randomState = call[0]
            return .void
        },
        "rand_r": { host, call, machine in
            let state = try machine.load(call[0], 4) &* 1_103_515_245 &+ 12345
            try machine.store(state, at: call[0], 4)
            return .value(state >> 16 & 0x7FFF)
        },
    ]

    func nextRandom() -> UInt64 {
        randomState = randomState &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return randomState >> 33
    }

    @Sendable private static func parseInteger(
        _ host: LibraryHost, _ call: ExternalCall, _ machine: Interpreter
    ) throws -> ExternalResult {
        let (value, end) = try parse(call[0], Int(truncatingIfNeeded: call[2]), machine)
        if call[1] != 0 { try machine.store(end, at: call[1]) }
        return .value(value)
    }

    private static func parse(
        _ address: UInt64, _ base: Int, _ machine: Interpreter
    ) throws -> (value: Int, end: UInt64) {
        var text = try machine.string(address).map { CChar(bitPattern: $0) } + [0]
        return text.withUnsafeMutableBufferPointer { buffer in
            var end: UnsafeMutablePointer<CChar>?
            let hasSign = buffer.contains(CChar(UInt8(ascii: "-")))
            let start = buffer.baseAddress!
            let value =
                hasSign
                ? Int(strtoll(start, &end, Int32(base)))
                : Int(bitPattern: UInt(strtoull(start, &end, Int32(base))))
            return (Int(value), address + UInt64(end! - start))
        }
    }

    static let mathematics: [String: Answer] = {
        var all: [String: Answer] = [:]
        let unary: [(String, @Sendable (Double) -> Double)] = [
            ("sqrt", sqrt), ("sin", sin), ("cos", cos), ("tan", tan), ("asin", asin),
            ("acos", acos), ("atan", atan), ("exp", exp), ("exp2", exp2), ("log", log),
            ("log2", log2), ("log10", log10), ("floor", floor), ("ceil", ceil), ("fabs", fabs),
            ("round", round), ("trunc", trunc), ("rint", rint), ("nearbyint", nearbyint),
            ("sinh", sinh), ("cosh", cosh), ("tanh", tanh), ("cbrt", cbrt),
        ]
        for (name, function) in unary {
            all[name] = { _, call, _ in .value(Scalar(function(call.double(0)))) }
            all[name + "f"] = { _, call, _ in
                .value(single(Float(function(Double(call.arguments[0].float)))))
            }
        }
        let binary: [(String, @Sendable (Double, Double) -> Double)] = [
            ("pow", pow), ("fmod", fmod), ("atan2", atan2), ("hypot", hypot), ("fmin", fmin),
            ("fmax", fmax), ("copysign", copysign), ("remainder", remainder), ("fdim", fdim),
        ]
        for (name, function) in binary {
            all[name] = { _, call, _ in
                .value(Scalar(function(call.double(0), call.double(1))))
            }
            all[name + "f"] = { _, call, _ in
                let operands = call.arguments.prefix(2).map { Double($0.float) }
                return .value(single(Float(function(operands[0], operands[1]))))
            }
        }
        all["ldexp"] = { _, call, _ in
            .value(Scalar(scalbn(call.double(0), Int(Int32(truncatingIfNeeded: call[1])))))
        }
        all["frexp"] = { _, call, machine in
            let (fraction, exponent) = frexp(call.double(0))
            try machine.store(UInt64(bitPattern: Int64(exponent)), at: call[1], 4)
            return .value(Scalar(fraction))
        }
        all["modf"] = { _, call, machine in
            let whole = trunc(call.double(0))
            try machine.store(whole.bitPattern, at: call[1])
            return .value(Scalar(call.double(0) - whole))
        }
        all["lround"] = { _, call, _ in .value(Int(round(call.double(0)))) }
        all["isnan"] = { _, call, _ in .value(call.double(0).isNaN ? 1 : 0) }
        all["isinf"] = { _, call, _ in .value(call.double(0).isInfinite ? 1 : 0) }
        all["isfinite"] = { _, call, _ in .value(call.double(0).isFinite ? 1 : 0) }
        all["signbit"] = { _, call, _ in .value(call.double(0).sign == .minus ? 1 : 0) }
        return all
    }()

    private static func single(_ value: Float) -> Scalar { Scalar(UInt64(value.bitPattern)) }
}
