import CLibClang
import MidasBase
import MidasIR

/// The end of objects with static storage.
extension FunctionLowering {
    /// What has been made is destroyed when the program ends, the last one first (Itanium C++ ABI
    /// 3.3.6.3): `__cxa_atexit(destructor, object, …)`. Arrays are left out, and so are objects of
    /// library classes, whose ends nobody sees.
    func registerDestruction(of target: PlaceID) {
        guard let destructor = destructor(of: type(of: target)),
            case .record = types[type(of: target)],
            !unit.unit.symbols[destructor].flags.contains(.isSystem)
        else { return }
        let function = unit.exitRegistration()
        let type = unit.unit.symbols[function].type
        guard case .function(let signature) = types[type] else { return }
        let parameters = types.functionTypes[signature].parameters
        builder.call(
            .direct(function),
            [
                retyped(builder.constant(.function(destructor)), as: parameters[0]),
                address(of: target, type: unit.voidPointer), zero(unit.voidPointer),
            ],
            type: type, resultType: unit.int, instructionFlags: .isImplicit)
    }
}

extension UnitLowering {
    /// `__cxa_atexit`, which no source declares.
    func exitRegistration() -> SymbolID {
        let handler = type(
            of: unit.types.intern(
                FunctionType(result: void, parameters: [voidPointer], isVariadic: false)))
        return runtimeFunction(
            "__cxa_atexit", usr: "",
            FunctionType(
                result: int, parameters: [pointer(to: handler), voidPointer, voidPointer],
                isVariadic: false))
    }
}
