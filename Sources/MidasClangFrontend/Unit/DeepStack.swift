#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs `body` on a thread of its own with a stack of `size` bytes and waits for it. Lowering
/// recurses as deep as the code is nested; the memory is used only as far as it goes. Where no such
/// thread can be had, `body` runs on this one.
public func withDeepStack<R: Sendable>(size: Int = 1 << 30, _ body: @Sendable () -> R) -> R {
    withoutActuallyEscaping(body) { body in
        var result: R?
        withUnsafeMutablePointer(to: &result) { slot in
            nonisolated(unsafe) let slot = slot
            let job = DeepJob { slot.pointee = body() }
            job.run(stackSize: size)
        }
        return result ?? body()
    }
}

private final class DeepJob {
    private let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }

    func run(stackSize: Int) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                let pointer: UnsafeMutableRawPointer? = argument
                Unmanaged<DeepJob>.fromOpaque(pointer!).takeUnretainedValue().body()
                return nil
            }, Unmanaged.passUnretained(self).toOpaque())
        guard code == 0 else { return }
        #if canImport(Darwin)
            if let thread { pthread_join(thread, nil) }
        #else
            pthread_join(thread, nil)
        #endif
    }
}
