// MidasTransport: real ordered multicast. It knows sockets, descriptors and the clock; it does not
// know what the messages mean, apart from the views that it makes itself.
//
// `EmbeddedTransport` is the default for processes of one machine: a fixed sequencer over Unix
// domain sockets, inside one of the members, whose place the next one takes when it dies.
