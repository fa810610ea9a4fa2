import CMidasIO
import Glibc

/// Microseconds of a clock that only goes forward.
func microseconds() -> Double { seconds() * 1e6 }

func median(_ samples: inout [Double]) -> Double {
    samples.sort()
    return samples[samples.count / 2]
}

/// Starts this program in another role.
func spawn(_ role: String, _ folder: String, _ identity: String = "0") -> pid_t {
    let words = ["/proc/self/exe", "role", role, folder, identity]
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    defer { arguments.forEach { free($0) } }
    var process: pid_t = 0
    guard posix_spawn(&process, "/proc/self/exe", nil, nil, &arguments, environ) == 0 else {
        fail("cannot start \(role)")
    }
    return process
}

func stop(_ process: pid_t) {
    kill(process, SIGKILL)
    wait(process)
}

func wait(_ process: pid_t) {
    var status: Int32 = 0
    waitpid(process, &status, 0)
}

/// A child's numbers go to a file of its folder.
func report(_ folder: String, _ identity: UInt32, _ values: [Double]) {
    let descriptor = open("\(folder)/result.\(identity)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    writeAll(descriptor, values.withUnsafeBytes { [UInt8]($0) })
    close(descriptor)
}

func result(_ folder: String, _ identity: UInt32) -> [Double] {
    let descriptor = open("\(folder)/result.\(identity)", O_RDONLY)
    guard descriptor >= 0 else { fail("a measuring process gave no result") }
    defer { close(descriptor) }
    var values = [Double](repeating: 0, count: 3)
    _ = values.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    return values
}

func connectWhenThere(_ path: String) -> Int32 {
    for _ in 0..<10_000 {
        let descriptor = midas_io_connect(path)
        if descriptor >= 0 {
            _ = fcntl(descriptor, F_SETFL, 0)
            return descriptor
        }
        usleep(500)
    }
    fail("nobody listens at \(path)")
}

func acceptBlocking(_ listener: Int32) -> Int32 {
    _ = fcntl(listener, F_SETFL, 0)
    let descriptor = midas_io_accept(listener)
    _ = fcntl(descriptor, F_SETFL, 0)
    return descriptor
}

func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
        var sent = 0
        while sent < raw.count {
            let count = write(descriptor, raw.baseAddress! + sent, raw.count - sent)
            if count > 0 { sent += count } else if errno != EAGAIN { exit(0) }
        }
    }
}

func readAll(_ descriptor: Int32, _ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { raw in
        var count = 0
        while count < raw.count {
            let size = read(descriptor, raw.baseAddress! + count, raw.count - count)
            if size <= 0 { exit(0) }
            count += size
        }
    }
}
